"""Pages about what a worker drew: every box answers "paid, or why not"."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from labeling import queries as labeling
from labeling.canvas import canvas_of
from labeling.models import STATE_CHOICES, Assignment, Submission
from labeling.states import State
from payouts import queries
from people.access import requires
from people.keyset import page_of
from people.models import Role
from review.access import get_visible_assignment
from review.canvas import decided_boxes, missing_places
from review.models import Appeal
from review.queries import can_appeal, first_verdict

PIECES_A_PAGE = 30


@requires(Role.WORKER)
def work(request):
    """Every piece a worker ever took, newest first."""
    pieces = queries.work_of(request.user)
    state = request.GET.get("state", "")
    if state in dict(STATE_CHOICES):
        pieces = pieces.filter(state=state)
    page = page_of(pieces, request.GET, size=PIECES_A_PAGE)
    return render(request, "payouts/work.html", {"page": page, "state": state, "states": STATE_CHOICES})


@login_required
def piece(request, pk):
    """One picture with its boxes, each answering "paid, or why not"."""
    assignment = get_visible_assignment(request.user, pk)
    submission = labeling.latest_submission(assignment)
    verdict = first_verdict(submission) if submission else None
    context = {
        "assignment": assignment,
        "submission": submission,
        "verdict": verdict,
        "appeal": Appeal.objects.filter(submission=submission).select_related("verdict").first(),
        "can_appeal": can_appeal(submission, verdict, timezone.now()),
        "stories": queries.story_of_boxes(submission) if submission else [],
        "canvas": picture_of(assignment, submission, image_url=_piece_image(request.user, assignment)),
        "own": assignment.worker_id == request.user.pk,
    }
    return render(request, "payouts/piece.html", context)


def _piece_image(user, assignment: Assignment) -> str:
    if assignment.worker_id == user.pk:
        return reverse("labeling:image", args=[assignment.pk])
    return reverse("projects:image", args=[assignment.task.image_id])


def picture_of(assignment: Assignment, submission: Submission | None, *, image_url: str) -> dict:
    boxes = decided_boxes(submission) if submission else []
    missing = missing_places(submission) if submission else []
    waits = assignment.state != State.SUBMITTED
    rest = {"missing": missing, "waits": waits}
    return canvas_of(assignment, mode="view", image_url=image_url, boxes=boxes, urls={}, **rest)
