"""Pages about money, and the first page of each role: a page belongs to the latest stage that it reads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from labeling import queries as labeling
from labeling.canvas import canvas_of
from labeling.models import STATE_CHOICES, Assignment, Submission
from labeling.states import State
from payouts import access, actions, queries
from payouts.forms import CloseForm, FundForm, PayForm
from people.access import requires
from people.models import Role
from projects import storage
from projects.access import get_own_project
from review.access import get_visible_assignment
from review.canvas import decided_boxes, missing_places
from review.models import Appeal
from review.queries import can_appeal, first_verdict

LINES_A_PAGE = 300
STATEMENTS_AT_HOME = 6


def home(request):
    """Who comes in from the street reads what this is; each role starts where its work is."""
    if not request.user.is_authenticated:
        return render(request, "payouts/welcome.html")
    if request.user.role != Role.WORKER:
        return redirect("projects:list")
    expected = queries.expected_earnings(request.user)
    context = {
        "in_hand": labeling.in_hand(request.user),
        "offers": labeling.offers(request.user),
        "to_come": queries.totals_to_come(expected),
        "statements": queries.statements_of(request.user)[:STATEMENTS_AT_HOME],
        "next_payday": queries.next_payday(request.user),
    }
    return render(request, "payouts/home.html", context)


@requires(Role.WORKER)
def money(request):
    """Everything a worker was paid, will be paid and will not be paid, with the reason and the day."""
    expected = queries.expected_earnings(request.user)
    context = {
        "statements": queries.statements_of(request.user),
        "expected": expected,
        "to_come": queries.totals_to_come(expected),
        "paid": queries.paid_totals(request.user),
        "period": queries.current_period(),
    }
    return render(request, "payouts/money.html", context)


@requires(Role.WORKER)
def work(request):
    """Every piece a worker ever took, newest first."""
    pieces = queries.work_of(request.user)
    state = request.GET.get("state", "")
    if state:
        pieces = pieces.filter(state=state)
    page = Paginator(pieces, 30).get_page(request.GET.get("page"))
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
        "canvas": _picture(assignment, submission, image_url=_piece_image(request.user, assignment)),
        "own": assignment.worker_id == request.user.pk,
    }
    return render(request, "payouts/piece.html", context)


def _piece_image(user, assignment: Assignment) -> str:
    if assignment.worker_id == user.pk:
        return reverse("labeling:image", args=[assignment.pk])
    return reverse("projects:image", args=[assignment.task.image_id])


def _picture(assignment: Assignment, submission: Submission | None, *, image_url: str) -> dict:
    boxes = decided_boxes(submission) if submission else []
    missing = missing_places(submission) if submission else []
    waits = assignment.state != State.SUBMITTED
    rest = {"missing": missing, "waits": waits}
    return canvas_of(assignment, mode="view", image_url=image_url, boxes=boxes, urls={}, **rest)


@requires(Role.WORKER, Role.ADMIN)
def statement(request, pk):
    """One statement, one deposit: its sum, its taxes, and every line of it."""
    found = access.get_statement(request.user, pk)
    lines = queries.with_story(queries.lines_of(found))
    context = {
        "statement": found,
        "sums": queries.projects_in(found),
        "page": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page")),
        "expected": queries.expected_earnings(found.worker),
        "pay_form": PayForm() if request.user.is_staff else None,
    }
    return render(request, "payouts/statement.html", context)


@requires(Role.WORKER, Role.ADMIN)
def line(request, pk):
    """One line: the picture with the boxes that earned it, and the arithmetic."""
    found = access.get_line(request.user, pk)
    submission = found.entry.verdict.submission
    canvas = _picture(submission.assignment, submission, image_url=reverse("payouts:line_image", args=[pk]))
    for box in canvas["boxes"]:
        box["in_line"] = found.kind == "draw" and box["label"] == found.label_id and box["approved"] is True
    context = {
        "line": found,
        "verdict": found.entry.verdict,
        "submission": submission,
        "assignment": submission.assignment,
        "statement": queries.statement_of(found),
        "canvas": canvas,
    }
    return render(request, "payouts/line.html", context)


@require_GET
@requires(Role.WORKER, Role.ADMIN)
def line_thumbnail(request, pk):
    """The small picture of a line, for whoever may see the line: the drawer, the reviewer, an admin."""
    picture = access.get_line(request.user, pk).entry.verdict.submission.assignment.task.image
    return storage.response(picture.thumbnail_key or picture.key)


@require_GET
@requires(Role.WORKER, Role.ADMIN)
def line_image(request, pk):
    return storage.response(access.get_line(request.user, pk).entry.verdict.submission.assignment.task.image.key)


@requires(Role.ADMIN)
def statements(request):
    """All statements, those to be paid first."""
    found = queries.all_statements()
    if request.GET.get("open"):
        found = found.filter(payout=None, net_micro__gt=0)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "payouts/statements.html", {"page": page, "open": request.GET.get("open")})


@requires(Role.ADMIN)
def runs(request):
    """The months: what is on the books, what is closed, what is to be paid; and the trial balance."""
    context = {
        "months": queries.months(),
        "balance": queries.trial_balance(),
        "close_form": CloseForm(initial={"period": queries.current_period()}),
        "to_pay": queries.all_statements().filter(payout=None, net_micro__gt=0).count(),
    }
    return render(request, "payouts/runs.html", context)


@require_POST
@requires(Role.ADMIN)
def close(request):
    form = CloseForm(request.POST)
    if form.is_valid():
        period = actions.close_period(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(period)s is closed.") % {"period": period.name})
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("payouts:runs")


@require_POST
@requires(Role.ADMIN)
def pay(request, pk):
    found = access.get_statement(request.user, pk)
    form = PayForm(request.POST)
    if form.is_valid():
        actions.pay_statement(by=request.user, statement=found, **form.cleaned_data)
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("payouts:statement", pk=pk)


@requires(Role.CLIENT, Role.ADMIN)
def fund(request, pk):
    """Money for a project: what it has, and a transfer that has arrived."""
    project = get_own_project(request.user, pk)
    form = FundForm(request.POST or None, currency=project.currency)
    if request.method == "POST" and form.is_valid():
        actions.fund_project(by=request.user, project=project, **form.cleaned_data)
        return redirect("projects:detail", pk=pk)
    return render(request, "payouts/fund.html", {"project": project, "form": form})
