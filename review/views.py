"""Pages on which work is judged, and objections are settled."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from labeling.access import get_own_assignment
from labeling.canvas import canvas_of
from labeling.queries import is_free
from labeling.states import IN_HAND, State
from people.access import requires
from people.errors import Refused
from people.models import Role
from review import access, actions, queries
from review.canvas import decided_boxes, drawing_canvas, judging_canvas
from review.models import Decision


@requires(Role.WORKER)
def label(request, pk):
    """The worker's canvas; a returned piece carries the reviewer's reasons, so it belongs to review.

    A piece whose lease ran out is shown too while nobody else has it, so that it can be taken once more.
    """
    assignment = get_own_assignment(request.user, pk)
    is_late = assignment.state == State.EXPIRED and is_free(assignment)
    if assignment.state not in IN_HAND and not is_late:
        return redirect("payouts:piece", pk=pk)
    canvas = drawing_canvas(assignment) | {"over": is_late}
    context = {"assignment": assignment, "project": assignment.project, "canvas": canvas}
    return render(request, "review/label.html", context)


@login_required
def queue(request):
    access.check_reviewer(request.user)
    page = Paginator(queries.queue(request.user), 30).get_page(request.GET.get("page"))
    context = {"page": page, "appeal_count": access.appeals_to_decide(request.user).count()}
    return render(request, "review/queue.html", context)


@require_GET
@login_required
def go_on(request):
    """The next submission to judge."""
    submission = actions.take_next(by=request.user)
    if submission is None:
        messages.success(request, _("Everything is judged."))
        return redirect("review:queue")
    return redirect("review:judge", pk=submission.pk)


@login_required
def judge(request, pk):
    submission = access.get_submission_to_judge(request.user, pk)
    assignment = submission.assignment
    if assignment.state != State.SUBMITTED or submission.round != assignment.round:
        messages.info(request, _("This submission has been decided already."))
        return redirect("payouts:piece", pk=assignment.pk)
    try:
        actions.take(by=request.user, submission=submission)
    except Refused as refusal:
        messages.info(request, refusal.message)
        return redirect("review:queue")
    context = {
        "submission": submission,
        "assignment": assignment,
        "project": assignment.project,
        "canvas": judging_canvas(submission, reviewer=request.user),
    }
    return render(request, "review/judge.html", context)


@require_POST
@login_required
def appeal(request, pk):
    """A worker objects to what was refused."""
    submission = access.get_own_submission(request.user, pk)
    boxes = [int(text) for text in request.POST.getlist("boxes") if re.fullmatch(r"[0-9]{1,18}", text)]
    actions.appeal(by=request.user, submission=submission, reason=request.POST.get("reason", ""), boxes=boxes)
    messages.success(request, _("Your objection is with another reviewer now."))
    return redirect("payouts:piece", pk=submission.assignment_id)


@login_required
def appeals(request):
    access.check_reviewer(request.user)
    page = Paginator(access.appeals_to_decide(request.user), 30).get_page(request.GET.get("page"))
    return render(request, "review/appeals.html", {"page": page})


@login_required
def decide_appeal(request, pk):
    """One objection, with the picture, the refusal and what the worker says."""
    found = access.get_appeal_to_decide(request.user, pk)
    if request.method == "POST":
        boxes = [
            {"id": box.pk, "approved": request.POST.get(f"box-{box.pk}") == "approved"} for box in found.boxes.all()
        ]
        decision = Decision.APPROVED if any(box["approved"] for box in boxes) else Decision.REJECTED
        reason = request.POST.get("reason", "")
        actions.decide_appeal(by=request.user, appeal=found, decision=decision, reason=reason, boxes=boxes)
        messages.success(request, _("Decided."))
        return redirect("review:appeals")
    assignment = found.submission.assignment
    context = {
        "appeal": found,
        "assignment": assignment,
        "first": queries.first_verdict(found.submission),
        "boxes": [(box, queries.outcome_of_boxes(found.submission).get(box.pk)) for box in found.boxes.all()],
        "canvas": canvas_of(
            assignment,
            mode="view",
            image_url=reverse("projects:image", args=[assignment.task.image_id]),
            boxes=decided_boxes(found.submission),
            urls={},
        ),
    }
    return render(request, "review/appeal.html", context)
