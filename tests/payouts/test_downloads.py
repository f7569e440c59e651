"""A statement's files: what a worker downloads can be checked by the script that stands beside it."""

import csv
import io
import json
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils import translation

from payouts import actions
from payouts.documents import statement as document
from payouts.downloads import as_pdf
from payouts.models import Line, Period, Statement
from people.actions import save_preferences
from projects.money import MICRO
from tests.cast import NOON
from tests.http import API, http, queries_of
from tests.payouts.pages import browser
from tests.payouts.together import DECEMBER, NOVEMBER, closed


def fetched(user, statement, file_format) -> bytes:
    answer = browser(user).get(reverse("payouts:download", args=[statement.pk, file_format]))
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def checked(folder, document: bytes, roots: bytes) -> subprocess.CompletedProcess:
    """What the downloaded script says of a downloaded statement and the published roots; alone, as a worker runs it."""
    script = b"".join(browser().get(reverse("payouts:verifier")))
    for name, data in (("verify_statement.py", script), ("statement.json", document), ("roots.json", roots)):
        (folder / name).write_bytes(data)
    command = [sys.executable, "-I", "verify_statement.py", "statement.json", "--roots", "roots.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603


def roots() -> bytes:
    return browser().get(reverse("payouts:roots_json")).content


def corrected(cast) -> Statement:
    """Ana's October with 18 cats, two ears, a bonus and what was taken off it again; November follows."""
    cast.approved(cats=18, ears=2)
    given = {"worker": cast.ana, "currency": "KRW", "pay_day": 10, "now": NOON}
    bonus = actions.adjust(by=cast.ada, amount=500 * MICRO, reason="=Thanks, “Ana”", key="a", **given)
    corrects = Line.objects.get(entry=bonus.entry_id)
    actions.adjust(by=cast.ada, amount=-100 * MICRO, reason="Too much", key="b", corrects=corrects, **given)
    closed()
    cast.approved(now=NOVEMBER)
    closed("2026-11", DECEMBER)
    return Statement.objects.get(worker=cast.ana, period="2026-10")


def test_what_is_downloaded_is_found_right_by_the_script_and_a_changed_amount_is_named(cast, tmp_path):
    statement = corrected(cast)
    document = fetched(cast.ana, statement, "json")
    said = checked(tmp_path, document, roots())
    assert (said.returncode, said.stdout.splitlines()[-1][:2], said.stderr) == (0, "OK", "")
    assert "Cats · boxes drawn · cat: 18 × 40 KRW = 720 KRW" in said.stdout
    told = json.loads(document)
    told["lines"][0]["amount_micro"] += MICRO
    said = checked(tmp_path, json.dumps(told).encode(), roots())
    assert said.returncode == 1
    assert f"line {told['lines'][0]['id']}: " in said.stdout


def test_the_second_month_is_chained_to_the_first(cast, tmp_path):
    corrected(cast)
    november = Statement.objects.get(worker=cast.ana, period="2026-11")
    assert checked(tmp_path, fetched(cast.ana, november, "json"), roots()).returncode == 0
    forged = json.loads(roots())
    forged["roots"]["2026-10"] = "0" * 64
    said = checked(tmp_path, fetched(cast.ana, november, "json"), json.dumps(forged).encode())
    assert said.returncode == 1
    assert "proof.root_before" in said.stdout


def test_every_workers_statement_of_every_month_is_found_right(cast, tmp_path):
    corrected(cast)
    for statement in Statement.objects.all():
        assert checked(tmp_path, fetched(cast.ada, statement, "json"), roots()).returncode == 0


def test_a_statement_without_lines_proves_itself_and_is_shown_and_printed(cast, settings, tmp_path):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    cast.approved(cats=2, by=cast.ada)
    closed()
    closed("2026-11", DECEMBER)
    november = Statement.objects.get(worker=cast.ana, period="2026-11")
    document = fetched(cast.ana, november, "json")
    said = checked(tmp_path, document, roots())
    assert (said.returncode, said.stdout.splitlines()[-1][:2], said.stderr) == (0, "OK", "")
    told = json.loads(document)
    told["statement"]["carried_in_micro"] += MICRO
    assert checked(tmp_path, json.dumps(told).encode(), roots()).returncode == 1
    assert len(fetched(cast.ana, november, "csv").decode().splitlines()) == 1
    assert fetched(cast.ana, november, "pdf").startswith(b"%PDF")
    page = browser(cast.ana).get(reverse("payouts:statement", args=[november.pk])).content.decode()
    assert "Carried from the last statement" in page
    assert "₩80" in page


def test_while_the_month_is_closing_there_is_no_proof_yet(cast):
    statement = corrected(cast)
    Period.objects.filter(pk="2026-10").update(closed_at=None)
    answer = http(cast.ana).get(f"{API}/statements/{statement.pk}/download.json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_closed")


def test_the_csv_adds_up_to_the_gross_and_carries_the_sealed_hashes(cast):
    statement = corrected(cast)
    text = fetched(cast.ana, statement, "csv").decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["kind"] for row in rows] == ["draw", "draw", "bonus", "deduction"]
    assert [row["amount"] for row in rows] == ["720", "30", "500", "-100"]
    assert sum(int(row["amount"]) for row in rows) * MICRO == statement.gross_micro
    assert rows[2]["reason"] == "'=Thanks, “Ana”"  # no spreadsheet takes it for a formula
    assert rows[3]["corrects"] == rows[2]["line"]
    told = json.loads(fetched(cast.ana, statement, "json"))
    assert [row["hash"] for row in rows] == [line["hash"] for line in told["lines"]]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_pdf_is_made_in_the_readers_language(cast, language):
    statement = corrected(cast)
    save_preferences(by=cast.ana, language=language)
    data = fetched(cast.ana, statement, "pdf")
    assert data.startswith(b"%PDF-")
    assert f"/Lang ({language})".encode() in data


