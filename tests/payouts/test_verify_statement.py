"""The script that a worker downloads: an honest statement passes, whatever was changed in it is found and named."""

import ast
import json
import subprocess
import sys
from calendar import monthrange
from copy import deepcopy
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from payouts import verify_statement
from payouts.ledger import LINE_HASH
from payouts.merkle import Tree, root_from_path
from payouts.models import EARNING_KINDS
from payouts.periods import pay_date
from payouts.verify_statement import Problem, check, check_chain, summary
from projects.money import CURRENCIES, MICRO, minor_unit

SCRIPT = Path(verify_statement.__file__)
KOREAN = {
    "country": "KR",
    "worker_type": "freelancer",
    "name": "3.3 %",
    "parts": [
        {"kind": "income", "rate_ppm": 30_000, "of": "gross", "truncate_micro": 10 * MICRO},
        {"kind": "local", "rate_ppm": 100_000, "of": "income", "truncate_micro": 10 * MICRO},
    ],
    "waive_below_micro": 0,
    "source": "Income Tax Act, art. 129",
}
BEFORE_JULY_2024 = KOREAN | {"waive_below_micro": 1_000 * MICRO}
FLAT = KOREAN | {"parts": [{"kind": "flat", "rate_ppm": 150_000, "of": "gross", "truncate_micro": 10_000}]}
NONE = KOREAN | {"parts": []}


