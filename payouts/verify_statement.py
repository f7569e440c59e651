#!/usr/bin/env python3
"""Checks a statement that Honestbox issued, with nothing but Python 3.8 or later: no network, no other file.

    python verify_statement.py statement-2026-10.json [--root HEX | --roots FILE.json] [--lang en|ko]

It adds up every line, computes the taxes and the hashes again, and follows the proof to the root of the month. The root
is public: give the published one with --root, or the list of all (`{"roots": {"2026-09": "…", …}}`) with --roots.
Exit code 0: OK; 1: something is wrong, and where; 2: asked wrongly, or a file that cannot be read.

The document, format "honestbox-statement-v1". Amounts are integers in millionths of the currency's unit ("micro").

    format                        "honestbox-statement-v1"
    published_at                  where the roots are published (not checked)
    statement
      key                         "2026-10/12/10/KRW": its period, worker, pay_day and currency, which stand here too
      pay_on                      "2026-11-10": pay_day of the month after the period, or that month's last day;
                                  where that day has no banking, a day near it that has
      earned_micro                sum of the lines; deductions count negative
      carried_in_micro            left over from the statement before; carried_out_micro: left to the next
      gross_micro                 earned + carried in = gross + carried out; whole coins of the currency
      taxes                       [{kind, amount_micro}]
      net_micro                   gross less taxes: the deposit
      line_count, units           how many lines; how many units they add up to
      digest                      SHA-256 over the hashes of the lines in order, in hex
      salt                        random hex, so that nobody can guess a statement from its place in the tree
      issued_at                   a moment (not checked)
    tax_rule                      the rule of that day: parts in order, each rate_ppm millionths `of` "gross" or of an
                                  earlier part's kind, less what is left over of truncate_micro (0: nothing is cut).
                                  Parts of the gross that are below waive_below_micro are 0.
      country, worker_type, name, source   for people (not checked)
      parts                       [{kind, rate_ppm, of, truncate_micro}]
    lines                         in the order of their ids
      id                          its number in the books (only their order is checked)
      number, kind, debit, credit, amount_micro, currency, units, unit_price_micro, pay_day, worker, project, label
                                  what is hashed; debit and credit are account ids; 0 where there is none;
                                  amount = units × unit price; kind is draw, review, bonus or deduction
      hash                        SHA-256 of "line-v1" and these, joined with "|", in hex
      story                       {project, label, image, date, reason …} for people (not checked)
    proof                         a Merkle tree as in RFC 6962; leaf 0 is the root of the month before (hex, as text)
      index, size, path           where the statement's leaf stands among so many, and its way to the root, in hex
      root_before, path_before    leaf 0, "" in the first month, and its way to the root
      root                        the root of the month, in hex
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

FORMAT = "honestbox-statement-v1"
MICRO = 1_000_000
SIGNS = {"draw": 1, "review": 1, "bonus": 1, "deduction": -1}
DIGITS_AFTER_POINT = {"KRW": 0, "JPY": 0, "USD": 2, "EUR": 2}
HASHED = (
    "number", "kind", "debit", "credit", "amount_micro", "currency", "units", "unit_price_micro",
    "pay_day", "worker", "project", "label",
)  # fmt: skip
SHOWN_AT_MOST = 40
FRIDAY = 5
LONGEST_WITHOUT_BANKING = 14  # days

# What each place must hold: a pattern of text, a range of whole numbers, an object, or a list of one of these.
HASH, HEX, CURRENCY, PERIOD = "[0-9a-f]{64}", "([0-9a-f]{2})+", "[A-Z]{3}", "[12][0-9]{3}-(0[1-9]|1[0-2])"
ANY, COUNT = range(-(10**24), 10**24), range(10**24)
ABOVE_0, DAY = range(1, 10**24), range(1, 32)
TAX = {"kind": "[a-z_]+", "amount_micro": COUNT}
PART = {"kind": "[a-z_]+", "rate_ppm": range(MICRO + 1), "of": "[a-z_]+", "truncate_micro": COUNT}
LINE = {
    **dict.fromkeys(("id", "number", "debit", "credit", "pay_day", "worker", "project", "label"), COUNT),
    **dict.fromkeys(("amount_micro", "units", "unit_price_micro"), ABOVE_0),
    **{"kind": "|".join(SIGNS), "currency": CURRENCY, "hash": HASH},
}
SHAPE: dict[str, Any] = {
    "format": FORMAT,
    "statement": {
        "key": "[0-9A-Z/-]+", "period": PERIOD, "worker": COUNT, "pay_day": DAY, "pay_on": "[0-9-]+",
        "currency": CURRENCY, "earned_micro": ANY, "carried_in_micro": ANY, "gross_micro": COUNT, "taxes": [TAX],
        "net_micro": COUNT, "carried_out_micro": ANY, "line_count": COUNT, "units": COUNT, "digest": HASH, "salt": HEX,
    },
    "tax_rule": {"parts": [PART], "waive_below_micro": COUNT},
    "lines": [LINE],
    "proof": {
        "index": ABOVE_0, "size": ABOVE_0, "path": [HASH],
        "root_before": f"({HASH})?", "path_before": [HASH], "root": HASH,
    },
}  # fmt: skip

# Each text in English and in Korean.
TEXTS = {
    "missing": ("it is missing", "빠져 있습니다"),
    "no text": ("it should be text like {wanted}, it is {found}", "{wanted} 꼴의 글자여야 하는데 {found}입니다"),
    "no number": ("it should be a whole number in {wanted}, it is {found}", "{wanted}의 정수여야 하는데 {found}입니다"),
    "no list": ("it should be a list, it is {found}", "목록이어야 하는데 {found}입니다"),
    "no object": ("it should be an object, it is {found}", "객체여야 하는데 {found}입니다"),
    "stated": ("it should be {wanted}, the statement says {found}",
               "{wanted}이어야 하는데 정산서에는 {found}(으)로 적혀 있습니다"),
    "product": ("{units} × {price} is {wanted}, the line says {found}",
                "{units} × {price} = {wanted}인데 {found}(으)로 적혀 있습니다"),
    "hash": ("its hash does not fit its amount and the rest of it", "해시가 금액 등 내용과 맞지 않습니다"),
    "order": ("it stands twice, or not in the order of the ids", "두 번 나오거나 번호 순서가 아닙니다"),
    "digest": ("it does not fit the hashes of the lines", "내역들의 해시와 맞지 않습니다"),
    "more": ("gross + carried out is {by} more than earned + carried in",
             "지급 총액 + 다음 달 이월이 번 금액 + 지난달 이월보다 {by} 많습니다"),
    "less": ("gross + carried out is {by} less than earned + carried in",
             "지급 총액 + 다음 달 이월이 번 금액 + 지난달 이월보다 {by} 적습니다"),
    "coins": ("{found} cannot be paid in whole coins of {coin}",
              "{found}은(는) 최소 단위 {coin}(으)로 지급할 수 없습니다"),
    "held": ("{found} stays behind beside a deposit: less than {coin} may",
             "지급하면서 {found}을(를) 남겼습니다: {coin} 미만만 남길 수 있습니다"),
    "twice": ("it is withheld twice", "두 번 원천징수되었습니다"),
    "rule": ("{found} is neither the gross nor an earlier part", "{found}은(는) 총액도 앞선 항목도 아닙니다"),
    "path": ("the statement, its sums, digest and salt do not lead to the root",
             "정산서의 금액과 다이제스트, 솔트가 루트로 이어지지 않습니다"),
    "path_before": ("the root of the month before does not lead to the root",
                    "지난달 루트가 이 달의 루트로 이어지지 않습니다"),
    "published": ("the statement is not in the published root {wanted}",
                  "정산서가 공개된 루트 {wanted}에 들어 있지 않습니다"),
    "unpublished": ("no root is published for {period}", "{period}의 루트가 공개되어 있지 않습니다"),
    "line": ("line {rest}", "내역 {rest}"),
    "tax": ("{rest} tax", "{rest} 세금"),
    "tax income": ("income tax", "소득세"),
    "tax local": ("local income tax", "지방소득세"),
    "draw": ("boxes drawn", "그린 상자"),
    "review": ("images judged", "검수한 이미지"),
    "bonus": ("bonus", "보너스"),
    "deduction": ("deduction", "공제"),
    "project": ("project {id}", "프로젝트 {id}"),
    "deposit": ("Deposit: {net} on {day}", "입금액: {day}에 {net}"),
    "gross": ("Gross: {gross} (earned {earned}, carried in {before}, carried out {after})",
              "지급 총액: {gross} (번 금액 {earned}, 지난달 이월 {before}, 다음 달 이월 {after})"),
    "withheld": ("Withheld: {tax} {amount}", "원천징수: {tax} {amount}"),
    "count": ("{lines} lines, {units} units:", "내역 {lines}건, 수량 {units}:"),
    "wrong": ("WRONG: {count} found", "잘못된 곳: {count}건"),
    "and more": ("… and {count} more", "… 그 밖에 {count}건"),
    "ok": ("OK: the statement adds up and is in the published root.", "OK: 정산서가 맞고 공개된 루트에 들어 있습니다."),
    "ok alone": ("OK: the statement adds up and leads to the root {root}\nCompare it with the root published at {url}",
                 "OK: 정산서가 맞고 루트 {root}(으)로 이어집니다.\n공개된 루트와 견주어 보세요: {url}"),
}  # fmt: skip


def say(code: str, language: str = "en", **values: Any) -> str:
    return TEXTS[code][language == "ko"].format(**values)


class Problem(NamedTuple):
    """Something that does not agree. `where`: "line 1234", "tax income", or a path such as "statement.net_micro"."""

    where: str
    code: str
    values: dict[str, Any]

    def text(self, language: str = "en") -> str:
        kind, _, rest = self.where.partition(" ")
        if self.where in TEXTS:
            where = say(self.where, language)
        else:
            where = say(kind, language, rest=rest) if rest else self.where
        return f"{where}: {say(self.code, language, **self.values)}"


def money(micro: int, currency: str) -> str:
    """ "14,540 KRW", "0.05 USD", and as many digits as a price below the smallest coin needs."""
    whole, fraction = divmod(abs(micro), MICRO)
    after_point = f"{fraction:06d}".rstrip("0").ljust(DIGITS_AFTER_POINT.get(currency, 0), "0")
    return f"{'−' if micro < 0 else ''}{whole:,}{'.' if after_point else ''}{after_point} {currency}"


def check(document: Any, published_root: str | None = None) -> list[Problem]:
    """Everything in a statement's document that does not agree, with itself and with the published root of its month.

    A document that is not of the format is only told so. Raises nothing, whatever JSON holds.
    """
    problems = list(_misshapen(document, SHAPE, ""))
    if problems:
        return problems
    problems += _check_lines(document["statement"], document["lines"])
    problems += _check_sums(document["statement"], document["lines"])
    problems += _check_taxes(document["statement"], document["tax_rule"])
    problems += _check_proof(document["statement"], document["proof"])
    if published_root is not None and document["proof"]["root"] != published_root.lower():
        problems.append(Problem("proof.root", "published", {"wanted": published_root.lower()}))
    return problems


def check_chain(document: dict[str, Any], roots: dict[str, str]) -> list[Problem]:
    """Whether a document of the format stands in the published `roots`, {"2026-10": hex}, behind the month before."""
    period, proof = document["statement"]["period"], document["proof"]
    if period not in roots:
        return [Problem("proof.root", "unpublished", {"period": period})]
    before = str(roots.get(max((name for name in roots if name < period), default=""), ""))
    return [
        Problem(f"proof.{name}", "published", {"wanted": wanted or "—"})
        for name, wanted in (("root", str(roots[period]).lower()), ("root_before", before.lower()))
        if proof[name] != wanted
    ]


def _misshapen(value: Any, shape: Any, where: str) -> Iterator[Problem]:
    found = {"found": repr(value)[:80]}
    if isinstance(shape, str):
        if not (isinstance(value, str) and re.fullmatch(shape, value)):
            yield Problem(where, "no text", {"wanted": shape, **found})
    elif isinstance(shape, range):
        if not (type(value) is int and value in shape):
            yield Problem(where, "no number", {"wanted": f"{shape.start:,} … {shape.stop - 1:,}", **found})
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield Problem(where, "no list", found)
            return
        for number, item in enumerate(value):
            yield from _misshapen(item, shape[0], f"{where}[{number}]")
    elif not isinstance(value, dict):
        yield Problem(where or "document", "no object", found)
    else:
        for name, inner in shape.items():
            place = f"{where}.{name}" if where else name
            if name in value:
                yield from _misshapen(value[name], inner, place)
            else:
                yield Problem(place, "missing", {})


def line_hash(line: dict[str, Any]) -> str:
    """The SHA-256 that a line was sealed with when it was booked, in hex."""
    return sha256("|".join(["line-v1", *(str(line[name]) for name in HASHED)]).encode()).hexdigest()


def leaf_of(statement: dict[str, Any]) -> bytes:
    """What a month's root commits to: a statement's salt, its name, its sums, and the digest of its lines."""
    taxes = ",".join(f"{tax['kind']}={tax['amount_micro']}" for tax in statement["taxes"])
    sums = [statement[name] for name in ("earned_micro", "carried_in_micro", "gross_micro")]
    rest = [statement[name] for name in ("net_micro", "carried_out_micro", "line_count", "units", "digest")]
    return "|".join(map(str, ["statement-v2", statement["salt"], statement["key"], *sums, taxes, *rest])).encode()


def digest_of(hashes: list[str]) -> str:
    """The SHA-256 over the hashes of a statement's lines in order, in hex."""
    return sha256(bytes.fromhex("".join(hashes))).hexdigest()


