"""The accountant's pages: trial balance, each account's ledger, balances at any past moment, journals to take away."""

from datetime import datetime, time

from django.core import signing
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from payouts import journals, queries
from payouts.models import ACCOUNT_NAMES, LedgerAccount
from payouts.queries.books import NEWEST
from people.access import requires
from people.models import Role
from people.queries import names_of
from projects.money import CURRENCIES
from projects.queries import project_names

ACCOUNTS_A_PAGE = 100
LINES_A_PAGE = 50


@require_GET
@requires(Role.ADMIN)
def books(request):
    """The trial balance, now or at the end of a day."""
    at = _read_day(request)
    context = {"balance": queries.trial_balance(at), "at": at, "day": request.GET.get("at", "")}
    return render(request, "payouts/books.html", context)


@require_GET
@requires(Role.ADMIN)
def accounts(request, kind, currency):
    """The accounts of one kind, each with its balance and its owner's name."""
    if kind not in ACCOUNT_NAMES or currency not in CURRENCIES:
        raise Http404
    at = _read_day(request)
    after = _read_number(request.GET.get("after", ""), default=-1)
    rows = queries.balances(kind, currency, at=at, after=after, limit=ACCOUNTS_A_PAGE + 1)
    owners = [row["owner_id"] for row in rows]
    names = project_names(owners) if kind == "escrow" else names_of(owners)
    context = {
        "name": ACCOUNT_NAMES[kind],
        "kind": kind,
        "currency": currency,
        "day": request.GET.get("at", ""),
        "rows": [row | {"owner": names.get(row["owner_id"], "")} for row in rows[:ACCOUNTS_A_PAGE]],
        "after": owners[ACCOUNTS_A_PAGE - 1] if len(rows) > ACCOUNTS_A_PAGE else None,
    }
    return render(request, "payouts/accounts.html", context)


@require_GET
@requires(Role.ADMIN)
def account(request, pk):
    """One account's ledger, newest line first, with the balance after each."""
    found = get_object_or_404(LedgerAccount, pk=pk)
    before, balance = _read_place(request, found)
    changes = queries.account_ledger(found, balance=balance, before=before, limit=LINES_A_PAGE + 1)
    more = changes[LINES_A_PAGE:]
    context = {
        "account": found,
        "name": ACCOUNT_NAMES[found.kind],
        "changes": changes[:LINES_A_PAGE],
        "older": _place(found, changes[LINES_A_PAGE - 1].line.pk, more[0].balance_micro) if more else "",
        "first_page": before == NEWEST,
    }
    return render(request, "payouts/account.html", context)


def _place(account: LedgerAccount, before: int, balance: int) -> str:
    """Where a page begins, with the balance there: signed, so that nobody is shown a balance they made up."""
    return signing.dumps([account.pk, before, balance], salt="payouts.account", compress=True)


def _read_place(request, account: LedgerAccount) -> tuple[int, int]:
    if not (place := request.GET.get("place")):
        return NEWEST, queries.balance_of(account)
    try:
        pk, before, balance = signing.loads(place, salt="payouts.account")
    except signing.BadSignature as error:
        raise Http404 from error
    if pk != account.pk:
        raise Http404
    return before, balance


@require_GET
@requires(Role.ADMIN)
def journal(request, dialect):
    """All the books as a file for hledger or beancount."""
    if dialect == "hledger":
        text = journals.hledger(queries.journal())
    else:
        text = journals.beancount(queries.journal(), queries.journal_accounts())
    name = f"honestbox.{'journal' if dialect == 'hledger' else 'beancount'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _read_day(request) -> datetime | None:
    """The last moment of the day asked for, in the settlement time zone; 404 where it is no day."""
    if not (text := request.GET.get("at")):
        return None
    try:
        day = parse_date(text)
    except ValueError as error:
        raise Http404 from error
    if day is None:
        raise Http404
    return datetime.combine(day, time.max, tzinfo=queries.ZONE)


def _read_number(text: str, *, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else default
