"""What the canvas in the browser is told: the picture, the labels at their locked prices, the boxes."""

from django.urls import reverse
from django.utils.translation import get_language

from labeling import queries
from labeling.models import Assignment, Submission


def canvas_of(assignment: Assignment, *, mode: str, image_url: str, boxes: list[dict], urls: dict, **rest) -> dict:
    """The configuration that every mode shares; `boxes` as in the page contract of static/canvas/main.js."""
    image = assignment.task.image
    return {
        "mode": mode,
        "lang": get_language(),
        "image": {"url": image_url, "width": image.width, "height": image.height, "name": image.name},
        "labels": labels_of(assignment),
        "boxes": boxes,
        "reason": "",
        "version": 0,
        "max_boxes": assignment.project.max_boxes,
        "expires_at": None,
        "urls": urls,
    } | rest


def labels_of(assignment: Assignment) -> list[dict]:
    """Labels in the order of the palette, at the prices of the assignment's rate card."""
    rates = assignment.rate_card.rates.select_related("label").order_by("label__position", "label_id")
    return [
        {
            "id": rate.label_id,
            "name": rate.label.name,
            "color": rate.label.color,
            "hotkey": rate.label.hotkey,
            "unit_price_micro": rate.unit_price_micro,
            "currency": assignment.project.currency,
        }
        for rate in rates
    ]


def boxes_of(submission: Submission | None) -> list[dict]:
    """The boxes of a submission, in order, undecided."""
    if submission is None:
        return []
    names = ("id", "label", "x", "y", "width", "height")
    rows = submission.boxes.order_by("position").values_list("id", "label_id", "x", "y", "width", "height")
    return [dict(zip(names, row, strict=True)) | {"approved": None, "reason": ""} for row in rows]


def worker_canvas(assignment: Assignment) -> dict:
    """The canvas of a piece in hand: the draft, or else the boxes of the last round with the reasons pinned to them."""
    last = queries.latest_submission(assignment)
    draft = queries.draft_of(assignment)
    boxes = [{**box, "id": None, "approved": None, "reason": ""} for box in draft.boxes] if draft else boxes_of(last)
    following = queries.next_in_hand(assignment.worker, after=assignment)
    onward = reverse("labeling:go_on", args=[assignment.pk])
    return canvas_of(
        assignment,
        mode="draw",
        image_url=reverse("labeling:image", args=[assignment.pk]),
        boxes=boxes,
        version=draft.version if draft else 0,
        expires_at=assignment.expires_at.isoformat(),
        urls={
            "draft": reverse("api:assignment-draft", args=[assignment.pk]),
            "submit": reverse("api:assignment-submit", args=[assignment.pk]),
            "release": reverse("api:assignment-release", args=[assignment.pk]),
            "next": onward,
            "prefetch": reverse("labeling:image", args=[following.pk]) if following else "",
        },
    )