def _stated(where: str, wanted: Any, found: Any) -> Iterator[Problem]:
    if wanted != found:
        yield Problem(where, "stated", {"wanted": wanted, "found": found})


def _sum_stated(statement: dict[str, Any], name: str, wanted: int) -> Iterator[Problem]:
    currency = statement["currency"]
    yield from _stated(f"statement.{name}", money(wanted, currency), money(statement[name], currency))


def _check_lines(statement: dict[str, Any], lines: list[dict[str, Any]]) -> Iterator[Problem]:
    before = 0
    for line in lines:
        where, currency = f"line {line['id']}", line["currency"]
        product = line["units"] * line["unit_price_micro"]
        if line["amount_micro"] != product:
            price, found = money(line["unit_price_micro"], currency), money(line["amount_micro"], currency)
            values = {"units": line["units"], "price": price, "wanted": money(product, currency), "found": found}
            yield Problem(where, "product", values)
        if line["hash"] != line_hash(line):
            yield Problem(where, "hash", {})
        if line["id"] <= before:
            yield Problem(where, "order", {})
        for name in ("worker", "pay_day", "currency"):
            yield from _stated(where, f"{name} {statement[name]}", f"{name} {line[name]}")
        before = line["id"]


def _check_sums(statement: dict[str, Any], lines: list[dict[str, Any]]) -> Iterator[Problem]:
    period, pay_day, currency = statement["period"], statement["pay_day"], statement["currency"]
    yield from _stated("statement.key", f"{period}/{statement['worker']}/{pay_day}/{currency}", statement["key"])
    if not may_be_paid_on(period, pay_day, statement["pay_on"]):
        yield from _stated("statement.pay_on", pay_on(period, pay_day), statement["pay_on"])
    yield from _stated("statement.line_count", len(lines), statement["line_count"])
    yield from _stated("statement.units", sum(line["units"] for line in lines), statement["units"])
    if statement["digest"] != digest_of([line["hash"] for line in lines]):
        yield Problem("statement.digest", "digest", {})
    yield from _sum_stated(statement, "earned_micro", sum(SIGNS[line["kind"]] * line["amount_micro"] for line in lines))
    gross, carried_out = statement["gross_micro"], statement["carried_out_micro"]
    over = gross + carried_out - statement["earned_micro"] - statement["carried_in_micro"]
    if over:
        yield Problem("statement.gross_micro", "more" if over > 0 else "less", {"by": money(abs(over), currency)})
    coin = MICRO // 10 ** DIGITS_AFTER_POINT.get(currency, 6)
    if gross % coin:
        yield Problem(
            "statement.gross_micro", "coins", {"found": money(gross, currency), "coin": money(coin, currency)}
        )
    if gross and not 0 <= carried_out < coin:
        values = {"found": money(carried_out, currency), "coin": money(coin, currency)}
        yield Problem("statement.carried_out_micro", "held", values)


