"""What the canvas in the browser is told: the picture, the labels at their locked prices, the boxes."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from labeling import queries
from labeling.geometry import MIN_SIDE, least_side
from labeling.models import Assignment, Submission

# So many of the next pieces the browser is told of; it fetches some of them ahead.
UPCOMING = 4


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
        "min_side": least_side(assignment.project.min_side, width=image.width, height=image.height),
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
    names = ("id", "label", "proposal", "x", "y", "width", "height")
    stored = ("id", "label_id", "proposal_id", "x", "y", "width", "height")
    rows = submission.boxes.order_by("position").values_list(*stored)
    return [dict(zip(names, row, strict=True)) | {"approved": None, "reason": ""} for row in rows]


def proposals_of(assignment: Assignment) -> list[dict]:
    """All that is proposed for the image; what the worker answered is among the boxes and the rejected."""
    names = ("id", "label", "x", "y", "width", "height", "score", "source")
    rows = queries.proposals_of(assignment).values_list("id", "label_id", *names[2:])
    return [dict(zip(names, row, strict=True)) for row in rows]


def boxes_before(assignment: Assignment) -> list[dict]:
    """The boxes of the worker's picture before this one, cut to it; what is left of one under a pixel is left out."""
    image = assignment.task.image
    cut = []
    for box in boxes_of(queries.submission_before(assignment)):
        x, y = min(box["x"], image.width), min(box["y"], image.height)
        width, height = min(box["width"], image.width - x), min(box["height"], image.height - y)
        if min(width, height) >= MIN_SIDE:
            cut.append({"label": box["label"], "x": x, "y": y, "width": width, "height": height})
    return cut


def worker_canvas(assignment: Assignment) -> dict:
    """The canvas of a piece in hand: the draft, or else the boxes of the last round with the reasons pinned to them."""
    last = queries.latest_submission(assignment)
    draft = queries.draft_of(assignment)
    boxes = [{**box, "id": None, "approved": None, "reason": ""} for box in draft.boxes] if draft else boxes_of(last)
    latest = draft or last
    return canvas_of(
        assignment,
        mode="draw",
        image_url=reverse("labeling:image", args=[assignment.pk]),
        boxes=boxes,
        proposals=proposals_of(assignment),
        rejected=latest.rejected if latest else [],
        id=assignment.pk,
        worker=assignment.worker_id,
        round=assignment.round,
        previous=boxes_before(assignment),
        settings=assignment.worker.canvas,
        today_micro=queries.drawn_today(assignment.worker, currency=assignment.project.currency, now=timezone.now()),
        version=draft.version if draft else 0,
        active_ms=draft.active_ms if draft else 0,
        expires_at=assignment.expires_at.isoformat(),
        upcoming=[
            {
                "id": piece.pk,
                "canvas_url": reverse("api:assignment-canvas", args=[piece.pk]),
                "image_url": reverse("labeling:image", args=[piece.pk]),
            }
            for piece in queries.upcoming(assignment.worker, after=assignment, limit=UPCOMING)
        ],
        urls={
            "page": reverse("review:label", args=[assignment.pk]),
            "canvas": reverse("api:assignment-canvas", args=[assignment.pk]),
            "draft": reverse("api:assignment-draft", args=[assignment.pk]),
            "submit": reverse("api:assignment-submit", args=[assignment.pk]),
            "release": reverse("api:assignment-release", args=[assignment.pk]),
            "reclaim": reverse("api:assignment-reclaim", args=[assignment.pk]),
            "settings": reverse("api:canvas-settings"),
            "next": reverse("labeling:go_on", args=[assignment.pk]),
        },
    )
