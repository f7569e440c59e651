"""Static files under names that carry their hash, ES modules included: what production serves."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class HashedModules(CompressedManifestStaticFilesStorage):
    """Imports are followed in our own modules only: those of other packages may name files that they do not ship."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("canvas/*.js", IMPORTS), ("js/*.js", IMPORTS))