def pay_on(period: str, pay_day: int) -> str:
    """The pay day as a date, "2026-11-10": `pay_day` of the month after `period`, or that month's last day."""
    year, month = map(int, period.split("-"))
    year, month = year + month // 12, month % 12 + 1
    return f"{year:04d}-{month:02d}-{min(pay_day, monthrange(year, month)[1]):02d}"


def may_be_paid_on(period: str, pay_day: int, day: str) -> bool:
    """Whether `day` is the pay day, or a day near it in its month that a bank may work on.

    Where the pay day has no banking, the deposit is made on the last day before it that has, or on the first one after
    it where its month has none before. This file does not know bank holidays, so it takes any near day from Monday to
    Friday.
    """
    try:
        wanted, stated = date.fromisoformat(pay_on(period, pay_day)), date.fromisoformat(day)
    except ValueError:
        return False
    same_month = (wanted.year, wanted.month) == (stated.year, stated.month)
    near = same_month and abs((wanted - stated).days) <= LONGEST_WITHOUT_BANKING
    if stated.isoformat() != day:
        return False
    return stated == wanted or (near and stated.isoweekday() <= FRIDAY)


def _check_taxes(statement: dict[str, Any], rule: dict[str, Any]) -> Iterator[Problem]:
    currency = statement["currency"]
    wanted: dict[str, int] = {}
    found: dict[str, int] = {}
    for part in rule["parts"]:
        if part["of"] != "gross" and part["of"] not in wanted:
            yield Problem(f"tax {part['kind']}", "rule", {"found": part["of"]})
            continue
        wanted[part["kind"]] = _withheld(statement["gross_micro"], part, wanted, rule["waive_below_micro"])
    for tax in statement["taxes"]:
        if tax["kind"] in found:
            yield Problem(f"tax {tax['kind']}", "twice", {})
        found[tax["kind"]] = found.get(tax["kind"], 0) + tax["amount_micro"]
    for kind in {**wanted, **found}:
        amounts = (money(taxes.get(kind, 0), currency) for taxes in (wanted, found))
        yield from _stated(f"tax {kind}", *amounts)
    yield from _sum_stated(statement, "net_micro", statement["gross_micro"] - sum(found.values()))


