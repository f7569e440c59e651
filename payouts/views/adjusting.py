"""Pages on which an admin adds to what a worker is paid, or corrects it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from payouts import access, actions
from payouts.forms.adjusting import AdjustForm
from people.access import requires
from people.models import Role


@requires(Role.ADMIN)
def adjust_line(request, pk):
    """Correct a line: add to what it paid, or take back what is left of an addition."""
    line = access.get_line(request.user, pk)
    about = {"worker": line.worker, "currency": line.currency, "pay_day": line.pay_day, "corrects": line}
    return _adjust(request, about, project=line.project, extra={"line": line})


@requires(Role.ADMIN)
def adjust_statement(request, pk):
    """Add to what a worker is paid on the pay day of a statement, with the next one."""
    statement = access.get_statement(request.user, pk)
    about = {"worker": statement.worker, "currency": statement.currency, "pay_day": statement.pay_day}
    return _adjust(request, about, project=None, extra={"statement": statement})


def _adjust(request, about: dict, *, project, extra: dict):
    posted = request.POST if request.method == "POST" else None
    form = AdjustForm(posted, currency=about["currency"], project=project)
    if posted is not None and form.is_valid():
        made = actions.adjust(by=request.user, **about, **form.asked())
        messages.success(request, _("Booked; the worker has been told."))
        return redirect("payouts:line", pk=made.entry.lines.get().pk)
    return render(request, "payouts/adjust.html", {"form": form, "worker": about["worker"], **extra})
