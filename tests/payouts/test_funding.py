"""Money in: announced with a reference, then bank to client to escrow, once for each transfer."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from payouts import actions, queries
from payouts.actions import funding as module
from payouts.ledger import BANK, Account, balance
from payouts.models import Entry, Funding, Line
from people.errors import Refused
from people.models import Event, Notice
from projects.actions import close_project
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.together import at_once, findings

LATER = NOON + timedelta(days=2)


def fund(cast, project, won=1_000, reference="B-1", **rest):
    actions.fund_project(by=cast.ada, project=project, amount=won * MICRO, reference=reference, now=NOON, **rest)


def announce(cast, project, won=1_000) -> Funding:
    return actions.announce_funding(by=cast.clara, project=project, amount=won * MICRO, now=NOON)


def confirm(cast, funding, won=1_000, reference="KB-7", **rest) -> Funding:
    return actions.confirm_funding(
        by=cast.ada, funding=funding, amount=won * MICRO, bank_reference=reference, **{"now": LATER} | rest
    )


def funded(project) -> int:
    project.budget.refresh_from_db()
    return project.budget.funded_micro // MICRO


def test_an_announced_transfer_has_a_reference_and_is_on_no_books(cast):
    draft = cast.draft()
    funding = announce(cast, draft)
    assert funding.reference.startswith("HB-")
    assert (funded(draft), Entry.objects.count()) == (0, 0)
    event = Event.objects.get(verb="funding.announced")
    assert (event.actor, event.data["reference"]) == (cast.clara, funding.reference)


def test_what_arrived_is_confirmed_and_its_client_told(cast):
    draft = cast.draft()
    funding = confirm(cast, announce(cast, draft), on=date(2026, 10, 13))
    assert (funding.received_micro, funding.confirmed_by, funding.confirmed_at) == (1_000 * MICRO, cast.ada, LATER)
    assert funded(draft) == 1_000
    assert Entry.objects.get().occurred_at.isoformat() == "2026-10-12T15:00:00+00:00"  # the bank's day in Seoul
    notice = Notice.objects.get(kind="funding_received")
    assert (notice.user, notice.by_mail, notice.data["amount_micro"]) == (cast.clara, True, 1_000 * MICRO)
    assert findings() == []


def test_what_arrived_counts_whatever_was_announced(cast):
    draft = cast.draft()
    funding = confirm(cast, announce(cast, draft, 1_000), 990)
    assert (funding.amount_micro, funding.received_micro) == (1_000 * MICRO, 990 * MICRO)
    assert funded(draft) == 990


def test_confirming_twice_changes_nothing_and_something_else_is_refused(cast):
    draft = cast.draft()
    funding = announce(cast, draft)
    for _turn in range(2):
        confirm(cast, funding)
    with pytest.raises(Refused) as refusal:
        confirm(cast, funding, 2_000)
    assert refusal.value.code == "confirmed"
    assert (funded(draft), Notice.objects.count()) == (1_000, 1)


def test_one_transfer_confirms_one_announcement(cast):
    draft = cast.draft()
    confirm(cast, announce(cast, draft))
    other = announce(cast, draft)
    with pytest.raises(Refused) as refusal:
        confirm(cast, other)
    assert refusal.value.code == "reference_used"
    assert funded(draft) == 1_000


def test_a_client_neither_confirms_nor_records_what_the_client_gains_from(cast):
    draft = cast.draft()
    funding = announce(cast, draft)
    with pytest.raises(PermissionDenied):
        actions.confirm_funding(by=cast.clara, funding=funding, amount=MICRO, bank_reference="B")
    with pytest.raises(PermissionDenied):
        actions.fund_project(by=cast.clara, project=draft, amount=MICRO, reference="B")
    with pytest.raises(PermissionDenied):
        actions.announce_funding(by=cast.carl, project=draft, amount=MICRO)
    assert funded(draft) == 0


def test_money_that_arrives_for_a_project_that_has_closed_is_booked(cast):
    funding = announce(cast, cast.cats)
    project = close_project(by=cast.clara, project=cast.cats, now=NOON)
    confirm(cast, funding)
    assert funded(project) == 1_001_000
    with pytest.raises(Refused) as refusal:
        announce(cast, project)
    assert refusal.value.code == "closed"


def test_a_recorded_transfer_that_names_an_announcement_confirms_it(cast):
    draft = cast.draft()
    funding = announce(cast, draft, 1_000)
    fund(cast, draft, 900, f"CLARA INC {funding.reference.replace('-', ' ').lower()}")
    funding.refresh_from_db()
    assert (funding.received_micro, funded(draft), Funding.objects.count()) == (900 * MICRO, 900, 1)
    fund(cast, draft, 900, f"CLARA INC {funding.reference.replace('-', ' ').lower()}")
    assert (funded(draft), Funding.objects.count()) == (900, 1)


def test_an_announcement_of_another_project_is_not_confirmed(cast):
    draft, other = cast.draft(), cast.draft(name="Other")
    funding = announce(cast, other)
    fund(cast, draft, 900, funding.reference)
    funding.refresh_from_db()
    assert (funding.confirmed_at, funded(draft), funded(other)) == (None, 900, 0)


def test_a_remittance_finds_its_announcement_until_that_has_arrived(cast):
    funding = announce(cast, cast.draft())
    text = f"transfer from mira {funding.reference.replace('-', '')}"
    assert queries.funding_by_remittance(text) == funding
    assert queries.funding_by_remittance("rent") is None
    confirm(cast, funding)
    assert queries.funding_by_remittance(text) is None


def test_a_remittance_that_names_two_announcements_finds_none(cast):
    one, other = announce(cast, cast.draft()), announce(cast, cast.draft(name="Other"))
    assert queries.funding_by_remittance(f"{one.reference} {other.reference}") is None


def test_a_reference_that_is_taken_is_not_given_again(cast, monkeypatch):
    draft = cast.draft()
    first = announce(cast, draft)
    given = iter([first.reference, first.reference, "HB-AB2CD-2"])
    monkeypatch.setattr(module, "new_reference", lambda: next(given))
    assert announce(cast, draft).reference == "HB-AB2CD-2"


def test_a_transfer_goes_from_the_bank_by_the_client_into_the_projects_escrow(cast):
    draft = cast.draft()
    fund(cast, draft)
    lines = Line.objects.order_by("number")
    assert [(str(line.debit), str(line.credit), line.amount_micro // MICRO) for line in lines] == [
        ("bank", f"client:{cast.clara.pk}", 1_000),
        (f"client:{cast.clara.pk}", f"escrow:{draft.pk}", 1_000),
    ]
    assert {line.project_id for line in lines} == {draft.pk}
    assert balance(Account("client", cast.clara.pk), "KRW") == 0
    assert balance(BANK, "KRW") == -1_000 * MICRO
    assert funded(draft) == 1_000
    event = Event.objects.get(verb="project.funded")
    assert (event.actor, event.at, event.subject) == (cast.ada, NOON, f"project:{draft.pk}")
    reference = Funding.objects.get().reference
    assert event.data == {"amount_micro": 1_000 * MICRO, "reference": "B-1", "funding": reference}


def test_the_same_reference_again_changes_nothing(cast):
    draft = cast.draft()
    fund(cast, draft)
    fund(cast, draft)
    fund(cast, draft, reference=" B-1 ")
    assert (funded(draft), Entry.objects.count(), Funding.objects.count()) == (1_000, 1, 1)
    assert Event.objects.filter(verb="project.funded").count() == 1


def test_another_reference_adds_to_the_budget_and_another_project_has_its_own(cast):
    draft, other = cast.draft(), cast.draft(name="Other")
    fund(cast, draft)
    fund(cast, draft, 500, "B-2")
    fund(cast, other, 70, "B-1")
    assert (funded(draft), funded(other)) == (1_500, 70)
    assert findings() == []


def test_the_same_reference_with_another_amount_is_refused(cast):
    draft = cast.draft()
    fund(cast, draft)
    with pytest.raises(Refused) as refusal:
        fund(cast, draft, 2_000)
    assert refusal.value.code == "reference_used"
    assert funded(draft) == 1_000


@pytest.mark.parametrize("reference", ["", "   ", "x" * 51])
def test_a_reference_that_could_be_mistaken_for_another_is_refused(cast, reference):
    draft = cast.draft()
    with pytest.raises(Refused) as refusal:
        fund(cast, draft, reference=reference)
    assert set(refusal.value.fields) == {"reference"}
    assert not Entry.objects.exists()


def test_two_long_references_are_two_transfers(cast):
    draft = cast.draft()
    fund(cast, draft, reference="x" * 49 + "1")
    fund(cast, draft, reference="x" * 49 + "2")
    assert funded(draft) == 2_000


@pytest.mark.parametrize("micro", [0, -MICRO, 5_000_500_000])
def test_what_no_bank_can_have_transferred_is_refused(cast, micro):
    draft = cast.draft()
    with pytest.raises(Refused, match="above zero"):
        actions.fund_project(by=cast.ada, project=draft, amount=micro, reference="B")
    funding = announce(cast, draft)
    with pytest.raises(Refused, match="above zero") as refusal:
        actions.confirm_funding(by=cast.ada, funding=funding, amount=micro, bank_reference="B")
    assert (refusal.value.code, set(refusal.value.fields)) == ("bad_amount", {"amount"})
    assert not Entry.objects.exists()


@pytest.mark.parametrize("micro", [0, -MICRO, 1_500_000])
def test_what_no_bank_can_transfer_is_not_announced(cast, micro):
    with pytest.raises(Refused, match="above zero"):
        actions.announce_funding(by=cast.clara, project=cast.draft(), amount=micro)
    assert not Funding.objects.exists()


def test_a_closed_project_takes_no_money(cast):
    project = close_project(by=cast.clara, project=cast.cats, now=NOON)
    with pytest.raises(Refused) as refusal:
        fund(cast, project)
    assert (refusal.value.code, refusal.value.status) == ("closed", 409)
    assert funded(project) == 1_000_000


def test_each_currency_has_a_bank_and_an_escrow_of_its_own(cast):
    fund(cast, cast.draft(), 1_000)
    fund(cast, cast.draft(currency="USD"), 30, "B-2")
    sums = {(row["kind"], row["currency"]): row["debits_micro"] // MICRO for row in queries.trial_balance()}
    assert (sums["bank", "KRW"], sums["bank", "USD"]) == (1_000, 30)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_that_report_one_transfer_fund_once(cast):
    draft = cast.draft(images=0)
    cast.ada  # noqa: B018 made before the threads ask for her
    at_once(*[lambda: fund(cast, draft)] * 8)
    assert (funded(draft), Entry.objects.count(), Funding.objects.count()) == (1_000, 1, 1)
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_eight_threads_that_confirm_one_announcement_fund_once(cast):
    draft = cast.draft(images=0)
    funding = announce(cast, draft)
    cast.ada  # noqa: B018
    at_once(*[lambda: confirm(cast, funding)] * 8)
    assert (funded(draft), Entry.objects.count(), Notice.objects.count()) == (1_000, 1, 1)


@pytest.mark.parametrize("column", ["received_micro = 1", "confirmed_at = NULL", "bank_reference = 'else'"])
def test_the_database_keeps_what_arrived_as_it_is(cast, sql, column):
    confirm(cast, announce(cast, cast.draft()))
    with pytest.raises(IntegrityError, match="append-only"):
        sql(f"UPDATE payouts_funding SET {column}")