def _withheld(gross: int, part: dict[str, Any], before: dict[str, int], waive_below: int) -> int:
    of_gross = part["of"] == "gross"
    amount: int = (gross if of_gross else before[part["of"]]) * part["rate_ppm"] // MICRO
    amount -= amount % (part["truncate_micro"] or 1)
    return 0 if of_gross and amount < waive_below else amount


def _check_proof(statement: dict[str, Any], proof: dict[str, Any]) -> Iterator[Problem]:
    leaves = {"path": (leaf_of(statement), proof["index"]), "path_before": (proof["root_before"].encode(), 0)}
    for name, (leaf, index) in leaves.items():
        path = [bytes.fromhex(step) for step in proof[name]]
        if root_from_path(leaf, index, proof["size"], path) != proof["root"]:
            yield Problem(f"proof.{name}", name, {})


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> str:
    """RFC 9162, section 2.1.3.2; "" where no tree of that size has such a leaf or such a path."""
    node, last, used = sha256(b"\x00" + leaf).digest(), size - 1, 0
    if index > last:
        return ""
    while last:
        if index % 2 or index < last:
            if used == len(path):
                return ""
            pair = path[used] + node if index % 2 else node + path[used]
            node, used = sha256(b"\x01" + pair).digest(), used + 1
        index, last = index // 2, last // 2
    return node.hex() if used == len(path) else ""


