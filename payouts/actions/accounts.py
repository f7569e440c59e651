"""Where a worker's deposits go: entered by the worker, confirmed by mail, checked by an admin, sealed at rest."""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.access import check_admin
from payouts.bank_numbers import BankNumbers, mask, read_account
from payouts.models import BankAccount
from payouts.sealing import fingerprint, resealed, seal, unseal
from people.access import check_role
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects.money import CURRENCIES

CONFIRM_WITHIN = timedelta(days=3)
SALT = "payouts.bank-account"
MAX_HOLDER = 70


@transaction.atomic
def save_bank_account(
    *,
    by: User,
    currency: str,
    country: str,
    holder: str,
    number: str,
    bank_code: str = "",
    bic: str = "",
    now: datetime | None = None,
) -> BankAccount:
    """Deposits in `currency` go there from now on: a new row in place of the old one, unconfirmed.

    Nothing is paid to it before the worker has opened the link that is mailed (`confirm_bank_account`) and an admin
    has found that it is in the holder's name (`check_bank_account`).
    """
    check_role(by, Role.WORKER)
    now = now or timezone.now()
    numbers = _read(currency, country, number, bank_code, bic)
    holder = _read_holder(holder)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two changes at once: one after the other
    old = by.bank_accounts.filter(currency=currency, replaced_at=None).first()
    if old:
        old.replaced_at = now
        old.save(update_fields=["replaced_at"])
    account = BankAccount.objects.create(
        worker=by,
        currency=currency,
        country=numbers.country,
        bank_code=numbers.bank_code,
        sealed=seal({"holder": holder, "number": numbers.account, "bic": numbers.bic}),
        masked=mask(numbers.account),
        fingerprint=fingerprint(numbers.country, numbers.bank_code, numbers.account),
        added_at=now,
    )
    record(verb="account.entered", subject=account, by=by, at=now, currency=currency, masked=account.masked)
    _tell_entered(account, old, now)
    return account


def _read(currency: str, country: str, number: str, bank_code: str, bic: str) -> BankNumbers:
    if currency not in CURRENCIES:
        raise Refused("bad_currency", _("We do not pay in this currency."), fields={"currency": _("unknown")})
    if currency == "KRW" and country != "KR":
        text = _("Won is paid to Korean accounts only.")
        raise Refused("bad_country", text, fields={"country": text})
    try:
        return read_account(country, number, bank_code=bank_code, bic=bic)
    except ValueError as error:
        field = {"account": "number"}.get(getattr(error, "field", ""), getattr(error, "field", "number"))
        text = getattr(error, "text", str(error))
        raise Refused("bad_account", text, fields={field: text}) from error


def _read_holder(text: str) -> str:
    holder = " ".join(text.split())
    if not holder or len(holder) > MAX_HOLDER or not holder.isprintable():
        text = _("Give the holder’s name as the bank has it, in at most %(n)s characters.") % {"n": MAX_HOLDER}
        raise Refused("bad_holder", text, fields={"holder": text})
    return holder


def _tell_entered(account: BankAccount, old: BankAccount | None, now: datetime) -> None:
    """By mail: the link that confirms it; and, of a change, what to do if it was somebody else."""
    path = reverse("payouts:bank_account")
    link = settings.SITE_URL + reverse("payouts:confirm_bank_account", args=[confirmation_token(account)])
    told = {"currency": account.currency, "masked": account.masked}
    notify(users=[account.worker], kind="bank_account_entered", path=path, at=now, link=link, **told)
    if old:
        notify(users=[account.worker], kind="bank_account_changed", path=path, at=now, old=old.masked, **told)


def confirmation_token(account: BankAccount) -> str:
    """What the mailed link proves: that whoever opens it reads the worker's mail."""
    return signing.dumps(account.pk, salt=SALT)


@transaction.atomic
def confirm_bank_account(*, by: User, token: str, now: datetime | None = None) -> BankAccount:
    """The worker has opened the mailed link: once, within three days, for the account that is still in use."""
    now = now or timezone.now()
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        pk = None
    account = BankAccount.objects.select_for_update().filter(pk=pk, worker=by, replaced_at=None).first()
    if not account or now > account.added_at + CONFIRM_WITHIN:
        raise Refused("bad_link", _("This link is not valid any more. Enter the account again to get a new one."))
    if account.confirmed_at:
        raise Refused("confirmed", _("This account is confirmed already."), status=409)
    account.confirmed_at = now
    account.save(update_fields=["confirmed_at"])
    record(verb="account.confirmed", subject=account, by=by, at=now, masked=account.masked)
    return account


@transaction.atomic
def check_bank_account(*, by: User, account: BankAccount, holder: str, now: datetime | None = None) -> BankAccount:
    """An admin has asked the bank whose account it is: `holder` is the name that the bank gave.

    Refused unless it is the name that the worker entered; blanks, capitals and width do not count.
    """
    check_admin(by)
    now = now or timezone.now()
    account = BankAccount.objects.select_for_update().get(pk=account.pk)
    if account.replaced_at:
        raise Refused("replaced", _("The worker has entered another account since."), status=409)
    if account.checked_at:
        return account
    if _plain(holder) != _plain(unseal(account.sealed)["holder"]):
        text = _("This is not the holder’s name that the worker entered.")
        raise Refused("holder_differs", text, status=409, fields={"holder": text})
    account.checked_by, account.checked_at = by, now
    account.save(update_fields=["checked_by", "checked_at"])
    record(verb="account.checked", subject=account, by=by, at=now, masked=account.masked)
    return account


@transaction.atomic
def show_bank_account(*, by: User, account: BankAccount, now: datetime | None = None) -> str:
    """The number in full, for an admin to ask the bank about; each time is an event. Not the holder: the bank says it.

    Refused for an account that is not waiting to be checked.
    """
    check_admin(by)
    now = now or timezone.now()
    account = BankAccount.objects.select_for_update().get(pk=account.pk)
    if account.replaced_at or account.checked_at or not account.confirmed_at:
        raise Refused("not_to_check", _("This account is not waiting to be checked."), status=409)
    record(verb="account.shown", subject=account, by=by, at=now, masked=account.masked)
    return unseal(account.sealed)["number"]


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def reseal_accounts() -> int:
    """Seal what an older key sealed with the newest one, each with an event; returns how many.

    An old key may go once this returns 0.
    """
    changed = 0
    for pk in BankAccount.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            account = BankAccount.objects.select_for_update().get(pk=pk)
            sealed = resealed(account.sealed)
            if sealed:
                account.sealed = sealed
                account.save(update_fields=["sealed"])
                record(verb="account.resealed", subject=account, by=None, at=timezone.now(), masked=account.masked)
                changed += 1
    return changed
