"""The tax rules that are built in, and how a file adds to them. Pure; amounts in micro."""

import json
import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from payouts.tax import ANY, Part, Rule, by_precedence
from projects.money import CURRENCIES, MICRO, minor_unit

TEN_WON = 10 * MICRO
KOREAN_PARTS = (
    Part(kind="income", rate_ppm=30_000, of="gross", truncate_micro=TEN_WON),
    Part(kind="local", rate_ppm=100_000, of="income", truncate_micro=TEN_WON),
)
KOREAN_SOURCE = (
    "Income Tax Act art. 127 (1) 3 and 129 (1) 3: 3 % of business income from personal services; Local Tax Act"
    " art. 103-13: 10 % of it; Treasury Funds Management Act art. 47: each truncated below 10 won"
)

BUILT_IN = (
    Rule(
        name="KR-freelancer-2000",
        country="KR",
        worker_type="freelancer",
        currency="KRW",
        starts_on=date(2000, 1, 1),
        ends_on=date(2024, 6, 30),
        parts=KOREAN_PARTS,
        waive_below_micro=1_000 * MICRO,
        source=f"{KOREAN_SOURCE}; Income Tax Act art. 86: less than 1,000 won of income tax is not withheld",
    ),
    Rule(
        name="KR-freelancer-2024-07",
        country="KR",
        worker_type="freelancer",
        currency="KRW",
        starts_on=date(2024, 7, 1),
        ends_on=None,
        parts=KOREAN_PARTS,
        waive_below_micro=0,
        source=f"{KOREAN_SOURCE}; art. 86 no longer waives small sums of freelancers paid from 2024-07-01",
    ),
    Rule(
        name="US-backup-2018",
        country="US",
        worker_type="unidentified",
        currency="USD",
        starts_on=date(2018, 1, 1),
        ends_on=None,
        parts=(Part(kind="flat", rate_ppm=240_000, of="gross", truncate_micro=MICRO // 100),),
        waive_below_micro=0,
        source="Internal Revenue Code § 3406: 24 % backup withholding where no taxpayer number was given",
    ),
    Rule(
        name="none",
        country=ANY,
        worker_type=ANY,
        currency=ANY,
        starts_on=date(2000, 1, 1),
        ends_on=None,
        parts=(),
        waive_below_micro=0,
        source="Businesses, other countries and other currencies: whoever is paid declares it",
    ),
)


def read_rules(text: str) -> tuple[Rule, ...]:
    """The built-in rules with those of a JSON list: one of a new name is added, one of a known name changes that.

    A change names what is different only: `{"name": "KR-freelancer-2024-07", "ends_on": "2026-12-31"}`. Raises
    ValueError with a text for the operator, also where two rules overlap or a day has none.
    """
    rules = {rule.name: rule for rule in BUILT_IN}
    given = json.loads(text)
    if not isinstance(given, list):
        raise ValueError("the tax rules are a JSON list of rules")
    for item in given:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise ValueError(f"a tax rule is an object with a name, not {item!r}")
        rules[item["name"]] = _read_rule(item, rules.get(item["name"]))
    return check_rules(tuple(rules.values()))


def _read_rule(item: dict[str, Any], known: Rule | None) -> Rule:
    names = {field.name for field in fields(Rule)}
    if unknown := sorted(set(item) - names):
        raise ValueError(f"tax rule {item['name']}: nothing is called {', '.join(unknown)}")
    values = {"ends_on": None, "waive_below_micro": 0} | item
    if known is None and (missing := sorted(names - set(values))):
        raise ValueError(f"tax rule {item['name']}: {', '.join(missing)} missing")
    try:
        read = {name: _read_value(name, value) for name, value in (item if known else values).items()}
        return replace(known, **read) if known else Rule(**read)
    except (TypeError, ValueError) as error:
        raise ValueError(f"tax rule {item['name']}: {error}") from error


def _read_value(name: str, value: Any) -> Any:
    if name == "parts":
        return tuple(Part(**part) for part in value)
    if name in {"starts_on", "ends_on"}:
        return None if value is None else date.fromisoformat(value)
    return value


def check_rules(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """`rules` if each makes sense, and their dates leave no day out and give none to two; raises ValueError."""
    for rule in rules:
        for problem in _problems(rule):
            raise ValueError(f"tax rule {rule.name}: {problem}")
    for whom, group in groupby(by_precedence(rules), key=lambda rule: rule.whom):
        series = list(group)
        for earlier, later in pairwise(series):
            _check_neighbours(earlier, later)
        if series[-1].ends_on:
            raise ValueError(f"tax rules for {'/'.join(whom)}: nothing follows {series[-1].name}, which ends")
    return tuple(rules)


def _check_neighbours(earlier: Rule, later: Rule) -> None:
    if earlier.ends_on is None or earlier.ends_on >= later.starts_on:
        raise ValueError(f"tax rules {earlier.name} and {later.name} overlap on {later.starts_on}")
    if earlier.ends_on + timedelta(days=1) < later.starts_on:
        raise ValueError(f"no tax rule between {earlier.name} and {later.name}")


def _problems(rule: Rule) -> list[str]:
    kinds = [part.kind for part in rule.parts]
    wrong = {
        "its name has letters, digits and hyphens, 40 at most": not re.fullmatch("[A-Za-z0-9-]{1,40}", rule.name),
        "the country is a code like KR, or *": not re.fullmatch(r"[A-Z]{2}|\*", rule.country),
        "the worker type is a word of 20 letters at most, or *": not re.fullmatch(r"[a-z]{1,20}|\*", rule.worker_type),
        f"the currency is one of {', '.join(CURRENCIES)}, or *": rule.currency not in {*CURRENCIES, ANY},
        "it ends before it starts": bool(rule.ends_on and rule.ends_on < rule.starts_on),
        "it waives a whole number of micro, 0 or more": not _whole(rule.waive_below_micro),
        "a rule that withholds names its currency": bool(rule.parts) and rule.currency == ANY,
        "a kind is a word of 15 letters at most, and stands once": len(set(kinds)) < len(kinds)
        or not all(re.fullmatch("[a-z]{1,15}", kind) and kind != "gross" for kind in kinds),
    }
    found = [text for text, is_wrong in wrong.items() if is_wrong]
    return found or [
        f"{part.kind}: {text}" for n, part in enumerate(rule.parts) for text in _part_problems(part, kinds[:n], rule)
    ]


def _part_problems(part: Part, earlier: list[str], rule: Rule) -> list[str]:
    coin = minor_unit(rule.currency)
    wrong = {
        "a rate is a whole number of millionths": not _whole(part.rate_ppm) or part.rate_ppm > MICRO,
        "it is taken of the gross or of an earlier part": part.of not in {"gross", *earlier},
        f"it is truncated to whole coins of {coin} micro": not _whole(part.truncate_micro)
        or part.truncate_micro == 0
        or part.truncate_micro % coin != 0,
    }
    return [text for text, is_wrong in wrong.items() if is_wrong]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
