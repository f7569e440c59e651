"""Pages of payout runs: prepared by one admin, approved by another, sent to the bank in one file."""

from dataclasses import asdict

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from payouts import actions, queries
from payouts.actions.sending import FORMATS, sent_file
from payouts.download import as_download
from payouts.forms.paying import RunForm
from payouts.models import PayoutRun
from payouts.paydays import next_banking_day
from people.access import requires
from people.errors import Refused
from people.models import Role

RUNS_A_PAGE = 30
PAYOUTS_A_PAGE = 100


@requires(Role.ADMIN)
def runs(request):
    """What is to be paid next, and every run so far."""
    return _runs_page(request, RunForm(initial=_next()))


def _next() -> dict:
    """What a run pays next, on the first day on which the bank can carry it out."""
    rows = queries.to_pay()
    if not rows:
        return {}
    return {"currency": rows[0]["currency"], "pay_on": next_banking_day(max(rows[0]["pay_on"], queries.today()))}


def _runs_page(request, form: RunForm):
    context = {
        "page": Paginator(queries.runs(), RUNS_A_PAGE).get_page(request.GET.get("page")),
        "to_pay": queries.to_pay(),
        "form": form,
        "unmatched": queries.unmatched().count(),
        "to_check": queries.accounts_to_check().count(),
    }
    return render(request, "payouts/payout_runs.html", context)


@require_POST
@requires(Role.ADMIN)
def prepare(request):
    form = RunForm(request.POST)
    if not form.is_valid():
        return _runs_page(request, form)
    try:
        run = actions.run_payout(by=request.user, **form.cleaned_data)
    except Refused as refusal:
        if not refusal.fields:
            raise
        for field, text in refusal.fields.items():
            form.add_error(field, str(text))
        return _runs_page(request, form)
    return redirect("payouts:run", pk=run.pk)


@requires(Role.ADMIN)
def run(request, pk):
    """One run: its sums, what to look at before approving it, what is left out, and every deposit."""
    found = get_object_or_404(queries.runs(), pk=pk)
    is_open = not found.sent_at and not found.cancelled_at
    context = {
        "run": found,
        "page": Paginator(queries.payouts_of(found), PAYOUTS_A_PAGE).get_page(request.GET.get("page")),
        "remarkable": queries.remarkable(found),
        "gone": queries.gone(found),
        "last_month_micro": queries.last_month(found),
        "left_out": queries.left_out(found.currency, found.pay_on) if is_open else [],
        "stopped": queries.stopped(found).count() if is_open else 0,
        "formats": FORMATS,
        "is_own": found.prepared_by_id == request.user.pk,
    }
    return render(request, "payouts/payout_run.html", context)


@require_POST
@requires(Role.ADMIN)
def approve(request, pk):
    actions.approve_payout(by=request.user, run=get_object_or_404(PayoutRun, pk=pk))
    return redirect("payouts:run", pk=pk)


@require_POST
@requires(Role.ADMIN)
def cancel(request, pk):
    actions.cancel_payout(by=request.user, run=get_object_or_404(PayoutRun, pk=pk))
    return redirect("payouts:run", pk=pk)


@require_POST
@requires(Role.ADMIN)
def send(request, pk):
    """Mark the run as sent; its page then offers the file, as often as it is needed."""
    run = get_object_or_404(PayoutRun, pk=pk)
    actions.send_payout(by=request.user, run=run, file_format=request.POST.get("format", ""))
    return redirect("payouts:run", pk=pk)


@require_GET
@requires(Role.ADMIN)
def file(request, pk):
    return as_download(**asdict(sent_file(by=request.user, run=get_object_or_404(PayoutRun, pk=pk))))
