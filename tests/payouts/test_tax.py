"""Taxes: the vectors that accountants know, other rules, and the same rule in Python and in PostgreSQL."""

import json
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from payouts.tax import Part, Rule, by_precedence, rule_for, rule_sql, tax_sql, withholding
from payouts.tax_rules import BUILT_IN, TEN_WON
from projects.money import CURRENCIES, MICRO

TODAY = date(2026, 11, 10)
LAST_DAY_OF_THE_WAIVER = date(2024, 6, 30)
payables = st.integers(0, 10**9).map(lambda won: won * MICRO)


def korean(paid_on: date = TODAY, currency: str = "KRW") -> Rule:
    return rule_for(BUILT_IN, country="KR", worker_type="freelancer", currency=currency, paid_on=paid_on)


def taxes(won: int, paid_on: date = TODAY) -> tuple[int, int]:
    income, local = withholding(won * MICRO, korean(paid_on))
    assert (income.kind, local.kind) == ("income", "local")
    assert (income.amount % MICRO, local.amount % MICRO) == (0, 0)
    return income.amount // MICRO, local.amount // MICRO


@pytest.mark.parametrize(
    ("gross", "income", "local"),
    [
        (0, 0, 0),
        (333, 0, 0),
        (334, 10, 0),
        (14_540, 430, 40),
        (15_030, 450, 40),
        (25_840, 770, 70),
        (33_333, 990, 90),
        (39_540, 1_180, 110),
        (123_456, 3_700, 370),
        (3_333_333, 99_990, 9_990),
    ],
)
def test_each_tax_is_truncated_below_ten_won_and_the_second_follows_from_the_first(gross, income, local):
    assert taxes(gross) == (income, local)


def test_the_two_deposits_of_the_story():
    assert 15_030 - sum(taxes(15_030)) == 14_540
    assert 25_840 - sum(taxes(25_840)) == 25_000


@pytest.mark.parametrize(
    ("gross", "paid_on", "expected"),
    [
        (33_333, LAST_DAY_OF_THE_WAIVER, (0, 0)),
        (33_334, LAST_DAY_OF_THE_WAIVER, (1_000, 100)),
        (33_333, date(2024, 7, 1), (990, 90)),
        (33_334, date(2024, 7, 1), (1_000, 100)),
    ],
)
def test_before_july_2024_a_tax_under_a_thousand_won_was_waived(gross, paid_on, expected):
    assert taxes(gross, paid_on) == expected


@given(payables)
def test_no_more_than_three_point_three_percent_in_whole_ten_won_coins(gross):
    amounts = [tax.amount for tax in withholding(gross, korean())]
    assert all(amount >= 0 and amount % TEN_WON == 0 for amount in amounts)
    assert sum(amounts) * 1000 <= gross * 33
    assert gross * 33 - sum(amounts) * 1000 < 21 * MICRO * 1000  # and at most two truncations less


@given(payables, payables, st.sampled_from([TODAY, LAST_DAY_OF_THE_WAIVER]))
def test_more_earned_is_never_less_withheld(one, other, paid_on):
    less, more = (sum(tax.amount for tax in withholding(gross, korean(paid_on))) for gross in sorted((one, other)))
    assert less <= more


# Which rule


@pytest.mark.parametrize("currency", sorted(set(CURRENCIES) - {"KRW"}))
def test_nothing_is_withheld_from_other_currencies(currency):
    assert withholding(10**6 * MICRO, korean(currency=currency)) == []


@pytest.mark.parametrize(("country", "worker_type"), [("KR", "business"), ("DE", "freelancer"), ("DE", "business")])
def test_businesses_and_workers_abroad_are_paid_in_full(country, worker_type):
    rule = rule_for(BUILT_IN, country=country, worker_type=worker_type, currency="KRW", paid_on=TODAY)
    assert (rule.name, withholding(10**6 * MICRO, rule)) == ("none", [])


def test_a_flat_rate_is_truncated_to_whole_cents():
    rule = rule_for(BUILT_IN, country="US", worker_type="unidentified", currency="USD", paid_on=TODAY)
    (tax,) = withholding(1_230_000, rule)  # 24 % of $1.23 is 29.52 cents
    assert (tax.kind, tax.amount) == ("flat", 290_000)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 6, 30), "KR-freelancer-2000"),
        (date(2024, 7, 1), "KR-freelancer-2024-07"),
        (date(2099, 1, 1), "KR-freelancer-2024-07"),
    ],
)
def test_a_rule_counts_from_its_first_day_to_its_last(day, name):
    assert korean(day).name == name


