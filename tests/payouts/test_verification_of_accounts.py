"""What verify_ledger finds about accounts of the ledger that are another's than their lines say."""

import pytest

from payouts.models import LedgerAccount
from projects.actions import set_fee
from tests.payouts.tampering import named, with_triggers_off
from tests.payouts.together import DECEMBER, closed


@pytest.mark.parametrize("kind", ["bank", "client", "escrow", "worker", "fee", "tax_income"])
def test_an_account_of_another_owner_is_named(books, kind):
    if kind == "fee":
        project = books.draft()
        set_fee(by=books.ada, project=project, fee_bp=1000)
        books.approved(project=books.opened(project), by=books.ada)
    elif kind == "tax_income":
        books.approved(books.ben, project=books.opened(books.draft(max_boxes=200)), cats=99, by=books.ada)
        closed("2026-11", DECEMBER)
    account = LedgerAccount.objects.filter(kind=kind).order_by("id").first()
    with_triggers_off("UPDATE payouts_ledgeraccount SET owner_id = 987654 WHERE id = %s", account.pk)
    assert ("accounts", f"account {account.pk}") in named()


@pytest.mark.parametrize("kind", ["client", "worker", "escrow"])
def test_two_accounts_that_have_changed_their_owners_are_named(books, kind):
    first, second = LedgerAccount.objects.filter(kind=kind).order_by("id")[:2]
    with_triggers_off("UPDATE payouts_ledgeraccount SET owner_id = 0 WHERE id = %s", first.pk)
    with_triggers_off("UPDATE payouts_ledgeraccount SET owner_id = %s WHERE id = %s", first.owner_id, second.pk)
    with_triggers_off("UPDATE payouts_ledgeraccount SET owner_id = %s WHERE id = %s", second.owner_id, first.pk)
    assert {("accounts", f"account {first.pk}"), ("accounts", f"account {second.pk}")} <= named()


@pytest.mark.parametrize(("kind", "other"), [("client", "worker"), ("worker", "client"), ("bank", "fee")])
def test_an_account_of_another_kind_is_named(books, kind, other):
    account = LedgerAccount.objects.filter(kind=kind).order_by("id").first()
    with_triggers_off("UPDATE payouts_ledgeraccount SET kind = %s, owner_id = 7777 WHERE id = %s", other, account.pk)
    assert ("accounts", f"account {account.pk}") in named()
