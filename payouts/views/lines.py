"""Pages about lines: all of a worker's, and what one of them is for."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from payouts import access, queries
from payouts.forms.asking import AskForm
from payouts.forms.lines import LinesForm
from payouts.views.work import picture_of
from people.access import requires
from people.keyset import page_of
from people.models import Role
from projects import storage

LINES_A_PAGE = 100


@require_GET
@requires(Role.WORKER)
def lines(request):
    """Everything that a worker ever earned, newest first, in a statement or not."""
    form = LinesForm(request.GET, projects=queries.projects_of_lines(request.user))
    found = queries.earning_lines(request.user).order_by("-id")
    if form.is_valid():
        found = queries.narrowed(found, **form.cleaned_data)
    page = page_of(queries.with_story(found), request.GET, size=LINES_A_PAGE)
    return render(request, "payouts/lines.html", {"page": page, "form": form, "show_month": True})


@requires(Role.WORKER, Role.ADMIN)
def line(request, pk):
    """One line: the picture with the boxes that earned it, at which price, the arithmetic, and its deposit."""
    found = access.get_line(request.user, pk)
    statement = queries.statement_of(found)
    deposited = queries.paid_with(statement) if statement else None
    about = {
        "line": found,
        "statement": statement,
        "deposited": deposited,
        "way": queries.way_of(deposited) if deposited and deposited.net_micro else None,
        "late": queries.is_late(found),
        "pay_on": queries.pay_on(found),
        "corrections": queries.corrections_of(found),
        "questions": queries.questions_about(line=found),
        "ask_form": AskForm(),
    }
    if found.entry.verdict is None:
        return render(request, "payouts/adjustment.html", about | {"adjustment": found.entry.adjustment})
    submission = found.entry.verdict.submission
    canvas = picture_of(submission.assignment, submission, image_url=reverse("payouts:line_image", args=[pk]))
    paid = queries.boxes_of_line(found)
    for box in canvas["boxes"]:
        box["in_line"] = box["id"] in paid
    context = {
        "verdict": found.entry.verdict,
        "submission": submission,
        "assignment": submission.assignment,
        "canvas": canvas,
        "refused": queries.refused_beside(found),
        "others": queries.lines_beside(found),
        "is_drawer": submission.assignment.worker_id == request.user.pk,
    }
    return render(request, "payouts/line.html", about | context)


@require_GET
@requires(Role.WORKER, Role.ADMIN)
def line_thumbnail(request, pk):
    """The small picture of a line, for whoever may see the line: the drawer, the reviewer, an admin."""
    picture = access.get_picture_of_line(request.user, pk)
    return storage.response(picture.thumbnail_key or picture.key)


@require_GET
@requires(Role.WORKER, Role.ADMIN)
def line_image(request, pk):
    return storage.response(access.get_picture_of_line(request.user, pk).key)
