"""The accountant's pages: trial balance, each account's ledger, balances at any past moment, journals to take away."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core import signing
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
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


@dataclass(frozen=True)
class Moment:
    """When the books are asked for, in the settlement time zone: on a day at a time or, without one, at its end."""

    day: date
    hour: time | None = None

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, self.hour or time.max, tzinfo=queries.ZONE)

    @property
    def address(self) -> str:
        """As addresses carry it: "2026-10-12T14:30", or "2026-10-12" for the end of the day."""
        return f"{self.day}T{self.hour:%H:%M:%S}".removesuffix(":00") if self.hour else str(self.day)


@require_GET
@requires(Role.ADMIN)
def books(request):
    """The trial balance, now or at a moment."""
    moment = _read_moment(request)
    context = {"balance": queries.trial_balance(moment and moment.at)}
    return render(request, "payouts/books.html", context | _told(moment))


@require_GET
@requires(Role.ADMIN)
def accounts(request, kind, currency):
    """The accounts of one kind, each with its balance and its owner's name, now or at a moment."""
    if kind not in ACCOUNT_NAMES or currency not in CURRENCIES:
        raise Http404
    moment = _read_moment(request)
    after = _read_number(request.GET.get("after", ""), default=-1)
    rows = queries.balances(kind, currency, at=moment and moment.at, after=after, limit=ACCOUNTS_A_PAGE + 1)
    owners = [row["owner_id"] for row in rows]
    names = project_names(owners) if kind == "escrow" else names_of(owners)
    context = {
        "name": ACCOUNT_NAMES[kind],
        "kind": kind,
        "currency": currency,
        "rows": [row | {"owner": names.get(row["owner_id"], "")} for row in rows[:ACCOUNTS_A_PAGE]],
        "after": owners[ACCOUNTS_A_PAGE - 1] if len(rows) > ACCOUNTS_A_PAGE else None,
    }
    return render(request, "payouts/accounts.html", context | _told(moment))


@require_GET
@requires(Role.ADMIN)
def account(request, pk):
    """One account's ledger, newest line first, with the balance after each; now or as it stood at a moment."""
    found, moment = get_object_or_404(LedgerAccount, pk=pk), _read_moment(request)
    before, balance = _read_place(request, found, moment)
    at = moment and moment.at
    changes = queries.account_ledger(found, balance=balance, before=before, limit=LINES_A_PAGE + 1, at=at)
    more = changes[LINES_A_PAGE:]
    context = {
        "account": found,
        "name": ACCOUNT_NAMES[found.kind],
        "changes": changes[:LINES_A_PAGE],
        "older": _place(found, moment, changes[LINES_A_PAGE - 1].line.pk, more[0].balance_micro) if more else "",
        "first_page": before == NEWEST,
    }
    return render(request, "payouts/account.html", context | _told(moment))


def _told(moment: Moment | None) -> dict:
    """What the pages say of their moment, and what their links carry on."""
    return {"moment": moment, "since": f"?at={moment.address}" if moment else "", "zone": str(queries.ZONE)}


def _place(account: LedgerAccount, moment: Moment | None, before: int, balance: int) -> str:
    """Where a page begins, with the balance there: signed, so that nobody is shown a balance they made up."""
    place = [account.pk, moment and moment.address, before, balance]
    return signing.dumps(place, salt="payouts.account", compress=True)


def _read_place(request, account: LedgerAccount, moment: Moment | None) -> tuple[int, int]:
    if not (place := request.GET.get("place")):
        return NEWEST, queries.balance_of(account, moment and moment.at)
    try:
        pk, address, before, balance = signing.loads(place, salt="payouts.account")
    except signing.BadSignature as error:
        raise Http404 from error
    if (pk, address) != (account.pk, moment and moment.address):
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


def _read_moment(request) -> Moment | None:
    """That of the day `at` and the `time`, which may also stand behind it: 2026-10-12T14:30. 404 where it is none."""
    day, _t, hour = request.GET.get("at", "").partition("T")
    hour = hour or request.GET.get("time", "")
    if not day:
        return None
    try:
        moment = Moment(date.fromisoformat(day), time.fromisoformat(hour) if hour else None)
    except ValueError as error:
        raise Http404 from error
    if moment.hour and moment.hour.tzinfo:  # the zone is that of the books
        raise Http404
    return moment


def _read_number(text: str, *, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else default
