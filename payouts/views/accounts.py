"""Pages about where deposits go: the worker's own accounts, and what an admin checks and holds."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payouts import actions, queries
from payouts.forms.accounts import AccountForm, CheckForm, HoldForm
from payouts.models import BankAccount, Hold
from people.access import requires
from people.errors import Refused
from people.models import Role
from projects.money import CURRENCIES


@requires(Role.WORKER)
def account(request):
    """Where a worker's deposits go, one account a currency, and what stands in their way."""
    accounts = list(queries.accounts_of(request.user))
    context = {
        "accounts": accounts,
        "missing": [code for code in CURRENCIES if code not in {account.currency for account in accounts}],
        "hold": queries.hold_of(request.user),
    }
    return render(request, "payouts/bank_account.html", context)


@requires(Role.WORKER)
@reauthentication_required
def change(request, currency):
    """Enter or change the account of one currency; asks for the password again."""
    if currency not in CURRENCIES:
        raise Http404
    form = AccountForm(request.POST or None, currency=currency)
    if request.method == "POST" and form.is_valid():
        given = {"country": "KR"} | form.cleaned_data
        try:
            actions.save_bank_account(by=request.user, currency=currency, **given)
        except Refused as refusal:
            for field, text in refusal.fields.items():
                form.add_error(field if field in form.fields else None, str(text))
        else:
            messages.success(request, _("Saved. Open the link in the mail that we have sent you, to confirm it."))
            return redirect("payouts:bank_account")
    return render(request, "payouts/bank_account_change.html", {"form": form, "currency": currency})


@requires(Role.WORKER)
def confirm(request, token):
    """What the mailed link opens: one more click, for programs that look into mails open links too."""
    if request.method == "POST":
        account = actions.confirm_bank_account(by=request.user, token=token)
        messages.success(request, _("%(account)s is confirmed.") % {"account": account.masked})
        return redirect("payouts:bank_account")
    return render(request, "payouts/bank_account_confirm.html")


@requires(Role.ADMIN)
def payees(request):
    """What an admin has to do before workers can be paid: accounts to check, holds."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.place_hold(by=request.user, worker=form.cleaned_data["worker"], reason=form.cleaned_data["reason"])
        return redirect("payouts:payees")
    return _payees_page(request, form)


def _payees_page(request, form: HoldForm, *, shown: dict | None = None):
    """`shown` is the number of one account, by its id: on this answer only, which nobody keeps."""
    context = {
        "to_check": [(account, CheckForm(auto_id=f"check-{account.pk}-%s")) for account in queries.accounts_to_check()],
        "shown": shown or {},
        "holds": queries.holds(),
        "form": form,
    }
    return render(request, "payouts/payees.html", context)


@require_POST
@requires(Role.ADMIN)
def number(request, pk):
    """The page once more, with one number in full: what the bank is asked about."""
    shown = actions.show_bank_account(by=request.user, account=get_object_or_404(BankAccount, pk=pk))
    answer = _payees_page(request, HoldForm(), shown={"pk": pk, "number": shown})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires(Role.ADMIN)
def check(request, pk):
    account = get_object_or_404(BankAccount, pk=pk)
    form = CheckForm(request.POST)
    if form.is_valid():
        actions.check_bank_account(by=request.user, account=account, **form.cleaned_data)
        messages.success(request, _("%(account)s is in the holder’s name.") % {"account": account.masked})
    else:
        messages.error(request, _("Give the name that the bank answered."))
    return redirect("payouts:payees")


@require_POST
@requires(Role.ADMIN)
def lift(request, pk):
    actions.lift_hold(by=request.user, hold=get_object_or_404(Hold, pk=pk))
    return redirect("payouts:payees")
