"""Proposing: boxes that a model or another tool suggests for a project's images, for workers to act on."""

from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labeling.formats.proposals import (
    MOST_MISTAKES,
    BadProposals,
    GivenFile,
    Mistake,
    Picture,
    Proposed,
    check_proposals,
    decode,
    read_proposals,
)
from labeling.models import Proposal
from people.actions import record
from people.errors import Refused
from people.models import User
from projects.models import Project

BATCH = 5_000
TEXTS = {
    "no_json": gettext_lazy("This is not a JSON file."),
    "too_large": gettext_lazy("Larger than %(value)s MB: split it."),
    "no_proposals": gettext_lazy("Neither images with boxes nor COCO annotations are in this file."),
    "a_bare_list": gettext_lazy(
        "A list of results names no images: put it beside `images` and `categories`, as `annotations`."
    ),
    "no_images": gettext_lazy("`images` is missing."),
    "no_categories": gettext_lazy("`categories` is missing."),
    "not_an_image": gettext_lazy("Entry %(value)s of `images` is not an image with a name and its boxes."),
    "not_a_category": gettext_lazy("Entry %(value)s of `categories` is not a category with an id and a name."),
    "unknown_image_id": gettext_lazy("Annotation %(value)s: its `image_id` is not among the images."),
    "too_many": gettext_lazy("More than %(value)s boxes in one file: split it."),
    "not_a_box": gettext_lazy("not a box"),
    "unknown_image": gettext_lazy("this project has no image of this name"),
    "ambiguous_image": gettext_lazy("this project has several images of this name"),
    "other_size": gettext_lazy("here it is %(value)s pixels; it may not be upright"),
    "unknown_label": gettext_lazy("this project has no label “%(value)s”"),
    "not_a_number": gettext_lazy("%(field)s is not a number"),
    "bad_score": gettext_lazy("a score is a number from 0 to 1, not %(value)s"),
    "outside": gettext_lazy("reaches outside the image (%(field)s)"),
    "too_small": gettext_lazy("the %(field)s is under %(value)s px"),
}


@transaction.atomic
def propose_boxes(
    *, by: User | None, project: Project, proposals: object, source: str = "", now: datetime | None = None
) -> dict[str, int]:
    """Take proposed boxes in: `proposals` is JSON, decoded or as bytes, in a shape of `labeling.formats.proposals`.

    All of them or nothing: Refused("bad_proposals") lists the first mistakes by place. Answers how many were `created`,
    how many were `known` already, and on how many `images`; the same import again changes nothing. `source` says who
    proposes them, where the file does not say or says it wrongly. `by` is None for an operator at the console.
    """
    if project.status == Project.Status.CLOSED:
        raise Refused("closed", _("A closed project does not change."), status=409)
    try:
        given = read_proposals(decode(proposals) if isinstance(proposals, bytes) else proposals)
        boxes = _check(project, given)
    except BadProposals as bad:
        raise _refusal(bad.mistakes) from bad
    name = _source(source or given.source)
    created = _store(project, boxes, source=name, now=now or timezone.now())
    answer = {"created": created, "known": len(boxes) - created, "images": len({box.image for box in boxes})}
    if created:
        record(verb="project.boxes_proposed", subject=project, by=by, at=now or timezone.now(), source=name, **answer)
    return answer


def _check(project: Project, given: GivenFile) -> list[Proposed]:
    names = {name.replace("\0", "") for box in given.boxes for name in (box.image, PurePosixPath(box.image).name)}
    pictures: dict[str, list[Picture]] = {}
    for name, *rest in project.images.filter(name__in=names).values_list("name", "pk", "width", "height"):
        pictures.setdefault(name, []).append(Picture(*rest))
    labels = dict(project.labels.values_list("name", "pk"))
    return check_proposals(given, pictures=pictures, labels=labels, min_side=project.min_side)


def _source(text: str) -> str:
    limit = Proposal._meta.get_field("source").max_length
    name = text.strip()
    if not name or "\0" in name or len(name) > limit:
        text = _("Say who proposes these boxes, in %(limit)s characters at most.") % {"limit": limit}
        raise Refused("no_source", text, fields={"source": text})
    return name


def _store(project: Project, boxes: list[Proposed], *, source: str, now: datetime) -> int:
    """How many are new. Imports of one project wait for each other, so that each counts its own."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    stored = Proposal.objects.filter(image__project=project)
    before = stored.count()
    Proposal.objects.bulk_create(
        (
            Proposal(
                image_id=box.image,
                label_id=box.label,
                source=source,
                score=box.score,
                x=box.x,
                y=box.y,
                width=box.width,
                height=box.height,
                created_at=now,
            )
            for box in boxes
        ),
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    return stored.count() - before


def _refusal(mistakes: list[Mistake]) -> Refused:
    fields: dict[str, str] = {}
    for mistake in mistakes:
        fields.setdefault(mistake.path, _sentence(mistake))
    first, *rest = fields.values()
    message = _("Nothing was taken in. %(first)s") % {"first": first}
    if len(mistakes) >= MOST_MISTAKES:
        message += " " + _("At least %(count)s places are wrong.") % {"count": len(fields)}
    elif rest:
        message += " " + _("%(count)s places are wrong.") % {"count": len(fields)}
    return Refused("bad_proposals", message, fields=fields)


def _sentence(mistake: Mistake) -> str:
    text = TEXTS[mistake.code] % {"field": mistake.field, "value": mistake.value}
    if not mistake.image:
        return str(text)
    if mistake.box is None:
        return f"{mistake.image}: {text}."
    return _("%(image)s, box %(number)s: %(text)s.") % {"image": mistake.image, "number": mistake.box, "text": text}
