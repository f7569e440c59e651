"""Static files under names that carry their hash, ES modules included: what production serves."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]
# Whole lines only, as our modules write them: what stands after code, or within a string, is left alone.
COMMENTS = re.compile(rb"^[ \t]*(?:/\*\*.*?\*/[ \t]*|//[^\n]*)\n", re.MULTILINE | re.DOTALL)


class HashedModules(CompressedManifestStaticFilesStorage):
    """Imports are followed in our own modules only: those of other packages may name files that they do not ship.

    The modules of the canvas are served without their comments, which are half of what a worker's phone would load.
    """

    # A module's name hangs on those of the modules it imports. How many passes that takes depends on the order in which
    # the disk lists the files; a chain of modules, one a pass, is the worst case, and none is nearly as long as this.
    max_post_process_passes = 20
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("canvas/*.js", IMPORTS), ("js/*.js", IMPORTS))

    def post_process(self, paths, dry_run=False, **options):
        bare = {name: (_Bare(storage) if _is_ours(name) else storage, path) for name, (storage, path) in paths.items()}
        yield from super().post_process(bare, dry_run, **options)


class _Bare:
    """The files of a storage, without their comments."""

    def __init__(self, storage):
        self.storage = storage

    def open(self, path):
        with self.storage.open(path) as file:
            return ContentFile(COMMENTS.sub(b"", file.read()), name=path)


def _is_ours(name: str) -> bool:
    return name.startswith("canvas/") and name.endswith(".js")
