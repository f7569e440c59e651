"""Money back: what a closed project did not spend, and nothing that is still promised."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from payouts import actions
from payouts.ledger import BANK, Account, balance
from payouts.models import Refund
from people.errors import Refused
from people.models import Event, Notice
from projects.actions import close_project
from projects.money import MICRO
from review import actions as review
from tests.cast import NOON
from tests.payouts.together import at_once, findings

LATER = NOON + timedelta(days=3)
SENT = date(2026, 10, 16)


def close(cast):
    return close_project(by=cast.clara, project=cast.cats, now=NOON)


def refund(cast, project=None, **rest) -> Refund:
    return actions.refund_project(by=cast.ada, project=project or cast.cats, now=LATER, **rest)


def pay(cast, refund, reference="KB-R1", on=SENT, **rest) -> Refund:
    return actions.pay_refund(by=cast.ada, refund=refund, bank_reference=reference, on=on, now=LATER, **rest)


def funded(project) -> int:
    project.budget.refresh_from_db()
    return project.budget.funded_micro // MICRO


def test_what_is_free_of_a_closed_project_goes_back_to_its_client(cast):
    cast.approved(cats=2)
    review.free_unappealed(now=NOON + timedelta(days=30))
    close(cast)
    made = refund(cast)
    assert made.amount_micro == (1_000_000 - 85) * MICRO
    assert made.end_to_end_id.startswith("HR-")
    assert funded(cast.cats) == 85
    assert balance(Account("client", cast.clara.pk), "KRW") == made.amount_micro
    assert balance(Account("escrow", cast.cats.pk), "KRW") == 0
    notice = Notice.objects.get(kind="refund_opened")
    assert (notice.user, notice.data["amount_micro"]) == (cast.clara, made.amount_micro)
    assert Event.objects.get(verb="refund.opened").data["project"] == cast.cats.pk


def test_work_in_review_stays_payable(cast):
    submission = cast.submitted(cats=2)
    close(cast)
    made = refund(cast)
    assert made.amount_micro == (1_000_000 - 90) * MICRO  # two boxes, a review, and that of an objection
    cast.decided(submission)
    actions.accrue()
    assert balance(Account("worker", cast.ana.pk), "KRW") == 80 * MICRO
    second = refund(cast)
    assert second.amount_micro == 5 * MICRO
    assert funded(cast.cats) == 85


def test_an_open_project_gives_nothing_back_and_an_empty_one_has_nothing(cast):
    with pytest.raises(Refused) as refusal:
        refund(cast)
    assert refusal.value.code == "not_closed"
    close(cast)
    refund(cast)
    with pytest.raises(Refused) as refusal:
        refund(cast)
    assert refusal.value.code == "nothing_free"


def test_the_beat_waits_until_nothing_is_reserved(cast):
    submission = cast.submitted()
    close(cast)
    assert actions.refund_closed_projects(now=LATER) == 0
    cast.decided(submission)
    review.free_unappealed(now=NOON + timedelta(days=30))
    assert [actions.refund_closed_projects(now=LATER) for _turn in range(2)] == [1, 0]
    assert Refund.objects.get().opened_by is None


def test_a_refund_that_was_sent_leaves_by_the_bank(cast):
    close(cast)
    made = pay(cast, refund(cast))
    assert (made.paid_on, made.bank_reference, made.paid_by) == (SENT, "KB-R1", cast.ada)
    assert balance(BANK, "KRW") == balance(Account("client", cast.clara.pk), "KRW") == 0
    assert Notice.objects.get(kind="refund_paid").data["paid_on"] == "2026-10-16"


def test_paying_twice_changes_nothing_and_otherwise_is_refused(cast):
    close(cast)
    made = refund(cast)
    for _turn in range(2):
        pay(cast, made)
    with pytest.raises(Refused) as refusal:
        pay(cast, made, "KB-R2")
    assert refusal.value.code == "paid"
    assert balance(BANK, "KRW") == 0
    assert Notice.objects.filter(kind="refund_paid").count() == 1


def test_a_payment_without_the_banks_reference_is_refused(cast):
    close(cast)
    with pytest.raises(Refused) as refusal:
        pay(cast, refund(cast), "  ")
    assert set(refusal.value.fields) == {"bank_reference"}


def test_only_admins_refund(cast):
    close(cast)
    made = refund(cast)
    with pytest.raises(PermissionDenied):
        actions.refund_project(by=cast.clara, project=cast.cats)
    with pytest.raises(PermissionDenied):
        actions.pay_refund(by=cast.clara, refund=made, bank_reference="B", on=SENT)


@pytest.mark.django_db(transaction=True)
def test_eight_refunds_at_once_give_back_once(cast):
    close(cast)
    cast.ada  # noqa: B018 made before the threads ask for her

    def attempt():
        try:
            return refund(cast).amount_micro
        except Refused:
            return 0

    assert sorted(at_once(*[attempt] * 8))[-2:] == [0, 1_000_000 * MICRO]
    assert (funded(cast.cats), Refund.objects.count()) == (0, 1)
    assert findings() == []
