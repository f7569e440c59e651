"""Pages about months: closing, and the trial balance."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from payouts import actions, queries
from payouts.forms.months import CloseForm
from people.access import requires
from people.models import Role


@requires(Role.ADMIN)
def months(request):
    """The months: what is on the books, what is closed, what is to be paid; and the trial balance."""
    context = {
        **_months(),
        "year": timezone.localdate(timezone=queries.ZONE).year,
        "balance": queries.trial_balance(),
        "close_form": CloseForm(initial={"period": queries.current_period()}),
        "to_pay": queries.unpaid(queries.all_statements()).count(),
    }
    return render(request, "payouts/runs.html", context)


def _months() -> dict:
    found = queries.months()
    return {"months": found, "closing": any(row["closing"] and not row["closing"].closed_at for row in found)}


@require_GET
@requires(Role.ADMIN)
def progress(request):
    """The months again, for a page that waits for a closing."""
    return render(request, "payouts/_months.html", _months())


@require_GET
@requires(Role.ADMIN)
def preview(request):
    """What closing a month would do, and what keeps it from being closed."""
    form = CloseForm(request.GET)
    if not form.is_valid():
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
        return redirect("payouts:months")
    return render(request, "payouts/month_preview.html", {"preview": actions.preview_period(**form.cleaned_data)})


@require_POST
@requires(Role.ADMIN)
def close(request):
    form = CloseForm(request.POST)
    if form.is_valid():
        period = actions.close_period(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(period)s is closed.") % {"period": period.name})
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("payouts:months")
