"""Questions, answers and adjustments: by HTTP."""

import pytest

from payouts import actions
from payouts.models import Adjustment, Line, Question, Statement
from projects.money import MICRO
from tests.http import API, error, http, queries_of
from tests.payouts.together import DECEMBER, NOVEMBER, closed


@pytest.fixture
def line(cast) -> Line:
    cast.approved(cats=2)
    closed()
    return Line.objects.get(kind="draw")


def asked(cast, line, text="Why this sum?") -> Question:
    return actions.ask(by=cast.ana, text=text, line=line, now=NOVEMBER)


def adjusted(cast, user=None, **body):
    given = {"worker": cast.ana.pk, "currency": "KRW", "pay_day": 10, "amount": "40", "reason": "Sorry", "key": "k"}
    return http(user or cast.ada).post(f"{API}/adjustments/", given | body)


def test_a_worker_asks_about_a_line_and_a_statement_and_finds_both(cast, line):
    ana = http(cast.ana)
    first = ana.post(f"{API}/lines/{line.pk}/questions/", {"text": "Why?"})
    assert first.status_code == 201
    assert first.json()["remarks"][0]["text"] == "Why?"
    about = Statement.objects.get(worker=cast.ana)
    second = ana.post(f"{API}/statements/{about.pk}/questions/", {"text": "And this?"}).json()
    listed = ana.get(f"{API}/questions/").json()["results"]
    assert [question["id"] for question in listed] == [second["id"], first.json()["id"]]
    assert [(question["line"], question["statement"]) for question in listed] == [(None, about.pk), (line.pk, None)]
    assert http(cast.ben).get(f"{API}/questions/").json()["results"] == []


def test_an_admin_answers_and_the_worker_replies(cast, line):
    question = asked(cast, line)
    url = f"{API}/questions/{question.pk}"
    body = {"text": "One more box.", "amount": "40", "project": cast.cats.pk}
    told = http(cast.ada).post(f"{url}/answer/", body).json()
    assert [remark["by"] for remark in told["remarks"]] == ["worker", "admin"]
    made = told["remarks"][1]["adjustment"]
    assert (made["amount"], made["project"], made["corrects"]) == ("40", cast.cats.pk, line.pk)
    assert told["answered_at"]
    again = http(cast.ana).post(f"{url}/reply/", {"text": "Thanks"}).json()
    assert (again["answered_at"], len(again["remarks"])) == (None, 3)


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "x" * 2001}, {"text": "a", "amount": "many"}])
def test_an_answer_that_cannot_be_read_is_a_400(cast, line, body):
    error(http(cast.ada).post(f"{API}/questions/{asked(cast, line).pk}/answer/", body), 400)
    assert not Adjustment.objects.exists()


def test_an_admin_adjusts_once_for_each_key(cast, line):
    made = adjusted(cast, corrects=line.pk, project=cast.cats.pk)
    assert made.status_code == 201
    told = made.json()
    assert (told["amount"], told["corrects"], told["reason"]) == ("40", line.pk, "Sorry")
    assert adjusted(cast, corrects=line.pk, project=cast.cats.pk).json() == told
    assert error(adjusted(cast, amount="50"), 409)["code"] == "key_used"
    bonus = told["line"]
    taken = adjusted(cast, amount="-15", corrects=bonus, key="k2").json()
    assert (taken["amount"], taken["amount_micro"], taken["project"]) == ("-15", -15 * MICRO, cast.cats.pk)


def test_what_boxes_earned_stays(cast, line):
    assert error(adjusted(cast, amount="-1", corrects=line.pk), 409)["code"] == "earned_stays"


@pytest.mark.parametrize(
    "body",
    [
        {"amount": "0"},
        {"amount": 40},
        {"amount": "--4"},
        {"amount_micro": 40},
        {"amount": None},
        {"currency": "GBP"},
        {"pay_day": 29},
        {"reason": ""},
        {"key": ""},
        {"key": "x" * 61},
        {"worker": "ana"},
        {"worker": 10**30},
    ],
)
def test_an_adjustment_that_cannot_be_read_is_a_400_and_books_nothing(cast, body):
    error(adjusted(cast, **body), 400)
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize("body", [{"worker": 2**40}, {"project": 2**40}, {"corrects": 2**40}])
def test_an_adjustment_of_nothing_that_is_there_is_a_404(cast, body):
    error(adjusted(cast, **body), 404)


@pytest.mark.parametrize("who", ["ana", "clara"])
def test_only_admins_adjust(cast, who):
    error(adjusted(cast, getattr(cast, who)), 403)


def test_a_statements_lines_tell_what_was_added_and_why(cast, line):
    adjusted(cast, corrects=line.pk)
    adjustment = Adjustment.objects.get()
    period = adjustment.entry.period
    actions.close_period(by=cast.ada, period=period, early=True, now=max(DECEMBER, adjustment.made_at))
    about = Statement.objects.get(worker=cast.ana, period=period)
    (told,) = http(cast.ana).get(f"{API}/statements/{about.pk}/lines/").json()["results"]
    assert (told["kind"], told["reason"], told["corrects"]) == ("bonus", "Sorry", line.pk)
    assert (told["image"], told["assignment"], told["decision_source"], told["project"]) == (None, None, None, None)


def test_many_questions_cost_as_many_queries_as_one(cast, line):
    ana = http(cast.ana)

    def more(number: int) -> None:
        question = asked(cast, line, f"Why {number}?")
        actions.answer(by=cast.ada, question=question, text="So", amount=MICRO, now=NOVEMBER)

    more(0)
    before = queries_of(ana.get, f"{API}/questions/")
    for number in range(1, 6):
        more(number)
    assert queries_of(ana.get, f"{API}/questions/") == before
