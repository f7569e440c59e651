"""Where deposits go: entered by the worker, confirmed by mail, checked by an admin, sealed at rest."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from payouts import actions, queries
from payouts.actions.accounts import CONFIRM_WITHIN, confirmation_token
from payouts.models import BankAccount
from payouts.sealing import unseal
from people.actions import send_mail
from people.errors import Refused
from people.models import Event, Notice
from tests.cast import NOON
from tests.payouts.together import at_once

NUMBER = "110-284-551020"
GIVEN = {"currency": "KRW", "country": "KR", "holder": "Ana  Cast", "number": NUMBER, "bank_code": "088"}


def save(by, **changes) -> BankAccount:
    return actions.save_bank_account(by=by, now=NOON, **(GIVEN | changes))


def confirm(by, account, now=NOON):
    return actions.confirm_bank_account(by=by, token=confirmation_token(account), now=now)


def test_a_number_is_sealed_and_only_its_last_four_digits_are_told(cast):
    account = save(cast.ana)
    assert unseal(account.sealed) == {"holder": "Ana Cast", "number": "110284551020", "bic": ""}
    assert account.masked == "•••• 1020"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM payouts_bankaccount")
        row = " ".join(bytes(it).decode() if isinstance(it, memoryview) else str(it) for it in cursor.fetchone())
    told = [row, *(str(event.data) for event in Event.objects.all()), *(str(n.data) for n in Notice.objects.all())]
    assert not [text for text in told if "28455" in text or "Ana Cast" in text]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "XXX"}, "currency"),
        ({"country": "DE"}, "country"),
        ({"holder": "  "}, "holder"),
        ({"holder": "a" * 71}, "holder"),
        ({"number": "12"}, "number"),
        ({"bank_code": "999"}, "bank_code"),
        ({"currency": "EUR", "country": "DE", "number": "DE75512108001245126198", "bank_code": ""}, "number"),
        ({"currency": "EUR", "country": "DE", "number": "DE75512108001245126199", "bic": "nobic"}, "bic"),
    ],
)
def test_what_is_no_account_is_refused_by_its_field(cast, changes, field):
    with pytest.raises(Refused) as refusal:
        save(cast.ana, **changes)
    assert list(refusal.value.fields) == [field]
    assert "1245126198" not in str(refusal.value)
    assert not BankAccount.objects.exists()


def test_only_workers_have_accounts(cast):
    for user in (cast.clara, cast.ada):
        with pytest.raises(PermissionDenied):
            save(user)


def test_the_mail_has_the_link_and_the_app_has_not(cast):
    account = save(cast.ana)
    link = f"/money/account/confirm/{confirmation_token(account)}"[:50]
    notice = cast.ana.notices.get()
    assert (notice.kind, notice.path, notice.by_mail) == ("bank_account_entered", "/money/account/", True)
    send_mail()
    (message,) = mail.outbox
    assert link in message.body
    assert "•••• 1020" in message.subject


def test_the_link_confirms_once(cast):
    account = save(cast.ana)
    assert confirm(cast.ana, account).confirmed_at == NOON
    with pytest.raises(Refused) as refusal:
        confirm(cast.ana, account)
    assert (refusal.value.code, refusal.value.status) == ("confirmed", 409)
    assert Event.objects.filter(verb="account.confirmed").count() == 1


def test_the_link_is_good_for_three_days(cast):
    account = save(cast.ana)
    with pytest.raises(Refused) as refusal:
        confirm(cast.ana, account, now=NOON + CONFIRM_WITHIN + timedelta(seconds=1))
    assert refusal.value.code == "bad_link"
    assert confirm(cast.ana, account, now=NOON + CONFIRM_WITHIN).confirmed_at


def test_the_link_is_nobody_elses_and_not_for_an_account_that_was_replaced(cast):
    account = save(cast.ana)
    with pytest.raises(Refused, match="not valid"):
        confirm(cast.ben, account)
    save(cast.ana, number="110-284-551021")
    with pytest.raises(Refused, match="not valid"):
        confirm(cast.ana, account)
    with pytest.raises(Refused, match="not valid"):
        actions.confirm_bank_account(by=cast.ana, token=confirmation_token(account)[:-1] + "x", now=NOON)
    assert not BankAccount.objects.exclude(confirmed_at=None).exists()


def test_a_change_is_a_new_row_that_is_told_by_mail_and_has_to_be_confirmed_and_checked_again(cast):
    cast.bank_account(cast.ana, number=NUMBER)
    account = save(cast.ana, number="110-284-559999")
    old = BankAccount.objects.get(replaced_at=NOON)
    assert (account.confirmed_at, account.checked_at) == (None, None)
    assert list(queries.accounts_of(cast.ana)) == [account]
    notice = cast.ana.notices.get(kind="bank_account_changed")
    assert notice.by_mail
    assert (notice.data["old"], notice.data["masked"]) == (old.masked, "•••• 9999")


def test_an_admin_checks_that_the_bank_names_the_same_holder(cast):
    account = confirm(cast.ana, save(cast.ana))
    with pytest.raises(Refused) as refusal:
        actions.check_bank_account(by=cast.ada, account=account, holder="Ben Cast", now=NOON)
    assert refusal.value.code == "holder_differs"
    assert "Ana" not in str(refusal.value)
    checked = actions.check_bank_account(by=cast.ada, account=account, holder=" ANA cast", now=NOON)
    assert (checked.checked_by, checked.checked_at) == (cast.ada, NOON)
    for user in (cast.ana, cast.clara):
        with pytest.raises(PermissionDenied):
            actions.check_bank_account(by=user, account=account, holder="Ana Cast")


def test_only_an_admin_sees_a_number_and_only_while_it_waits_to_be_checked(cast):
    account = save(cast.ana)
    show = actions.show_bank_account
    with pytest.raises(Refused) as refusal:
        show(by=cast.ada, account=account, now=NOON)
    assert refusal.value.code == "not_to_check"
    confirm(cast.ana, account)
    assert show(by=cast.ada, account=account, now=NOON) == "110284551020"
    for user in (cast.ana, cast.clara):
        with pytest.raises(PermissionDenied):
            show(by=user, account=account, now=NOON)
    actions.check_bank_account(by=cast.ada, account=account, holder="Ana Cast", now=NOON)
    with pytest.raises(Refused):
        show(by=cast.ada, account=account, now=NOON)
    assert Event.objects.filter(verb="account.shown").count() == 1


def test_an_account_that_was_replaced_is_not_checked_any_more(cast):
    account = save(cast.ana)
    save(cast.ana)
    with pytest.raises(Refused) as refusal:
        actions.check_bank_account(by=cast.ada, account=account, holder="Ana Cast")
    assert refusal.value.code == "replaced"


def test_the_same_number_of_two_workers_is_recognized(cast):
    mine, other = save(cast.ana), save(cast.ben, number="110 284551020")
    third = save(cast.rita, number="110-284-551021")
    assert mine.fingerprint == other.fingerprint != third.fingerprint
    assert set(queries.sharing(BankAccount.objects.all())) == {mine, other}


def test_a_new_key_seals_what_is_new_and_old_rows_are_sealed_anew(cast, settings):
    account = save(cast.ana)
    old, new = settings.BANK_KEYS[0], Fernet.generate_key().decode()
    settings.BANK_KEYS = [new, old]
    newer = save(cast.ben)
    assert actions.reseal_accounts() == 1
    assert actions.reseal_accounts() == 0
    settings.BANK_KEYS = [new]
    for row in (account, newer):
        row.refresh_from_db()
        assert unseal(row.sealed)["number"] == "110284551020"


@pytest.mark.parametrize("column", ["worker_id", "bank_code", "fingerprint", "masked", "currency"])
def test_the_database_keeps_an_account_as_it_was_entered(cast, sql, column):
    save(cast.ana)
    change = "worker_id + 1" if column == "worker_id" else f"reverse({column})"
    with pytest.raises(IntegrityError):
        sql(f"UPDATE payouts_bankaccount SET {column} = {change}")


@pytest.mark.parametrize("column", ["confirmed_at", "checked_at", "replaced_at"])
def test_what_is_set_once_stays_set(cast, column):
    account = cast.bank_account(cast.ana)
    save(cast.ana)
    with pytest.raises(IntegrityError):
        BankAccount.objects.filter(pk=account.pk).update(**{column: None})


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_leave_one_account(cast):
    ana = cast.ana
    at_once(*[lambda n=n: save(ana, number=f"110-284-55102{n}") for n in range(4)])
    assert queries.accounts_of(ana).count() == 1
    assert BankAccount.objects.count() == 4
