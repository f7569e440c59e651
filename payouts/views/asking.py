"""Pages of questions: a worker asks about a line or a statement, an admin answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payouts import access, actions, queries
from payouts.forms.asking import AnswerForm, AskForm, ReplyForm
from people.access import requires
from people.models import Role

QUESTIONS_A_PAGE = 30

asks_or_answers = requires(Role.WORKER, Role.ADMIN)


@asks_or_answers
def questions(request):
    """A worker's own questions; for an admin all, those that wait first, by the day they are due."""
    mine = request.user.role == Role.WORKER
    found = queries.questions_of(request.user) if mine else queries.all_questions()
    context = {
        "page": Paginator(found, QUESTIONS_A_PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
        "mine": mine,
        "overdue": 0 if mine else queries.overdue(timezone.now()),
    }
    return render(request, "payouts/questions.html", context)


@asks_or_answers
def question(request, pk):
    """The thread of one question; the worker replies here, an admin answers."""
    found = access.get_question(request.user, pk)
    about = found.line or found.statement
    posted = request.POST if request.method == "POST" else None
    if request.user.is_staff:
        form = AnswerForm(posted, currency=about.currency, project=found.line.project if found.line else None)
    else:
        form = ReplyForm(posted)
    if posted is not None and form.is_valid():
        if request.user.is_staff:
            actions.answer(by=request.user, question=found, **form.asked())
        else:
            actions.reply(by=request.user, question=found, **form.cleaned_data)
        return redirect("payouts:question", pk=pk)
    context = {
        "question": found,
        "remarks": queries.remarks_of(found),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "payouts/question.html", context)


@require_POST
@requires(Role.WORKER)
def ask_about_line(request, pk):
    return _ask(request, line=access.get_line(request.user, pk))


@require_POST
@requires(Role.WORKER)
def ask_about_statement(request, pk):
    return _ask(request, statement=access.get_statement(request.user, pk))


def _ask(request, **about):
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
        ((kind, thing),) = about.items()
        return redirect(f"payouts:{kind}", pk=thing.pk)
    asked = actions.ask(by=request.user, **about, **form.cleaned_data)
    messages.success(request, _("Asked. The day by which it is answered stands here."))
    return redirect("payouts:question", pk=asked.pk)
