"""manage.py import_images PROJECT PATH: take a folder, a picture or a zip archive into a project."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from people import commands
from people.errors import Refused
from projects.imports import Report, add_images
from projects.models import Project

EVERY = 100


class Command(commands.Command):
    help = "Take the pictures of a folder, a file or a zip archive into a project. Exits 1 when some were refused."

    def add_options(self, parser):
        parser.add_argument("project", type=int, help="the project's number")
        parser.add_argument("path", type=Path, help="a folder (with all below it), a picture or a zip archive")

    def run(self, options):
        path = options["path"]
        project = Project.objects.filter(pk=options["project"]).first()
        if project is None:
            raise Refused("unknown_project", f"There is no project {options['project']}.")
        if not path.exists():
            raise Refused("no_path", f"There is no {_printable(path)}.")
        report = add_images(by=None, project=project, files=_files(path), on_progress=self._show)
        if self.stderr.isatty():
            self.stderr.write("")
        for file in report.refused:
            self.say(f"refused {file['name']}: {file['reason']}")
        self.say(_counts(report))
        return report.as_json(), commands.FOUND_WRONG if report.refused else 0

    def _show(self, report: Report) -> None:
        """On the error stream, so that the result alone is on the other; on a terminal one line that counts."""
        done = len(report.created) + len(report.duplicates) + len(report.refused)
        if self.stderr.isatty():
            self.stderr.write(f"\r{_counts(report)}", ending="")
        elif done % EVERY == 0:
            self.stderr.write(_counts(report))


def _counts(report: Report) -> str:
    return (
        f"{len(report.created):,} taken in, {len(report.duplicates):,} already there, {len(report.refused):,} refused"
    )


def _files(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Each file with its name, opened when its turn comes; hidden files and folders are left out."""
    paths = [path] if path.is_file() else sorted(found for found in path.rglob("*") if _is_wanted(found, path))
    for each in paths:
        with each.open("rb") as handle:
            yield _printable(each), handle


def _is_wanted(found: Path, folder: Path) -> bool:
    return found.is_file() and not any(part.startswith(".") for part in found.relative_to(folder).parts)


def _printable(path: Path) -> str:
    """A file name may hold bytes that are no text; neither a terminal nor the database takes them."""
    return path.name.encode("utf-8", "replace").decode()
