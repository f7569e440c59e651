"""Pages of questions and corrections: a worker asks, an admin answers, adds and corrects; each finds it again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from payouts import actions
from payouts.models import Adjustment, Line, Question, Statement
from projects.money import MICRO
from tests.http import queries_of
from tests.payouts.pages import browser, page, said, words
from tests.payouts.together import DECEMBER, NOVEMBER, closed


@pytest.fixture
def line(cast) -> Line:
    cast.approved(cats=2)
    closed()
    return Line.objects.get(kind="draw")


def statement(cast, period="2026-10") -> Statement:
    return Statement.objects.get(worker=cast.ana, period=period)


def ask(cast, line, text="Why this sum?") -> Question:
    return actions.ask(by=cast.ana, text=text, line=line, now=NOVEMBER)


def test_a_worker_asks_on_the_page_of_a_line(cast, line):
    assert "Ask why this line is what it is" in page(cast.ana, "payouts:line", line.pk)
    answer = browser(cast.ana).post(reverse("payouts:ask_about_line", args=[line.pk]), {"text": "Why 80?"})
    question = Question.objects.get()
    assert answer.url == reverse("payouts:question", args=[question.pk])
    assert (question.line, question.worker) == (line, cast.ana)
    assert "Why 80?" in page(cast.ana, "payouts:line", line.pk)
    read = words(page(cast.ana, "payouts:questions"))
    assert "Why 80?" in read
    assert "To be answered by" in read


def test_a_worker_asks_on_the_page_of_a_statement(cast, line):
    about = statement(cast)
    browser(cast.ana).post(reverse("payouts:ask_about_statement", args=[about.pk]), {"text": "Why 80?"})
    assert Question.objects.get().statement == about
    assert "Why 80?" in page(cast.ana, "payouts:statement", about.pk)


def test_a_question_without_words_is_said_where_it_was_asked(cast, line):
    url = reverse("payouts:ask_about_line", args=[line.pk])
    answer = browser(cast.ana).post(url, {"text": " "})
    assert answer.url == reverse("payouts:line", args=[line.pk])
    assert said(answer) == ["This field is required."]
    about = reverse("payouts:ask_about_statement", args=[statement(cast).pk])
    assert browser(cast.ana).post(about).url == reverse("payouts:statement", args=[statement(cast).pk])


def test_an_admin_answers_with_an_adjustment_and_the_worker_replies(cast, line):
    question = ask(cast, line)
    url = reverse("payouts:question", args=[question.pk])
    browser(cast.ada).post(url, {"text": "One more box.", "amount": "40", "pays": "project"})
    made = Adjustment.objects.get()
    assert (made.amount_micro, made.project, made.corrects) == (40 * MICRO, cast.cats, line)
    read = words(page(cast.ana, "payouts:question", question.pk))
    assert "One more box." in read
    assert "+₩40" in read
    assert "Answered" in read
    browser(cast.ana).post(url, {"text": "Thank you"})
    question.refresh_from_db()
    assert question.answered_at is None
    assert "Thank you" in page(cast.ada, "payouts:question", question.pk)


def test_an_answer_that_is_refused_books_nothing(cast, line):
    question = ask(cast, line)
    answer = browser(cast.ada).post(reverse("payouts:question", args=[question.pk]), {"text": "No", "amount": "-40"})
    assert "never taken back" in said(answer)[0]
    assert question.remarks.count() == 1


def test_the_inbox_marks_what_is_overdue(cast, line):
    ask(cast, line)
    now = timezone.now()
    Question.objects.update(due_at=now + timedelta(days=1))
    assert "Overdue" not in page(cast.ada, "payouts:questions")
    Question.objects.update(due_at=now - timedelta(days=1))
    read = words(page(cast.ada, "payouts:questions"))
    assert "1 question should have been answered" in read
    assert "Overdue since" in read


def test_nobody_elses_question_is_there(cast, line):
    url = reverse("payouts:question", args=[ask(cast, line).pk])
    assert browser(cast.ben).get(url).status_code == 404
    assert browser(cast.clara).get(url).status_code == 403


def test_an_admin_adds_to_a_line_once_however_often_the_form_is_sent(cast, line):
    url = reverse("payouts:adjust_line", args=[line.pk])
    key = re.search(r'name="key" value="([^"]+)"', page(cast.ada, "payouts:adjust_line", line.pk)).group(1)
    body = {"amount": "40", "pays": "project", "reason": "A box was missed", "key": key}
    for _turn in range(2):
        answer = browser(cast.ada).post(url, body)
    made = Adjustment.objects.get()
    assert answer.url == reverse("payouts:line", args=[made.entry.lines.get().pk])
    read = words(page(cast.ana, "payouts:line", line.pk))
    assert "Corrected later" in read
    assert "A box was missed" in read


def test_an_addition_leads_to_the_line_that_it_corrects_and_that_one_to_it(cast, line):
    made = actions.adjust(
        by=cast.ada,
        worker=cast.ana,
        currency="KRW",
        pay_day=10,
        amount=40 * MICRO,
        reason="A box was missed",
        key="k",
        corrects=line,
        now=NOVEMBER,
    )
    added = made.entry.lines.get()
    html = page(cast.ana, "payouts:line", added.pk)
    assert f'href="/lines/{line.pk}/"' in html
    assert 'data-amount="40"' in html
    assert f'href="/lines/{added.pk}/"' in page(cast.ana, "payouts:line", line.pk)
    closed("2026-11", DECEMBER)
    html = page(cast.ana, "payouts:statement", statement(cast, "2026-11").pk)
    assert "Added and taken off" in html
    assert f'data-line-id="{added.pk}"' in html
    assert f'href="/lines/{line.pk}/"' in html
    assert browser(cast.ana).get(reverse("payouts:line_image", args=[added.pk])).status_code == 404
    assert browser(cast.ana).get(reverse("payouts:line_thumbnail", args=[added.pk])).status_code == 404


def test_what_is_taken_off_stands_with_its_minus(cast, line):
    given = actions.adjust(
        by=cast.ada, worker=cast.ana, currency="KRW", pay_day=10, amount=40 * MICRO, reason="Sorry", key="k"
    ).entry.lines.get()
    url = reverse("payouts:adjust_line", args=[given.pk])
    browser(cast.ada).post(url, {"amount": "-15", "pays": "platform", "reason": "Too much", "key": "k2"})
    taken = Line.objects.get(kind="deduction")
    html = page(cast.ana, "payouts:line", taken.pk)
    assert 'data-amount="-15"' in html
    assert "−₩15" in html


def test_an_admin_adds_from_a_statement(cast, line):
    url = reverse("payouts:adjust_statement", args=[statement(cast).pk])
    browser(cast.ada).post(url, {"amount": "100", "pays": "platform", "reason": "For the wait", "key": "k"})
    made = Adjustment.objects.get()
    assert (made.worker, made.project, made.entry.lines.get().pay_day) == (cast.ana, None, 10)
    refused = browser(cast.ada).post(url, {"amount": "-100", "pays": "platform", "reason": "Back", "key": "k2"})
    assert "never taken back" in said(refused)[0]


def test_many_questions_and_corrections_cost_as_many_queries_as_one(cast, line):
    ana, ada = browser(cast.ana), browser(cast.ada)

    def more(number: int) -> None:
        question = ask(cast, line, f"Why {number}?")
        actions.answer(by=cast.ada, question=question, text="So", amount=MICRO, now=NOVEMBER)
        actions.ask(by=cast.ana, text=f"And {number}?", statement=statement(cast), now=NOVEMBER)

    def costs() -> list[int]:
        thread = reverse("payouts:question", args=[Question.objects.earliest("pk").pk])
        urls = [reverse("payouts:questions"), reverse("payouts:line", args=[line.pk]), thread]
        urls.append(reverse("payouts:statement", args=[statement(cast).pk]))
        return [queries_of(who.get, url) for who in (ana, ada) for url in urls]

    more(0)
    before = costs()
    for number in range(1, 6):
        more(number)
    assert costs() == before
