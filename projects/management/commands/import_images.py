"""manage.py import_images PROJECT PATH: take a folder, a picture or a zip archive into a project."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.management.base import BaseCommand, CommandError

from people.errors import Refused
from projects.imports import Report, add_images
from projects.models import Project

EVERY = 100


class Command(BaseCommand):
    help = "Take the pictures of a folder, a file or a zip archive into a project. Exits 1 when some were refused."

    def add_arguments(self, parser):
        parser.add_argument("project", type=int, help="the project's number")
        parser.add_argument("path", type=Path, help="a folder (with all below it), a picture or a zip archive")
        parser.add_argument("--json", action="store_true", help="print the result for machines")

    def handle(self, *args, project: int, path: Path, json: bool, **options):
        found = Project.objects.filter(pk=project).first()
        if found is None:
            raise CommandError(f"There is no project {project}.", returncode=2)
        if not path.exists():
            raise CommandError(f"There is no {_printable(path)}.", returncode=2)
        try:
            report = add_images(by=None, project=found, files=_files(path), on_progress=self._show)
        except Refused as refused:
            raise CommandError(refused.message, returncode=2) from refused
        self._finish(report, as_json=json)
        if report.refused:
            sys.exit(1)

    def _show(self, report: Report) -> None:
        """On the error stream, so that the result alone is on the other; on a terminal one line that counts."""
        done = len(report.created) + len(report.duplicates) + len(report.refused)
        if self.stderr.isatty():
            self.stderr.write(f"\r{_counts(report)}", ending="")
        elif done % EVERY == 0:
            self.stderr.write(_counts(report))

    def _finish(self, report: Report, *, as_json: bool) -> None:
        if self.stderr.isatty():
            self.stderr.write("")
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        for file in report.refused:
            self.stdout.write(f"refused {file['name']}: {file['reason']}")
        self.stdout.write(_counts(report))


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