def test_what_has_no_rule_is_an_error_rather_than_untaxed():
    with pytest.raises(LookupError, match="1999-12-31"):
        korean(date(1999, 12, 31))


def test_every_rule_says_where_it_comes_from():
    assert all(rule.source for rule in BUILT_IN)


# The same in PostgreSQL


def in_sql(rows: list[dict], rules) -> list[tuple]:
    """(rule, taxes, withheld) of each row, as a closing computes them."""
    name = rule_sql(rules, country="country", worker_type="worker_type", currency="currency", paid_on="paid_on")
    source = f"""
        SELECT n, gross, {name} AS tax_rule FROM jsonb_to_recordset(%(rows)s::jsonb)
        AS r(n int, gross bigint, country text, worker_type text, currency text, paid_on date)
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tax_rule, taxes, withheld FROM ({tax_sql(source, rules)}) taxed ORDER BY n",
            {"rows": json.dumps([row | {"n": n} for n, row in enumerate(rows)], default=str)},
        )
        return [(rule, json.loads(taxes), withheld) for rule, taxes, withheld in cursor.fetchall()]


def in_python(row: dict, rules) -> tuple:
    row = dict(row)
    gross = row.pop("gross")
    try:
        rule = rule_for(rules, **row)
    except LookupError:
        return None, [], 0
    amounts = withholding(gross, rule)
    listed = [{"kind": tax.kind, "amount_micro": tax.amount} for tax in amounts]
    return rule.name, listed, sum(tax.amount for tax in amounts)


deposits = st.fixed_dictionaries(
    {
        "gross": st.one_of(st.integers(0, 2_000_000_000), st.integers(0, 9 * 10**18)),
        "country": st.sampled_from(["KR", "US", "DE"]),
        "worker_type": st.sampled_from(["freelancer", "business", "unidentified"]),
        "currency": st.sampled_from(sorted(CURRENCIES)),
        "paid_on": st.dates(date(1999, 12, 1), date(2030, 1, 1))
        | st.sampled_from([LAST_DAY_OF_THE_WAIVER, date(2024, 7, 1), TODAY]),
    }
)
part = st.builds(
    Part,
    kind=st.just("x"),
    rate_ppm=st.integers(0, MICRO),
    of=st.just("gross"),
    truncate_micro=st.sampled_from([1, 10_000, MICRO, TEN_WON]),
)


@st.composite
def any_rules(draw) -> tuple[Rule, ...]:
    """The built-in rules, and one of up to three parts, each of the gross or of any earlier part."""
    parts = []
    for kind in ("a", "b", "c")[: draw(st.integers(0, 3))]:
        of = draw(st.sampled_from(["gross", *(earlier.kind for earlier in parts)]))
        drawn = draw(part)
        parts.append(Part(kind=kind, rate_ppm=drawn.rate_ppm, of=of, truncate_micro=drawn.truncate_micro))
    rule = Rule(
        name="drawn",
        country=draw(st.sampled_from(["DE", "*"])),
        worker_type="freelancer",
        currency="EUR",
        starts_on=draw(st.dates(date(2000, 1, 1), date(2020, 1, 1))),
        ends_on=None,
        parts=tuple(parts),
        waive_below_micro=draw(st.sampled_from([0, MICRO, 1_000 * MICRO])),
        source="drawn",
    )
    return (*BUILT_IN, rule)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(deposits, min_size=1, max_size=30), any_rules())
def test_postgresql_withholds_what_python_withholds(rows, rules):
    assert in_sql(rows, rules) == [in_python(row, rules) for row in rows]


@pytest.mark.django_db
def test_without_any_tax_there_is_still_sql():
    none = tuple(rule for rule in BUILT_IN if not rule.parts)
    row = {"gross": 5, "country": "KR", "worker_type": "x", "currency": "KRW", "paid_on": TODAY}
    assert in_sql([row], none) == [("none", [], 0)]


def test_a_countrys_own_rule_goes_before_one_for_all():
    assert [rule.name for rule in by_precedence(BUILT_IN)][-1] == "none"
