"""What is withheld from a deposit, as dated rules. Pure; amounts in micro.

The rules that are built in stand in `tax_rules`; a setting adds to them or replaces them. A rule is applied twice: by
`withholding`, and in SQL that is made from the same rule, because a closing taxes a whole month in one statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from projects.money import MICRO

ANY = "*"


@dataclass(frozen=True)
class Part:
    """One tax: `rate_ppm` millionths of "gross", or of the earlier part of that kind, truncated to `truncate_micro`."""

    kind: str
    rate_ppm: int
    of: str
    truncate_micro: int


@dataclass(frozen=True)
class Rule:
    """What is withheld from deposits of `currency`, paid from `starts_on` until the end of `ends_on`, to such workers.

    "*" stands for any country, worker type or currency. A part of the gross below `waive_below_micro` is not withheld.
    `source` says where the rule comes from.
    """

    name: str
    country: str
    worker_type: str
    currency: str
    starts_on: date
    ends_on: date | None
    parts: tuple[Part, ...]
    waive_below_micro: int
    source: str

    @property
    def whom(self) -> tuple[str, str, str]:
        return self.country, self.worker_type, self.currency

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Withheld:
    """`kind` is that of the rule's part, such as "income"; `amount` is in micro."""

    kind: str
    amount: int


def by_precedence(rules: Sequence[Rule]) -> list[Rule]:
    """`rules` as they are looked through: those of a country before those of any, and so on for type and currency."""
    return sorted(rules, key=lambda rule: ([word == ANY for word in rule.whom], rule.whom, rule.starts_on))


def rule_for(rules: Sequence[Rule], *, country: str, worker_type: str, currency: str, paid_on: date) -> Rule:
    """The rule for a deposit to such a worker on that day; LookupError where there is none."""
    asked = country, worker_type, currency
    for rule in by_precedence(rules):
        fits = all(word in {ANY, given} for word, given in zip(rule.whom, asked, strict=True))
        if fits and rule.covers(paid_on):
            return rule
    raise LookupError(f"no tax rule for a {worker_type} in {country} who is paid {currency} on {paid_on}")


def withholding(gross: int, rule: Rule) -> list[Withheld]:
    """What `rule` takes of a deposit of `gross` micro, in the order of its parts."""
    amounts = {"gross": gross}
    for part in rule.parts:
        amount = amounts[part.of] * part.rate_ppm // MICRO
        amount -= amount % part.truncate_micro
        amounts[part.kind] = 0 if part.of == "gross" and amount < rule.waive_below_micro else amount
    return [Withheld(part.kind, amounts[part.kind]) for part in rule.parts]


def rule_sql(rules: Sequence[Rule], *, country: str, worker_type: str, currency: str, paid_on: str) -> str:
    """`rule_for` in SQL: an expression for the rule's name, of expressions; NULL where there is none."""
    whens = []
    for rule in by_precedence(rules):
        given = zip((country, worker_type, currency), rule.whom, strict=True)
        tests = [f"{paid_on} >= DATE '{rule.starts_on}'"]
        if rule.ends_on:
            tests.append(f"{paid_on} <= DATE '{rule.ends_on}'")
        tests += [f"{expression} = '{word}'" for expression, word in given if word != ANY]
        whens.append(f"WHEN {' AND '.join(tests)} THEN '{rule.name}'")
    return f"CASE {' '.join(whens)} END"


def tax_sql(source: str, rules: Sequence[Rule]) -> str:
    """`withholding` in SQL: the query `source` (columns `tax_rule` and `gross`, in micro) and two columns more.

    `taxes` is the JSON of a statement, `withheld` their sum.
    """
    # OFFSET 0 keeps what is computed: without it PostgreSQL computes the gross again wherever a tax mentions it.
    most = max((len(rule.parts) for rule in rules), default=0)
    for number in range(most):
        whens = " ".join(_part_sql(rule, number) for rule in rules if len(rule.parts) > number)
        source = f"SELECT rows.*, CASE tax_rule {whens} ELSE 0 END AS tax_{number} FROM ({source} OFFSET 0) rows"
    lists = " ".join(f"WHEN '{rule.name}' THEN ({_json_sql(rule)})::jsonb" for rule in rules if rule.parts)
    taxes = f"CASE tax_rule {lists} ELSE '[]'::jsonb END" if lists else "'[]'::jsonb"
    withheld = " + ".join(f"tax_{number}" for number in range(most)) or "0"
    return f"SELECT rows.*, {taxes} AS taxes, {withheld} AS withheld FROM ({source} OFFSET 0) rows"


def _part_sql(rule: Rule, number: int) -> str:
    part = rule.parts[number]
    kinds = [earlier.kind for earlier in rule.parts]
    base = "gross" if part.of == "gross" else f"tax_{kinds.index(part.of)}"
    # Whole units and the rest by themselves: the product of an amount and a rate may be more than a bigint holds.
    amount = f"({base} / {MICRO} * {part.rate_ppm} + mod({base}, {MICRO}) * {part.rate_ppm} / {MICRO})"
    amount = f"({amount} - mod({amount}, {part.truncate_micro}))"
    if part.of == "gross" and rule.waive_below_micro:
        amount = f"CASE WHEN {amount} < {rule.waive_below_micro} THEN 0 ELSE {amount} END"
    return f"WHEN '{rule.name}' THEN {amount}"


def _json_sql(rule: Rule) -> str:
    # Put together as text: twice as quick as of objects.
    parts = [
        f"""{{"kind": "{part.kind}", "amount_micro": ' || tax_{number} || '}}"""
        for number, part in enumerate(rule.parts)
    ]
    return f"'[{', '.join(parts)}]'"
