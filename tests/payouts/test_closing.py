"""A month ends: statements, taxes, roots, and what comes too late for it."""

import hmac
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest

from payouts import actions, merkle
from payouts.actions import closing, issuing
from payouts.ledger import Account, balance
from payouts.models import Entry, Line, LineKind, Period, Statement
from people.errors import Refused
from people.models import Event, Notice
from projects.money import MICRO
from tests.cast import LABELS, NOON, SEOUL
from tests.payouts.together import DECEMBER, LAST_OF_OCTOBER, NOVEMBER, closed, findings, snapshot

NOVEMBER_NOON = datetime(2026, 11, 12, 12, 0, tzinfo=SEOUL)


def priced(cast, *won, **rules):
    """An open project whose two labels cost so many won a box; judged by Ada, who is not paid for it."""
    labels = [label | {"unit_price_micro": round(price * MICRO)} for label, price in zip(LABELS, won, strict=True)]
    return cast.opened(cast.draft(labels=labels, **({"max_boxes": 5} | rules)))


def statement_of(worker, **filters) -> Statement:
    return Statement.objects.get(worker=worker, **filters)


def refusal_of(call) -> Refused:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value


# What a statement says


def test_a_statement_sums_up_its_lines_and_withholds_its_taxes(cast):
    project = priced(cast, 15_000, 15)
    cast.approved(cats=1, ears=1, project=project, by=cast.ada)
    cast.approved(cats=0, ears=1, project=project, by=cast.ada)
    closed()
    statement = statement_of(cast.ana)
    assert (statement.period, statement.pay_day, statement.pay_on) == ("2026-10", 10, date(2026, 11, 10))
    assert (statement.earned_micro, statement.gross_micro) == (15_030 * MICRO, 15_030 * MICRO)
    assert statement.taxes == [
        {"kind": "income", "amount_micro": 450 * MICRO},
        {"kind": "local", "amount_micro": 40 * MICRO},
    ]
    assert statement.net_micro == 14_540 * MICRO
    assert (statement.line_count, statement.units) == (3, 3)
    assert (statement.carried_in_micro, statement.carried_out_micro) == (0, 0)
    assert statement.issued_at == NOVEMBER