def taxes_of(gross: int, rule: dict) -> list[dict]:
    if rule is NONE:
        return []
    if rule is FLAT:
        return [{"kind": "flat", "amount_micro": gross * 15 // 100 // 10_000 * 10_000}]
    income = gross * 3 // 100 // (10 * MICRO) * 10 * MICRO
    if rule is BEFORE_JULY_2024 and income < 1_000 * MICRO:
        income = 0
    local = income // 10 // (10 * MICRO) * 10 * MICRO
    return [{"kind": "income", "amount_micro": income}, {"kind": "local", "amount_micro": local}]


def a_line(number: int, kind: str = "draw", *, units: int = 1, price: int = 40 * MICRO, currency: str = "KRW") -> dict:
    line = {
        "id": 1000 + number,
        "number": 1,
        "kind": kind,
        "debit": 12 if kind == "deduction" else 7,
        "credit": 7 if kind == "deduction" else 12,
        "amount_micro": units * price,
        "currency": currency,
        "units": units,
        "unit_price_micro": price,
        "pay_day": 10,
        "worker": 5,
        "project": 3,
        "label": 0 if kind == "review" else 9,
        "story": {"project": "강아지", "label": "dog", "image": "dog-1.jpg"},
    }
    hashed = [value for name, value in line.items() if name not in ("id", "story")]
    return line | {"hash": sha256("|".join(map(str, ["line-v1", *hashed])).encode()).hexdigest()}


def a_document(lines: list[dict], *, rule: dict = KOREAN, carried_in: int = 0, others: int = 4, first: bool = False):
    """A statement as the server hands it out, in a tree of `others` more statements."""
    currency = lines[0]["currency"]
    earned = sum(line["amount_micro"] * (-1 if line["kind"] == "deduction" else 1) for line in lines)
    gross = max(0, (earned + carried_in) // minor_unit(currency) * minor_unit(currency))
    taxes = taxes_of(gross, rule)
    statement = {
        "key": f"2026-10/5/10/{currency}",
        "period": "2026-10",
        "worker": 5,
        "pay_day": 10,
        "pay_on": "2026-11-10",
        "currency": currency,
        "earned_micro": earned,
        "carried_in_micro": carried_in,
        "gross_micro": gross,
        "taxes": taxes,
        "net_micro": gross - sum(tax["amount_micro"] for tax in taxes),
        "carried_out_micro": earned + carried_in - gross,
        "line_count": len(lines),
        "units": sum(line["units"] for line in lines),
        "digest": sha256(b"".join(bytes.fromhex(line["hash"]) for line in lines)).hexdigest(),
        "salt": "00112233445566778899aabbccddeeff",
        "issued_at": "2026-11-01T00:00:00+09:00",
    }
    document = {"format": "honestbox-statement-v1", "statement": statement, "tax_rule": rule, "lines": lines}
    document |= {"proof": a_proof(statement, others, first), "published_at": "https://honestbox.example/roots/"}
    return deepcopy(document)


def a_proof(statement: dict, others: int, first: bool) -> dict:
    order = ("salt", "key", "earned_micro", "carried_in_micro", "gross_micro")
    taxes = ",".join(f"{tax['kind']}={tax['amount_micro']}" for tax in statement["taxes"])
    rest = ("net_micro", "carried_out_micro", "line_count", "units", "digest")
    parts = ["statement-v2", *(statement[name] for name in order), taxes, *(statement[name] for name in rest)]
    root_before = "" if first else sha256(b"September").hexdigest()
    index = others // 2 + 1
    leaves = [root_before.encode(), *(b"other %d" % number for number in range(others))]
    leaves.insert(index, "|".join(map(str, parts)).encode())
    tree = Tree(leaves)
    return {
        "index": index,
        "size": len(leaves),
        "path": [step.hex() for step in tree.path(index)],
        "root_before": root_before,
        "path_before": [step.hex() for step in tree.path(0)],
        "root": tree.root.hex(),
    }


THE_39540 = [a_line(1, units=986, price=40 * MICRO), a_line(2, "review", units=1, price=100 * MICRO)]

micro = st.integers(1, 10**5).flatmap(lambda n: st.sampled_from([n, n * MICRO, n * 400_000]))
some_lines = st.lists(
    st.tuples(st.sampled_from(sorted(verify_statement.SIGNS)), st.integers(1, 9_999), micro), min_size=1
)


@st.composite
def documents(draw):
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    rows = enumerate(draw(some_lines))
    lines = [a_line(number, kind, units=units, price=price, currency=currency) for number, (kind, units, price) in rows]
    rule = draw(st.sampled_from([KOREAN, BEFORE_JULY_2024, FLAT, NONE]))
    carried_in, others = draw(st.integers(-(10**9), 10**9)), draw(st.integers(0, 20))
    return a_document(lines, rule=rule, carried_in=carried_in, others=others, first=draw(st.booleans()))


@given(documents())
def test_an_honest_statement_is_found_in_order(document):
    assert check(document) == []
    assert check(document, document["proof"]["root"].upper()) == []
    assert summary(document, "ko").startswith(document["statement"]["key"])


def test_the_39540_won_are_in_order():
    document = a_document(THE_39540)
    assert document["statement"]["net_micro"] == 38_250 * MICRO
    assert check(document) == []
    assert summary(document).splitlines() == [
        "2026-10/5/10/KRW",
        "Deposit: 38,250 KRW on 2026-11-10",
        "Gross: 39,540 KRW (earned 39,540 KRW, carried in 0 KRW, carried out 0 KRW)",
        "Withheld: income tax 1,180 KRW",
        "Withheld: local income tax 110 KRW",
        "2 lines, 987 units:",
        "  강아지 · boxes drawn · dog: 986 × 40 KRW = 39,440 KRW",
        "  강아지 · images judged · dog: 1 × 100 KRW = 100 KRW",
    ]


NOT_COVERED = {"id", "story", "issued_at", "published_at", "size"}


def covered(value, path=()):
    """The way to each value that is summed, hashed or proved."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in NOT_COVERED and (*path, name) != ("tax_rule",):
                yield from covered(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from covered(inner, (*path, number))
    else:
        yield path


def changed(value, data):
    """Another value of the same kind: the number off by some, the hexadecimal digit or the word another."""
    if isinstance(value, int):
        return value + data.draw(st.integers(-abs(value), 3 * MICRO).filter(bool))
    if value in verify_statement.SIGNS:
        return data.draw(st.sampled_from(sorted(set(verify_statement.SIGNS) - {value})))
    place = data.draw(st.integers(0, max(len(value) - 1, 0)))
    return value[:place] + ("1" if value[place : place + 1] == "0" else "0") + value[place + 1 :]


def names(problems: list[Problem], path: tuple, document: dict) -> bool:
    """Whether one of `problems` points at what was changed: the line, the tax, or the sum and what it is a sum of."""
    where = ".".join(str(step) for step in path)
    sums = {
        "statement.carried_in_micro": "statement.gross_micro",
        "statement.carried_out_micro": "statement.gross_micro",
        "statement.worker": "statement.key",
        "statement.period": "statement.key",
        "statement.pay_day": "statement.key",
        "statement.currency": "statement.key",
        "statement.salt": "proof.path",
        "proof.index": "proof.path",
        "proof.root": "proof.path",
        "proof.root_before": "proof.path_before",
    }
    places = [where, sums.get(where, where)]
    if path[0] == "lines":
        places += [f"line {document['lines'][path[1]]['id']}"]
    if path[:2] == ("statement", "taxes"):
        places += [f"tax {document['statement']['taxes'][path[2]]['kind']}"]
    if path[0] == "proof" and len(path) == 3:
        places += [f"proof.{path[1]}"]
    found = {problem.where.replace("[", ".").replace("]", "") for problem in problems}
    return bool(found & set(places))


def forged(document: dict, path: tuple, change) -> dict:
    """`document` with one value changed."""
    forgery = deepcopy(document)
    *way, last = path
    holder = forgery
    for step in way:
        holder = holder[step]
    holder[last] = change(holder[last])
    return forgery


THE_FORGED = a_document([*THE_39540, a_line(3, "bonus", price=5_000_400_000), a_line(4, "deduction")])


@pytest.mark.parametrize("path", covered(THE_FORGED), ids=lambda path: ".".join(map(str, path)))
def test_each_value_is_covered(path):
    def another(value):
        if isinstance(value, int):
            return value + 1
        kinds = {"draw": "bonus", "review": "draw", "bonus": "draw", "deduction": "draw"}
        return kinds.get(value, ("1" if value[0] == "0" else "0") + value[1:])

    assert check(forged(THE_FORGED, path, another))


@given(documents(), st.data())
def test_any_changed_value_is_found_and_named(document, data):
    path = data.draw(st.sampled_from(list(covered(document))))
    forgery = forged(document, path, lambda value: changed(value, data))
    problems = check(forgery)
    assert names(problems, path, forgery), (path, problems)
    assert all(problem.text(language) for problem in problems for language in ("en", "ko"))


@given(documents(), st.data())
def test_a_line_that_is_gone_doubled_or_moved_is_missed(document, data):
    lines, place = document["lines"], data.draw(st.integers(0, len(document["lines"]) - 1))
    doubled = document | {"lines": [*lines[: place + 1], lines[place], *lines[place + 1 :]]}
    assert f"line {lines[place]['id']}" in {problem.where for problem in check(doubled)}
    gone = {problem.where for problem in check(document | {"lines": lines[:place] + lines[place + 1 :]})}
    assert {"statement.line_count", "statement.units", "statement.digest"} <= gone
    if len(lines) > 1:
        assert {problem.code for problem in check(document | {"lines": lines[::-1]})} >= {"order"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(json_values, st.data())
def test_whatever_json_holds_it_is_told_what_is_wrong_and_nothing_is_raised(value, data):
    assert [problem.text() for problem in check(value)]
    document = a_document(THE_39540)
    holder, name = data.draw(
        st.sampled_from(
            [(document, name) for name in document if name != "published_at"]
            + [(document["statement"], name) for name in document["statement"] if name != "issued_at"]
            + [(document["proof"], name) for name in document["proof"]]
            + [(line, name) for line in document["lines"] for name in line if name != "story"]
        )
    )
    wrong_type = type(holder[name]) is not type(value)
    holder[name] = value
    problems = check(document)
    assert problems or not wrong_type
    assert all(problem.text("ko") for problem in problems)


def said(document: dict, root: str | None = None) -> list[str]:
    return [problem.text() for problem in check(document, root)]


def test_what_it_says_names_the_place_and_both_numbers():
    document = a_document(THE_39540)
    statement, proof = document["statement"], document["proof"]
    in_proof = "proof.path: the statement, its sums, digest and salt do not lead to the root"

    line = document["lines"][0]
    assert said(document | {"lines": [line | {"amount_micro": 39_450 * MICRO}, document["lines"][1]]}) == [
        "line 1001: 986 × 40 KRW is 39,440 KRW, the line says 39,450 KRW",
        "line 1001: its hash does not fit its amount and the rest of it",
        "statement.earned_micro: it should be 39,550 KRW, the statement says 39,540 KRW",
    ]
    assert said(document | {"statement": statement | {"carried_out_micro": 100 * MICRO}}) == [
        "statement.gross_micro: gross + carried out is 100 KRW more than earned + carried in",
        "statement.carried_out_micro: 100 KRW stays behind beside a deposit: less than 1 KRW may",
        in_proof,
    ]
    taxes = [{"kind": "income", "amount_micro": 1_190 * MICRO}, statement["taxes"][1]]
    assert said(document | {"statement": statement | {"taxes": taxes}}) == [
        "income tax: it should be 1,180 KRW, the statement says 1,190 KRW",
        "statement.net_micro: it should be 38,240 KRW, the statement says 38,250 KRW",
        in_proof,
    ]
    assert said(document, "ab" * 32) == ["proof.root: the statement is not in the published root " + "ab" * 32]
    assert said(document | {"proof": proof | {"path": proof["path"][1:]}}) == [in_proof]
    assert said({"format": "honestbox-statement-v2"})[0] == (
        "format: it should be text like honestbox-statement-v1, it is 'honestbox-statement-v2'"
    )


@pytest.mark.parametrize(("gross", "income", "local"), [(334, 10, 0), (14_540, 430, 40), (3_333_333, 99_990, 9_990)])
def test_the_taxes_that_accountants_know(gross, income, local):
    document = a_document([a_line(1, units=gross, price=MICRO)])
    assert [tax["amount_micro"] // MICRO for tax in document["statement"]["taxes"]] == [income, local]
    assert check(document) == []
    document["statement"]["taxes"][0]["amount_micro"] += 10 * MICRO
    assert f"income tax: it should be {income:,} KRW, the statement says {income + 10:,} KRW" in said(document)


def test_a_tax_of_another_rule_a_second_tax_and_a_rule_without_base_are_found():
    document = a_document(THE_39540)
    dearer = deepcopy(KOREAN)
    dearer["parts"][0]["rate_ppm"] = 20_000
    assert said(document | {"tax_rule": dearer})[0] == "income tax: it should be 790 KRW, the statement says 1,180 KRW"
    document["statement"]["taxes"].append({"kind": "income", "amount_micro": MICRO})
    assert "income tax: it is withheld twice" in said(document)
    dearer["parts"].reverse()
    assert (
        said(document | {"tax_rule": dearer})[0] == "local income tax: income is neither the gross nor an earlier part"
    )


def test_a_waived_tax_is_none_and_what_is_taken_of_a_tax_is_not_waived():
    for gross, taxes in ((33_333, [0, 0]), (33_334, [1_000, 100])):
        document = a_document([a_line(1, units=gross, price=MICRO)], rule=BEFORE_JULY_2024)
        assert [tax["amount_micro"] // MICRO for tax in document["statement"]["taxes"]] == taxes
        assert check(document) == []


@pytest.mark.parametrize(("name", "value"), [("worker", 6), ("pay_day", 20), ("currency", "USD")])
def test_a_line_of_somebody_or_something_else_is_found_even_where_its_hash_fits(name, value):
    document = a_document(THE_39540)
    line = document["lines"][1] | {name: value}
    document["lines"][1] = line | {"hash": verify_statement.line_hash(line)}
    stated = document["statement"][name]
    assert f"line 1002: it should be {name} {stated}, the statement says {name} {value}" in said(document)


def test_a_deposit_is_in_whole_coins():
    document = a_document([a_line(1, price=40_400_000)])
    statement = document["statement"]
    statement |= {"gross_micro": 40_400_000, "carried_out_micro": 0, "net_micro": 40_400_000}
    assert "statement.gross_micro: 40.4 KRW cannot be paid in whole coins of 1 KRW" in said(document)


def test_true_is_no_number():
    document = a_document(THE_39540)
    document["lines"][0]["number"] = True
    assert said(document)[0].startswith("lines[0].number: it should be a whole number in 0 …")


some_hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=6)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=33), st.data())
def test_a_path_is_followed_as_the_server_follows_it(leaves, data):
    index, size = data.draw(st.integers(0, 40)), data.draw(st.integers(1, 40))
    path = data.draw(st.just(Tree(leaves).path(index)) if index < len(leaves) else some_hashes)
    path += data.draw(some_hashes)
    try:
        expected = root_from_path(leaves[0], index, size=size, path=path).hex()
    except ValueError:
        expected = ""
    assert verify_statement.root_from_path(leaves[0], index, size, path) == expected


def test_deductions_count_negative_and_what_is_owed_is_carried():
    document = a_document([a_line(1), a_line(2, "deduction", price=100 * MICRO)])
    statement = document["statement"]
    assert (statement["gross_micro"], statement["carried_out_micro"]) == (0, -60 * MICRO)
    assert check(document) == []
    assert "deduction · dog: 1 × 100 KRW = −100 KRW" in summary(document)


def test_the_story_of_a_line_cannot_speak_to_the_terminal():
    document = a_document(THE_39540)
    document["lines"][0]["story"] = {"project": "\x1b[2Jdogs\n", "label": ["dog"]}
    assert "  [2Jdogs · boxes drawn: 986 × 40 KRW" in summary(document)


def test_the_chain_is_followed_to_the_month_before():
    document = a_document(THE_39540)
    root, before = document["proof"]["root"], document["proof"]["root_before"]
    honest = {"2026-08": "00" * 32, "2026-09": before, "2026-10": root, "2026-11": "11" * 32}
    assert check_chain(document, honest) == []
    assert [p.where for p in check_chain(document, honest | {"2026-09": "22" * 32})] == ["proof.root_before"]
    assert [p.where for p in check_chain(document, honest | {"2026-10": "22" * 32})] == ["proof.root"]
    assert [p.code for p in check_chain(document, {"2026-09": before})] == ["unpublished"]
    first = a_document(THE_39540, first=True)
    assert check_chain(first, {"2026-10": first["proof"]["root"]}) == []


def run(*arguments, language: str = "C") -> subprocess.CompletedProcess:
    """The script as a worker runs it, with the standard library alone: no site packages, no PYTHON* variables."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    environment = {"LANG": language, "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)  # noqa: S603


def test_a_worker_runs_it_alone(tmp_path):
    document = a_document(THE_39540)
    root = document["proof"]["root"]
    file, roots = tmp_path / "statement-2026-10.json", tmp_path / "roots.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    roots.write_text(json.dumps({"roots": {"2026-09": document["proof"]["root_before"], "2026-10": root}}))

    answer = run(file, "--root", root)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.endswith("\n\nOK: the statement adds up and is in the published root.\n")
    alone = run(file)
    assert (alone.returncode, alone.stderr) == (0, "")
    assert f"leads to the root {root}\nCompare it with the root published at https://honestbox.example" in alone.stdout
    assert run(file, "--roots", roots, language="ko_KR.UTF-8").stdout.endswith(
        "\n\nOK: 정산서가 맞고 공개된 루트에 들어 있습니다.\n"
    )

    document["lines"][0]["amount_micro"] += 10 * MICRO
    file.write_text("\ufeff" + json.dumps(document), encoding="utf-8")
    forged = run(file, "--root", "ab" * 32, "--lang", "ko")
    assert forged.returncode == 1
    assert "잘못된 곳: 4건\n- 내역 1001: 986 × 40 KRW = 39,440 KRW인데 39,450 KRW(으)로 적혀 있습니다" in forged.stdout


@pytest.mark.parametrize(
    ("content", "arguments", "says"),
    [
        ("{", [], "line 1 column 2"),
        ("[" * 100_000, [], "recursion"),
        ('{"net_micro": 99, "lines": [], "net_micro": 1}', [], "'net_micro' stands twice"),
        (None, [], "No such file"),
        ("{}", ["--root", "beef"], "64 hexadecimal digits"),
        ("{}", ["--root", "ab" * 32, "--roots", "roots.json"], "not allowed with"),
        ("{}", ["--lang", "fr"], "invalid choice"),
    ],
)
def test_who_asks_wrongly_or_gives_no_json_is_told_so_with_code_2(tmp_path, capsys, content, arguments, says):
    file = tmp_path / "statement.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SystemExit, match="2"):
        verify_statement.main([str(file), *arguments])
    assert says in capsys.readouterr().err


def test_a_file_of_roots_must_hold_roots(tmp_path, capsys):
    file, roots = tmp_path / "statement.json", tmp_path / "roots.json"
    file.write_text(json.dumps(a_document(THE_39540)))
    roots.write_text('{"roots": ["ab"]}')
    with pytest.raises(SystemExit, match="2"):
        verify_statement.main([str(file), "--roots", str(roots)])
    assert "roots: it should be an object" in capsys.readouterr().err


def test_another_file_is_called_wrong_and_long_lists_are_cut(tmp_path, capsys):
    file = tmp_path / "statement.json"
    file.write_text('{"format": "something else"}')
    assert verify_statement.main([str(file), "--lang", "en"]) == 1
    assert "WRONG: 5 found\n- format: it should be text like honestbox-statement-v1" in capsys.readouterr().out
    document = a_document([a_line(number) for number in range(100)])
    for line in document["lines"]:
        line["hash"] = "00" * 32
    file.write_text(json.dumps(document))
    assert verify_statement.main([str(file), "--lang", "en"]) == 1
    assert capsys.readouterr().out.endswith("… and 61 more\n")


def test_it_runs_on_python_38():
    ast.parse(SCRIPT.read_text(), feature_version=(3, 8))


def test_it_knows_every_currency_every_kind_and_every_pay_day():
    assert {name: digits for name, (digits, _) in CURRENCIES.items()} == verify_statement.DIGITS_AFTER_POINT
    assert set(EARNING_KINDS) <= set(verify_statement.SIGNS)


@given(st.integers(2020, 2099), st.integers(1, 12), st.integers(1, 31), st.frozensets(st.integers(1, 31), max_size=5))
def test_a_deposit_is_expected_on_the_day_that_the_server_names(year, month, pay_day, days_off):
    period = f"{year}-{month:02d}"
    wanted = date.fromisoformat(verify_statement.pay_on(period, pay_day))
    holidays = {wanted.replace(day=day) for day in days_off if day <= monthrange(wanted.year, wanted.month)[1]}
    paid_on = pay_date(period, pay_day, holidays)
    assert verify_statement.may_be_paid_on(period, pay_day, paid_on.isoformat())
    if wanted.weekday() < 5 and not holidays:
        assert paid_on == wanted


@pytest.mark.parametrize(
    ("period", "pay_day", "day", "fits"),
    [
        ("2026-09", 10, "2026-10-10", True),  # as it was written before weekends were looked at
        ("2026-09", 10, "2026-10-09", True),
        ("2026-09", 12, "2026-10-11", False),  # a Sunday
        ("2026-09", 28, "2026-10-13", False),  # too far away
        ("2026-10", 1, "2026-10-30", False),  # of the month before
        ("2026-09", 10, "2026-10-99", False),
        ("2026-09", 10, "20261009", False),
    ],
)
def test_a_deposit_may_be_on_a_weekday_near_the_pay_day(period, pay_day, day, fits):
    assert verify_statement.may_be_paid_on(period, pay_day, day) is fits


@pytest.mark.django_db
@pytest.mark.parametrize("line", [*THE_39540, a_line(3, "deduction", units=7, price=1, currency="USD")])
def test_a_line_is_hashed_as_postgresql_hashes_it(line):
    names = {name: f"{name}_id" for name in ("debit", "credit", "worker", "project", "label")}
    columns = ", ".join(f"%({name})s AS {names.get(name, name)}" for name in verify_statement.HASHED)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT encode({LINE_HASH.format('line')}, 'hex') FROM (SELECT {columns}) line", line)
        assert cursor.fetchone()[0] == line["hash"] == verify_statement.line_hash(line)