def test_the_pdf_tells_the_sums_the_work_the_corrections_and_what_is_missing(cast, monkeypatch):
    sheets = []
    monkeypatch.setattr(document, "statement_pdf", lambda sheet: sheets.append(sheet) or b"%PDF-")
    cast.submitted(cats=1, now=NOON)
    statement = corrected(cast)
    with translation.override("en"):
        as_pdf.pdf_of(statement)
    (sheet,) = sheets
    assert sheet.deposit == "₩1,120"
    assert [(row.label, row.amount) for row in sheet.sums] == [
        ("All lines", "₩1,150"),
        ("Gross", "₩1,150"),
        ("Income tax, 3 %", "−₩30"),
        ("Local income tax, 10 % of it", "₩0"),
        ("Deposit", "₩1,120"),
    ]
    assert [row.amount for row in sheet.adjustments] == ["₩500", "−₩100"]
    assert [row.what for row in sheet.missing] == ["In review"]
    assert [row.amount for row in sheet.lines] == ["₩720", "₩30", "₩500", "−₩100"]
    assert ("Digest", statement.digest) in sheet.proofs


def test_a_pdf_of_too_many_lines_names_the_csv_instead(cast, monkeypatch):
    sheets = []
    monkeypatch.setattr(document, "statement_pdf", lambda sheet: sheets.append(sheet) or b"%PDF-")
    monkeypatch.setattr(as_pdf, "LINES_AT_MOST", 3)
    with translation.override("en"):
        as_pdf.pdf_of(corrected(cast))
    assert sheets[0].lines == ()
    assert ("Every line", "in the CSV beside this file") in sheets[0].proofs


def test_files_are_for_the_worker_and_for_admins(cast):
    statement = corrected(cast)
    for file_format in ("csv", "json", "pdf"):
        path = f"{API}/statements/{statement.pk}/download.{file_format}"
        for user, status in ((cast.ana, 200), (cast.ada, 200), (cast.ben, 404), (cast.clara, 403), (None, 401)):
            assert http(user).get(path).status_code == status
    assert http(cast.ana).get(f"{API}/statements/{statement.pk}/download.xml").status_code == 404


def test_a_client_that_accepts_nothing_else_gets_its_file(cast):
    statement = corrected(cast)
    answer = http(cast.ana).get(f"{API}/statements/{statement.pk}/download.csv", HTTP_ACCEPT="text/csv")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer["Content-Disposition"].startswith('attachment; filename="statement-2026-10-day-10-KRW-')
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("file_format", ["csv", "json", "pdf"])
def test_many_lines_cost_as_many_queries_as_one(cast, file_format):
    cast.approved(cast.ben, by=cast.ada)
    for _turn in range(5):
        cast.approved(cats=1, ears=1, by=cast.ada)
    closed()
    costs = []
    for worker in (cast.ben, cast.ana):
        path = reverse("payouts:download", args=[Statement.objects.get(worker=worker).pk, file_format])
        client = browser(worker)
        costs.append(queries_of(lambda client=client, path=path: _read(client.get(path))))
    assert costs[0] >= costs[1]


def _read(answer):
    if answer.streaming:
        b"".join(answer)
    return answer
