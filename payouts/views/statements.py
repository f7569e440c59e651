"""Pages about statements, and the files in which they are taken away."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from payouts import access, downloads, queries
from payouts.forms.asking import AskForm
from payouts.forms.lines import LinesForm
from people.access import requires
from people.keyset import page_of
from people.models import Role

LINES_A_PAGE = 100
STATEMENTS_A_PAGE = 50
SUMMED_AT_ONCE = 20_000  # lines whose sums nobody has to wait for; those of more come after the page


@requires(Role.WORKER, Role.ADMIN)
def statement(request, pk):
    """One statement, one deposit: its sum, its taxes, every line of it, and what is not in it.

    With `sums` in the address nothing is left for later, however many lines there are to add up.
    """
    found = access.get_statement(request.user, pk)
    form = LinesForm(request.GET, projects=queries.projects_of_lines(found.worker))
    lines = queries.lines_of(found)
    if form.is_valid():
        lines = queries.narrowed(lines, **form.cleaned_data)
    context = {
        "statement": found,
        "carried_off_micro": -found.carried_out_micro,
        "taxes": queries.taxes_of(found),
        "form": form,
        "page": page_of(queries.with_story(lines), request.GET, size=LINES_A_PAGE),
        "way": queries.way_of(found),
        "deposited": queries.paid_with(found),
        "adjustments": queries.adjustments_in(found),
        "questions": queries.questions_about(statement=found),
        "ask_form": AskForm(),
    }
    if "sums" in request.GET or found.line_count <= SUMMED_AT_ONCE:
        context["sums"] = queries.projects_in(found)
        context["missing"] = queries.missing_from(found)
    return render(request, "payouts/statement.html", context)


@require_GET
@requires(Role.WORKER, Role.ADMIN)
def download(request, pk, file_format):
    return downloads.as_file(access.get_statement(request.user, pk), file_format)


@requires(Role.WORKER, Role.ADMIN)
def statements(request):
    """All statements, the latest first; a worker's own stand on the page about their money."""
    if request.user.role == Role.WORKER:
        return redirect("payouts:money")
    found = queries.all_statements().order_by("-id")
    if request.GET.get("open"):
        found = queries.unpaid(found)
    page = page_of(found, request.GET, size=STATEMENTS_A_PAGE)
    return render(request, "payouts/statements.html", {"page": page, "open": request.GET.get("open")})
