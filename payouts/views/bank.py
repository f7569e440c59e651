"""Pages of what the bank told: files handed in, and movements that fit nothing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payouts import actions, queries
from payouts.forms.paying import AsideForm, BankFileForm, MatchForm
from payouts.models import BankFile, Movement
from people.access import requires
from people.models import Role

FILES_A_PAGE = 30
MOVEMENTS_A_PAGE = 100


@requires(Role.ADMIN)
def files(request):
    """Hand in a file of the bank, and what came of those before."""
    form = BankFileForm(request.POST, request.FILES) if request.method == "POST" else BankFileForm()
    if form.is_valid():
        given = form.cleaned_data["file"]
        taken = actions.reconcile(by=request.user, name=given.name, data=given.read())
        return redirect("payouts:bank_file", pk=taken.pk)
    context = {
        "form": form,
        "page": Paginator(queries.bank_files(), FILES_A_PAGE).get_page(request.GET.get("page")),
        "unmatched": queries.unmatched().count(),
    }
    return render(request, "payouts/bank_files.html", context)


@requires(Role.ADMIN)
def file(request, pk):
    """What came of a file: every movement that no file before had told."""
    found = get_object_or_404(BankFile, pk=pk)
    page = Paginator(queries.movements_of(found), MOVEMENTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(it, queries.why_unmatched(it), queries.sum_text(it.amount_micro, it.currency)) for it in page]
    sums = queries.outcomes_of(found)
    return render(request, "payouts/bank_file.html", {"file": found, "page": page, "rows": rows, "sums": sums})


@requires(Role.ADMIN)
def unmatched(request):
    """Movements that fit nothing of ours, with the reason, or those that were set aside (`?aside=1`).

    An admin who knows better says what one is about, or why it is nothing of ours.
    """
    is_aside = request.GET.get("aside") == "1"
    found = queries.set_aside() if is_aside else queries.unmatched()
    page = Paginator(found, MOVEMENTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            movement,
            queries.why_unmatched(movement),
            queries.sum_text(movement.amount_micro, movement.currency),
            MatchForm(auto_id=f"match-{movement.pk}-%s"),
            AsideForm(auto_id=f"aside-{movement.pk}-%s"),
        )
        for movement in page
    ]
    return render(request, "payouts/unmatched.html", {"page": page, "rows": rows, "is_aside": is_aside})


@require_POST
@requires(Role.ADMIN)
def match(request, pk):
    movement, form = get_object_or_404(Movement, pk=pk), MatchForm(request.POST)
    if form.is_valid():
        matched = actions.match_movement(by=request.user, movement=movement, **form.cleaned_data)
        kept = matched.payout.amount_micro - matched.amount_micro if matched.payout else 0
        borne = _("Matched. The banks kept %(sum)s, which the platform bears.")
        messages.success(request, borne % {"sum": queries.sum_text(kept, matched.currency)} if kept else _("Matched."))
    else:
        messages.error(request, _("Give the id of a deposit or refund, or the reference of a funding."))
    return redirect("payouts:unmatched")


@require_POST
@requires(Role.ADMIN)
def set_aside(request, pk):
    movement, form = get_object_or_404(Movement, pk=pk), AsideForm(request.POST)
    if form.is_valid():
        actions.set_aside_movement(by=request.user, movement=movement, **form.cleaned_data)
        messages.success(request, _("Set aside."))
    else:
        messages.error(request, _("Give a reason."))
    return redirect("payouts:unmatched")
