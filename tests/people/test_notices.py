"""How notices read, in the language of whoever reads them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from people import notices
from people.models import Notice
from people.notices import MAILED, render_html, render_text
from tests.cast import NOON

DEPOSIT = {"period": "2026-10", "net_micro": 14_540_000_000, "currency": "KRW"}
TRANSFER = {"amount_micro": 5_000_000, "currency": "KRW", "reference": "HB-7K3QX-4"}
DATA = {
    "project_opened": {"project": "Cats"},
    "lease_expired": {"project": "Cats"},
    "submission_returned": {"project": "Cats", "image": "a.jpg"},
    "submission_rejected": {"project": "Cats", "image": "a.jpg"},
    "boxes_refused": {"project": "Cats", "image": "a.jpg"},
    "appeal_decided": {"project": "Cats", "image": "a.jpg", "granted": True},
    "statement_carried": {"period": "2026-10", "net_micro": 0, "carried_micro": 600_000, "currency": "KRW"},
    "statement_issued": {"period": "2026-10", "net_micro": 14_540_000_000, "currency": "KRW", "pay_on": "2026-11-10"},
    "statement_paid": {"period": "2026-10", "net_micro": 14_540_000_000, "currency": "KRW", "paid_on": "2026-11-10"},
    "bank_account_entered": {"currency": "KRW", "masked": "•••• 1020", "link": "https://honestbox.example/money/"},
    "bank_account_changed": {"currency": "KRW", "masked": "•••• 1020", "old": "•••• 3346"},
    "hold_placed": {"reason": "Two papers differ"},
    "hold_lifted": {"reason": "Two papers differ"},
    "payout_held": {**DEPOSIT, "why": "no_account", "reason": ""},
    "payout_approved": {**DEPOSIT, "pay_on": "2026-11-10", "masked": "•••• 1020"},
    "payout_cancelled": {**DEPOSIT, "pay_on": "2026-11-10", "masked": "•••• 1020"},
    "payout_sent": {**DEPOSIT, "pay_on": "2026-11-10", "masked": "•••• 1020"},
    "payout_returned": {**DEPOSIT, "reason": "AC04 Closed account number", "blamed": True},
    "deposit_late": {**DEPOSIT, "pay_on": "2026-11-10"},
    "adjustment_made": {"amount_micro": 5_000_000, "currency": "KRW", "reason": "Well done"},
    "budget_low": {"project": "Cats", "free_micro": 5_000_000, "currency": "KRW", "images": 7},
    "budget_out": {"project": "Cats", "free_micro": 0, "currency": "KRW", "images": 7},
    "funding_received": {"project": "Cats", **TRANSFER, "announced_micro": 6_000_000},
    "refund_opened": {"project": "Cats", **TRANSFER},
    "refund_paid": {"project": "Cats", **TRANSFER, "paid_on": "2026-11-10"},
    "question_asked": {"worker": "Ana", "text": "Why is it so little?", "due_on": "2026-11-10"},
    "question_answered": {"text": "It was a Sunday."},
    "books_differ": {"findings": 12, "first": ["project 3: reserved is 7 micro, but 0 micro by its owners"]},
}


def notice(kind: str, **changes) -> Notice:
    return Notice(kind=kind, path="/work/1/", data=DATA[kind] | changes, created_at=NOON)


def test_every_kind_that_the_actions_tell_has_its_words_here_and_its_template():
    told = set()
    for app in ("projects", "labeling", "review", "payouts"):
        for source in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            told |= set(re.findall(r'kind="(\w+)",\s*path=', source.read_text()))
    assert {"project_opened", "lease_expired", "appeal_decided"} <= told <= set(DATA)
    templates = {path.stem for path in (Path(settings.BASE_DIR) / "templates" / "email").glob("*.txt")}
    assert templates == set(DATA)
    assert set(DATA) >= MAILED


@pytest.mark.parametrize("kind", sorted(DATA))
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_notice_has_a_subject_of_one_line_and_names_what_it_is_about(kind, language):
    with translation.override(language):
        subject, body = render_text(notice(kind))
        html = render_html(notice(kind), "https://honestbox.example/work/1/")
    assert subject
    assert "\n" not in subject
    assert body
    subject_and_body = f"{subject}\n{body}"
    assert any(
        str(DATA[kind][name]) in subject_and_body
        for name in ("project", "image", "period", "masked", "reason", "text", "findings")
        if name in DATA[kind]
    )
    assert f'<html lang="{language}"' in html
    assert 'href="https://honestbox.example/work/1/"' in html
    for text in (subject, body, html):
        assert "{{" not in text
        assert "{%" not in text


def test_money_is_told_in_its_currency():
    subject, body = render_text(notice("statement_issued"))
    assert "₩14,540" in subject
    assert "₩14,540" in body
    assert "2026-11-10" in subject


def test_an_objection_is_told_as_it_was_decided():
    granted, _body = render_text(notice("appeal_decided", granted=True))
    upheld, _body = render_text(notice("appeal_decided", granted=False))
    assert granted != upheld


def test_text_says_names_as_they_are_and_html_escapes_them():
    nasty = notice("submission_returned", image='<b>"x"</b>.jpg')
    subject, _body = render_text(nasty)
    assert '<b>"x"</b>.jpg' in subject
    html = render_html(nasty, "https://honestbox.example/")
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_a_name_with_a_line_break_makes_no_second_subject_line():
    subject, _body = render_text(notice("project_opened", project="Cats\nBcc: somebody@else.example"))
    assert "\n" not in subject


def test_a_notice_is_rendered_with_the_template_of_its_kind(monkeypatch):
    used = []
    monkeypatch.setattr(notices, "render_to_string", lambda name, context: used.append(name) or "Subject\n\nBody")
    assert render_text(notice("lease_expired")) == ("Subject", "Body")
    assert used == ["email/lease_expired.txt"]