def summary(document: dict[str, Any], language: str = "en") -> str:
    """A document of the format, as people read it: the deposit, the taxes, the lines by project and price."""
    statement = document["statement"]
    sums = {name: money(statement[f"{name}_micro"], statement["currency"]) for name in ("net", "gross", "earned")}
    carried = {
        "before": money(statement["carried_in_micro"], statement["currency"]),
        "after": money(statement["carried_out_micro"], statement["currency"]),
    }
    rows = [statement["key"], say("deposit", language, net=sums["net"], day=statement["pay_on"])]
    rows.append(say("gross", language, **carried, **sums))
    for tax in statement["taxes"]:
        name = say(f"tax {tax['kind']}", language) if f"tax {tax['kind']}" in TEXTS else tax["kind"]
        rows.append(say("withheld", language, tax=name, amount=money(tax["amount_micro"], statement["currency"])))
    rows.append(say("count", language, lines=statement["line_count"], units=statement["units"]))
    return "\n".join([*rows, *(f"  {row}" for row in _grouped(document["lines"], language))])


def _grouped(lines: list[dict[str, Any]], language: str) -> Iterator[str]:
    units: dict[Any, int] = {}
    names: dict[Any, str] = {}
    for line in lines:
        place = (line["project"], line["kind"], line["label"], line["unit_price_micro"], line["currency"])
        units[place] = units.get(place, 0) + line["units"]
        names.setdefault(place, _name(line, language))
    for place, name in sorted(names.items()):
        sign, (price, currency) = SIGNS[place[1]], place[3:]
        amount = money(sign * units[place] * price, currency)
        yield f"{name}: {units[place]:,} × {money(price, currency)} = {amount}"


