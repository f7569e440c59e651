"""Taking images in: many files or zip archives, each verified, and refused by name where it cannot be taken."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.actions import record
from people.errors import Refused
from people.models import User
from projects import pictures, storage
from projects.models import Image, Project

REASONS = {
    "not_a_picture": _("not a JPEG, PNG or WebP picture"),
    "broken": _("the picture is damaged or cut off"),
    "too_large": _("larger than 60 MB"),
    "too_many_pixels": _("more than 120 megapixels, or a side longer than 30,000 pixels"),
    "moving": _("a moving picture"),
    "bad_archive": _("not a readable zip archive"),
    "bomb": _("an archive that unpacks to far more than it holds"),
    "encrypted": _("encrypted"),
    "empty": _("empty"),
}


@dataclass
class Report:
    """What became of each handed-in file."""

    created: list[Image] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    refused: list[dict] = field(default_factory=list)

    def as_json(self) -> dict:
        return {"created": len(self.created), "duplicates": len(self.duplicates), "refused": self.refused}


def add_images(
    *,
    by: User | None,
    project: Project,
    files: Iterable[tuple[str, IO[bytes]]],
    now=None,
    on_progress: Callable[[Report], None] | None = None,
) -> Report:
    """Take `files` (name and open binary handle) into `project`; `by` is None for an operator at the console.

    Each picture stands for itself: one that is refused does not keep the others out. A picture that the project
    already has, by the hash of the file, is counted as a duplicate. `on_progress` hears of the report as it grows.
    """
    if project.status == Project.Status.CLOSED:
        raise Refused("closed", str(_("A closed project does not change.")), status=409)
    now = now or timezone.now()
    report = Report()
    for file_name, handle in files:
        for name, data in pictures.unpack(file_name, handle):
            _take(project, name[-255:], data, now, report)
            if on_progress:
                on_progress(report)
    if report.created:
        record(verb="project.images_added", subject=project, by=by, at=now, count=len(report.created))
    return report


def _take(project: Project, name: str, data, now, report: Report) -> None:
    try:
        if isinstance(data, pictures.Unacceptable):
            raise data
        digest = hashlib.sha256(data).hexdigest()
        if project.images.filter(sha256=digest).exists():
            report.duplicates.append(name)
            return
        picture = pictures.normalise(data)
    except pictures.Unacceptable as error:
        report.refused.append({"name": name, "reason": str(REASONS[str(error)])})
        return
    key = storage.put(f"images/{project.pk}/{digest}.{picture.extension}", picture.data)
    try:
        with transaction.atomic():
            image = project.images.create(
                name=name,
                key=key,
                width=picture.width,
                height=picture.height,
                byte_size=len(picture.data),
                sha256=digest,
                created_at=now,
            )
    except IntegrityError:  # another upload of the same picture was quicker
        storage.delete(key)
        report.duplicates.append(name)
    else:
        report.created.append(image)
