"""Money in: bank to client to escrow, once for each reference."""

import pytest

from payouts import actions, queries
from payouts.ledger import BANK, Account, balance
from payouts.models import Entry, Line
from people.errors import Refused
from people.models import Event
from projects.actions import close_project
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.together import at_once, findings


def fund(cast, project, won=1_000, reference="B-1", **rest):
    actions.fund_project(by=cast.ada, project=project, amount=won * MICRO, reference=reference, now=NOON, **rest)


def funded(project) -> int:
    project.budget.refresh_from_db()
    return project.budget.funded_micro // MICRO


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
    assert event.data == {"amount_micro": 1_000 * MICRO, "reference": "B-1"}


def test_the_same_reference_again_changes_nothing(cast):
    draft = cast.draft()
    fund(cast, draft)
    fund(cast, draft)
    fund(cast, draft, reference=" B-1 ")
    assert (funded(draft), Entry.objects.count()) == (1_000, 1)
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


@pytest.mark.parametrize("amount", [0, -1])
def test_what_is_not_above_zero_is_refused(cast, amount):
    with pytest.raises(Refused, match="above zero"):
        fund(cast, cast.draft(), amount)
    assert not Entry.objects.exists()


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
    assert (funded(draft), Entry.objects.count()) == (1_000, 1)
    assert findings() == []
