"""Questions: asked about one's own, due on a day, answered with or without an adjustment, open again by a reply."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from payouts import actions, queries
from payouts.models import Adjustment, Line, Question, Statement
from people.errors import Refused
from people.models import Notice
from projects.money import MICRO
from tests.payouts.together import NOVEMBER, closed

LATER = NOVEMBER + timedelta(days=1)


@pytest.fixture
def line(cast) -> Line:
    cast.approved()
    closed()
    return Line.objects.get(kind="draw")


def ask(cast, text="Why this sum?", **about) -> Question:
    return actions.ask(by=cast.ana, text=text, now=NOVEMBER, **about)


def answer(cast, question, text="Because of the price", **rest):
    return actions.answer(by=cast.ada, question=question, text=text, now=LATER, **rest)


def test_a_question_is_due_within_five_days_and_the_admins_hear_of_it(cast, line):
    cast.ada  # noqa: B018 made before anybody is told
    question = ask(cast, line=line)
    assert question.due_at == NOVEMBER + timedelta(days=5)
    notice = Notice.objects.get(kind="question_asked")
    assert (notice.user, notice.path) == (cast.ada, f"/questions/{question.pk}/")
    assert notice.data == {"worker": "Ana", "text": "Why this sum?", "due_on": "2026-11-07"}


def test_the_same_words_again_are_one_question(cast, line):
    assert ask(cast, line=line) == ask(cast, line=line)
    assert ask(cast, "Really?", line=line) != ask(cast, line=line)
    assert Question.objects.count() == 2


def test_a_question_is_about_ones_own(cast, line):
    with pytest.raises(PermissionDenied):
        actions.ask(by=cast.ben, text="Why?", line=line)
    with pytest.raises(PermissionDenied):
        actions.ask(by=cast.ben, text="Why?", statement=Statement.objects.get(worker=cast.ana))


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_a_question_has_words_and_not_too_many(cast, line, text):
    with pytest.raises(Refused) as refusal:
        ask(cast, text, line=line)
    assert set(refusal.value.fields) == {"text"}


def test_an_answer_is_told_to_the_worker(cast, line):
    question = ask(cast, line=line)
    answer(cast, question)
    question.refresh_from_db()
    assert question.answered_at == LATER
    notice = Notice.objects.get(kind="question_answered")
    assert (notice.user, notice.data["text"]) == (cast.ana, "Because of the price")


def test_only_an_admin_answers_and_only_its_worker_replies(cast, line):
    question = ask(cast, line=line)
    with pytest.raises(PermissionDenied):
        actions.answer(by=cast.ana, question=question, text="Fine")
    with pytest.raises(PermissionDenied):
        actions.reply(by=cast.ben, question=question, text="Fine")


def test_an_answer_may_carry_an_adjustment_which_is_a_line_that_corrects_the_one_in_question(cast, line):
    question = ask(cast, line=line)
    remark = answer(cast, question, "We owe you one more box.", amount=40 * MICRO, project=cast.cats)
    made = Adjustment.objects.get()
    assert (remark.adjustment, made.corrects, made.reason) == (made, line, "We owe you one more box.")
    assert (made.amount_micro, made.project, made.entry.lines.get().pay_day) == (40 * MICRO, cast.cats, line.pay_day)
    (turn,) = [turn for turn in queries.remarks_of(question) if turn.adjustment]
    assert turn.line_id == made.entry.lines.get().pk


def test_an_answer_about_a_statement_may_carry_one_too(cast, line):
    statement = Statement.objects.get(worker=cast.ana)
    answer(cast, ask(cast, statement=statement), amount=40 * MICRO)
    assert (Adjustment.objects.get().corrects, Adjustment.objects.get().project) == (None, None)


def test_an_answer_that_is_sent_twice_is_one(cast, line):
    question = ask(cast, line=line)
    assert answer(cast, question, amount=MICRO) == answer(cast, question, amount=MICRO)
    assert (question.remarks.count(), Adjustment.objects.count()) == (2, 1)


def test_a_refused_adjustment_leaves_no_answer(cast, line):
    question = ask(cast, line=line)
    with pytest.raises(Refused) as refusal:
        answer(cast, question, amount=-MICRO)
    assert refusal.value.code == "earned_stays"
    question.refresh_from_db()
    assert (question.answered_at, question.remarks.count()) == (None, 1)


def test_a_reply_opens_what_was_answered_again_with_a_new_day(cast, line):
    question = ask(cast, line=line)
    answer(cast, question)
    again = LATER + timedelta(days=10)
    actions.reply(by=cast.ana, question=question, text="And the second box?", now=again)
    question.refresh_from_db()
    assert (question.answered_at, question.due_at) == (None, again + timedelta(days=5))
    assert [turn.author for turn in queries.remarks_of(question)] == [cast.ana, cast.ada, cast.ana]


def test_more_words_before_the_answer_do_not_put_it_off(cast, line):
    question = ask(cast, line=line)
    for _turn in range(2):
        actions.reply(by=cast.ana, question=question, text="Hello?", now=LATER)
    question.refresh_from_db()
    assert (question.due_at, question.remarks.count()) == (NOVEMBER + timedelta(days=5), 2)


def test_admins_see_what_is_due_first_before_what_is_answered(cast, line):
    done, late, soon = (ask(cast, text, line=line) for text in ("Done", "Late", "Soon"))
    answer(cast, done)
    Question.objects.filter(pk=soon.pk).update(due_at=NOVEMBER + timedelta(days=6))
    assert [question.first_words for question in queries.all_questions()] == ["Late", "Soon", "Done"]
    assert queries.overdue(late.due_at + timedelta(hours=1)) == 1