def test_taxes_are_lines_of_the_closed_month_from_worker_to_tax_office(cast):
    cast.approved(cats=1, project=priced(cast, 25_840, 1), by=cast.ada)
    closed()
    lines = Line.objects.filter(kind=LineKind.TAX).order_by("number")
    assert [(line.credit.kind, line.amount_micro // MICRO, line.period) for line in lines] == [
        ("tax_income", 770, "2026-10"),
        ("tax_local", 70, "2026-10"),
    ]
    assert {line.debit.owner_id for line in lines} == {cast.ana.pk}
    assert Entry.objects.get(key__startswith="tax:").key == f"tax:{statement_of(cast.ana).key}"
    assert balance(Account("worker", cast.ana.pk), "KRW") == 25_000 * MICRO


def test_the_digest_covers_each_line_in_order(cast):
    cast.approved(cats=1, ears=1)
    cast.approved(cats=2)
    closed()
    lines = Line.objects.filter(worker=cast.ana, kind=LineKind.DRAW).order_by("id")
    hashes = [bytes(line.hash) for line in lines]
    assert len(set(hashes)) == 3
    assert statement_of(cast.ana).digest == sha256(b"".join(hashes)).hexdigest()


def test_a_reviewers_pay_stands_on_a_statement_of_its_own(cast):
    cast.approved()
    cast.approved(cast.ben)
    closed()
    statement = statement_of(cast.rita)
    assert (statement.gross_micro, statement.line_count) == (10 * MICRO, 2)
    assert Statement.objects.count() == 3


def test_two_pay_days_are_two_statements_with_taxes_of_their_own(cast):
    cast.approved(cats=1, project=priced(cast, 15_030, 1, pay_day=10), by=cast.ada)
    cast.approved(cats=1, project=priced(cast, 25_840, 1, pay_day=20), by=cast.ada)
    closed()
    tenth, twentieth = Statement.objects.filter(worker=cast.ana).order_by("pay_day")
    assert (tenth.pay_on, tenth.net_micro) == (date(2026, 11, 10), 14_540 * MICRO)
    assert (twentieth.pay_on, twentieth.net_micro) == (date(2026, 11, 20), 25_000 * MICRO)


def test_two_projects_of_one_pay_day_are_one_statement(cast):
    cast.approved(cats=1)
    cast.approved(cats=1, project=priced(cast, 100, 1), by=cast.ada)
    closed()
    assert statement_of(cast.ana).gross_micro == 140 * MICRO


def test_nothing_is_added_across_currencies(cast):
    cast.approved(cats=1)
    dollars = priced(cast, 0.125, 1, currency="USD")
    cast.approved(cats=1, project=dollars, by=cast.ada)
    closed()
    won, dollar = Statement.objects.filter(worker=cast.ana).order_by("currency")
    assert (won.currency, won.gross_micro) == ("KRW", 40 * MICRO)
    assert (dollar.currency, dollar.gross_micro, dollar.carried_out_micro) == ("USD", 120_000, 5_000)
    assert (dollar.taxes, dollar.net_micro) == ([], 120_000)


def test_what_is_less_than_a_won_is_carried_into_the_next_statement(cast):
    project = priced(cast, 0.4, 1)
    for month in (NOON, NOVEMBER_NOON):
        cast.approved(cats=4, project=project, by=cast.ada, now=month)
    closed()
    october = statement_of(cast.ana)
    assert (october.earned_micro, october.gross_micro, october.carried_out_micro) == (1_600_000, MICRO, 600_000)
    closed("2026-11", DECEMBER)
    november = statement_of(cast.ana, period="2026-11")
    assert (november.carried_in_micro, november.earned_micro) == (600_000, 1_600_000)
    assert (november.gross_micro, november.carried_out_micro) == (2 * MICRO, 200_000)
    assert findings() == []


def test_a_carried_remainder_waits_for_the_next_statement_of_its_pay_day(cast):
    tenth, twentieth = priced(cast, 0.4, 1, pay_day=10), priced(cast, 0.4, 1, pay_day=20)
    cast.approved(cats=1, project=tenth, by=cast.ada)
    closed()
    cast.approved(cats=1, project=twentieth, by=cast.ada, now=NOVEMBER_NOON)
    closed("2026-11", DECEMBER)
    cast.approved(cats=2, project=tenth, by=cast.ada, now=DECEMBER)
    closed("2026-12", DECEMBER + timedelta(days=40))
    assert statement_of(cast.ana, period="2026-11").carried_in_micro == 0
    last = statement_of(cast.ana, period="2026-12")
    assert (last.carried_in_micro, last.gross_micro, last.carried_out_micro) == (400_000, MICRO, 200_000)


# When a month may be closed


@pytest.mark.parametrize("period", ["", "2026", "2026-13", "October", "2026-1"])
def test_what_is_no_month_is_refused(cast, period):
    assert refusal_of(lambda: closed(period)).code == "bad_period"


def test_a_month_is_closed_when_it_is_over_in_seoul(cast):
    midnight = datetime(2026, 11, 1, tzinfo=SEOUL)
    early = refusal_of(lambda: closed(now=midnight - timedelta(microseconds=1)))
    assert (early.code, early.status) == ("not_over", 409)
    assert not Period.objects.exists()
    assert closed(now=midnight).closed_at == midnight


def test_a_month_that_has_not_begun_is_refused_even_early(cast):
    assert refusal_of(lambda: closed("2026-12", NOVEMBER, early=True)).code == "not_over"


def test_what_comes_after_an_early_closing_goes_to_the_next_month(cast):
    cast.approved(now=NOON)
    closed(now=NOON + timedelta(days=1), early=True)
    cast.approved(cats=2, now=NOON + timedelta(days=2))
    assert statement_of(cast.ana).gross_micro == 40 * MICRO
    assert Line.objects.get(worker=cast.ana, units=2).period == "2026-11"


def test_an_earlier_month_with_work_is_closed_first(cast):
    cast.approved()
    cast.approved(now=NOVEMBER_NOON)
    refusal = refusal_of(lambda: closed("2026-11", DECEMBER))
    assert (refusal.code, refusal.status) == ("out_of_order", 409)
    assert "2026-10" in refusal.message
    closed("2026-10", DECEMBER)
    closed("2026-11", DECEMBER)


def test_unbooked_work_of_an_earlier_month_counts_too(cast):
    cast.decided(cast.submitted())
    cast.approved(now=NOVEMBER_NOON)
    assert refusal_of(lambda: closed("2026-11", DECEMBER)).code == "out_of_order"


def test_a_month_before_a_closed_one_is_refused(cast):
    cast.approved(now=NOVEMBER_NOON)
    closed("2026-11", DECEMBER)
    assert refusal_of(lambda: closed("2026-10", DECEMBER)).code == "out_of_order"


def test_an_interrupted_month_is_finished_before_the_next_one_is_closed(cast, monkeypatch):
    cast.approved()
    cast.approved(now=NOVEMBER_NOON)
    with monkeypatch.context() as broken:
        broken.setattr(closing, "publish", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            closed()
    assert refusal_of(lambda: closed("2026-11", DECEMBER)).code == "out_of_order"
    assert actions.close_past_periods(now=DECEMBER) == ["2026-10", "2026-11"]
    assert findings() == []


def test_a_month_without_work_closes_without_statements(cast):
    period = closed()
    assert period.closed_at == NOVEMBER
    assert not Statement.objects.exists()
    assert findings() == []


# What comes late, and what comes twice


def test_a_verdict_that_comes_after_the_closing_is_on_the_next_statement(cast):
    late = cast.submitted(cats=3, now=LAST_OF_OCTOBER)
    cast.approved()
    closed()
    verdict = cast.decided(late, now=LAST_OF_OCTOBER)
    actions.accrue()
    entry = Entry.objects.get(verdict=verdict)
    assert (entry.period, entry.occurred_at) == ("2026-11", verdict.decided_at)
    closed("2026-11", DECEMBER)
    assert statement_of(cast.ana, period="2026-10").gross_micro == 40 * MICRO
    assert statement_of(cast.ana, period="2026-11").gross_micro == 120 * MICRO
    assert findings() == []


def test_what_was_decided_but_not_booked_is_booked_by_the_closing(cast):
    cast.decided(cast.submitted(cats=2, now=LAST_OF_OCTOBER), now=LAST_OF_OCTOBER)
    closed()
    assert statement_of(cast.ana).gross_micro == 80 * MICRO


def test_closing_again_changes_nothing(cast):
    cast.approved(cats=10, ears=1)
    cast.approved(cast.ben)
    closed()
    before, events = snapshot(), Event.objects.count()
    ids = set(Statement.objects.values_list("pk", flat=True))
    again = closed(now=DECEMBER)
    assert again.closed_at == NOVEMBER
    assert snapshot() == before
    assert set(Statement.objects.values_list("pk", flat=True)) == ids
    assert Event.objects.count() == events


def test_each_worker_is_told_once_for_each_statement(cast):
    cast.approved(cats=1)
    cast.approved(cats=1, project=priced(cast, 100, 1, pay_day=20), by=cast.ada)
    closed()
    closed()
    told = Notice.objects.filter(kind="statement_issued", user=cast.ana).order_by("id")
    assert [(notice.data["net_micro"], notice.data["pay_on"]) for notice in told] == [
        (40 * MICRO, "2026-11-10"),
        (100 * MICRO, "2026-11-20"),
    ]
    assert all(notice.by_mail for notice in told)
    assert {notice.path for notice in told} == {
        f"/statements/{s.pk}/" for s in Statement.objects.filter(worker=cast.ana)
    }


def test_who_closed_it_is_on_record(cast):
    actions.close_period(by=cast.ada, period="2026-10", now=NOVEMBER)
    assert Period.objects.get().closed_by == cast.ada
    events = Event.objects.filter(subject="period:2026-10").order_by("id")
    assert [(event.verb, event.actor) for event in events] == [
        ("period.fenced", cast.ada),
        ("period.closed", cast.ada),
    ]


def test_progress_counts_bands_of_workers(cast, monkeypatch):
    monkeypatch.setattr(issuing, "BAND", 2)
    for worker in (cast.ana, cast.ben, cast.raul):
        cast.approved(worker, by=cast.ada)
    heard = []
    closed(progress=lambda done, of: heard.append((done, of)))
    assert heard == [(1, 2), (2, 2)]
    bands = Period.objects.get().bands.order_by("first")
    assert [(band.first, band.done) for band in bands] == [(cast.ana.pk, True), (cast.raul.pk, True)]


# The root


def leaf_of(statement) -> bytes:
    """What a month's root commits to, as verify_statement.py documents it."""
    taxes = ",".join(f"{tax['kind']}={tax['amount_micro']}" for tax in statement.taxes)
    sums = [statement.earned_micro, statement.carried_in_micro, statement.gross_micro, taxes, statement.net_micro]
    rest = [statement.carried_out_micro, statement.line_count, statement.units, statement.digest]
    return "|".join(map(str, ["statement-v2", statement.salt, statement.key, *sums, *rest])).encode()


def test_the_months_roots_are_chained(cast):
    """Two leaves a month: the root of the month before, and the one statement."""

    def two_leaves(before, statement):
        halves = [sha256(b"\x00" + leaf).digest() for leaf in (before.encode(), leaf_of(statement))]
        return sha256(b"\x01" + b"".join(halves)).hexdigest()

    cast.approved(by=cast.ada)
    cast.approved(by=cast.ada, now=NOVEMBER_NOON)
    october, november = closed(), closed("2026-11", DECEMBER)
    assert october.root == two_leaves("", statement_of(cast.ana, period="2026-10"))
    assert november.root == two_leaves(october.root, statement_of(cast.ana, period="2026-11"))


def test_a_month_of_many_statements_has_the_root_of_the_tree_over_their_leaves(cast):
    for worker in (cast.ben, cast.raul, cast.ana, cast.carl):
        cast.approved(cast.ana if worker == cast.carl else worker)
    cast.approved(project=priced(cast, 100, 1, pay_day=20), by=cast.ada)
    closed()
    leaves = [leaf_of(s) for s in Statement.objects.order_by("worker", "pay_day", "currency")]
    assert len(leaves) == 5
    assert Period.objects.get().root == merkle.root([b"", *leaves]).hex()


def test_a_leaf_commits_to_everything_that_a_statement_says(cast):
    cast.approved(cats=18, ears=2)
    closed()
    statement = statement_of(cast.ana)
    assert leaf_of(statement).decode() == (
        f"statement-v2|{statement.salt}|2026-10/{cast.ana.pk}/10/KRW|750000000|0|750000000|"
        f"income=20000000,local=0|730000000|0|2|20|{statement.digest}"
    )


def test_a_salt_is_the_code_of_its_statements_name_under_a_key_of_the_installation(cast, settings):
    cast.approved(by=cast.ada)
    closed()
    statement = statement_of(cast.ana)
    key = hmac.digest(settings.SECRET_KEY.encode(), b"payouts.statement.salt", "sha256")
    assert statement.salt == hmac.digest(key, statement.key.encode(), "sha256")[:16].hex()


# By the clock


def test_every_month_that_is_over_is_closed_oldest_first(cast):
    cast.approved(now=NOVEMBER_NOON)
    cast.decided(cast.submitted())  # not booked yet
    cast.approved(now=DECEMBER)
    assert actions.close_past_periods(now=DECEMBER) == ["2026-10", "2026-11"]
    assert actions.close_past_periods(now=DECEMBER) == []
    assert not Period.objects.exclude(closed_by=None).exists()
    assert findings() == []