def _name(line: dict[str, Any], language: str) -> str:
    """Who and what, as the story tells it, without anything that a terminal would obey."""
    story = line["story"] if isinstance(line.get("story"), dict) else {}
    project = story.get("project") or say("project", language, id=line["project"])
    words = [project, say(line["kind"], language), story.get("label")]
    return " · ".join(shown for word in words if (shown := _printable(word)))


def _printable(word: object) -> str:
    return "".join(filter(str.isprintable, word)) if isinstance(word, str) else ""


def _verdict(document: Any, problems: list[Problem], language: str, against_published: bool) -> str:
    if problems:
        shown = [f"- {problem.text(language)}" for problem in problems[:SHOWN_AT_MOST]]
        if len(problems) > SHOWN_AT_MOST:
            shown.append(say("and more", language, count=len(problems) - SHOWN_AT_MOST))
        return "\n".join([say("wrong", language, count=len(problems)), *shown])
    if against_published:
        return say("ok", language)
    return say("ok alone", language, root=document["proof"]["root"], url=_printable(document.get("published_at", "")))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of the JSON; ValueError for a name that stands in it twice, since readers differ in which they take."""
    named = dict(pairs)
    if len(named) < len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return named


def _read(path: str, shape: Any = None) -> Any:
    """The JSON of a file; ends the script with code 2 where there is none."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            content = json.load(file, object_pairs_hook=_once)
    except (OSError, ValueError, RecursionError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        raise SystemExit(2) from error
    for problem in _misshapen(content, shape, "") if shape else []:
        print(f"{path}: {problem.text()}", file=sys.stderr)
        raise SystemExit(2)
    return content


def _published_root(text: str) -> str:
    if not re.fullmatch(HASH, text.lower()):
        raise argparse.ArgumentTypeError("a root is 64 hexadecimal digits")
    return text.lower()


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("statement", help="the JSON file that was downloaded")
    published = parser.add_mutually_exclusive_group()
    published.add_argument("--root", type=_published_root, help="the root that is published for the month")
    published.add_argument("--roots", help="a JSON file with every published root")
    system = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    language = "ko" if system.startswith("ko") else "en"
    parser.add_argument("--lang", choices=["en", "ko"], default=language, help="the language of the answer")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """0: all is well, 1: something is wrong, 2: asked wrongly or nothing to read."""
    asked = _arguments(given)
    document = _read(asked.statement)
    problems = check(document, asked.root)
    readable = not any(_misshapen(document, SHAPE, ""))
    if asked.roots:
        roots = _read(asked.roots, {"roots": {}})["roots"]
        problems += check_chain(document, roots) if readable else []
    if readable:
        print(summary(document, asked.lang), end="\n\n")
    print(_verdict(document, problems, asked.lang, bool(asked.root or asked.roots)))
    return 1 if problems else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
