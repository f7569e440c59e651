"""Questions: a worker asks why a line or a statement is what it is, and is answered by a day that is known at once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.access import check_admin
from payouts.actions.adjusting import adjust
from payouts.models import Adjustment, Line, Question, Remark, Statement
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects.models import Project

EXCERPT = 120


@transaction.atomic
def ask(
    *, by: User, text: str, line: Line | None = None, statement: Statement | None = None, now: datetime | None = None
) -> Question:
    """A worker asks about a line or a statement of their own; it is to be answered within `settings.QUESTION_DAYS`.

    The same words about the same thing again, while they wait for an answer, give the first question.
    """
    now = now or timezone.now()
    text = _read_text(text)
    if (line or statement).worker_id != by.pk:
        raise PermissionDenied
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    asked_before = Question.objects.filter(worker=by, line=line, statement=statement, answered_at=None)
    if known := asked_before.filter(remarks__author=by, remarks__text=text).first():
        return known
    question = Question.objects.create(worker=by, line=line, statement=statement, asked_at=now, due_at=_due(now))
    Remark.objects.create(question=question, author=by, text=text, at=now)
    record(verb="question.asked", subject=question, by=by, at=now, due_at=question.due_at.isoformat())
    _tell(question, _admins(), "question_asked", text=text, now=now)
    return question


@transaction.atomic
def answer(
    *,
    by: User,
    question: Question,
    text: str,
    amount: int = 0,
    project: Project | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Remark:
    """An admin answers; with an `amount` (micro, signed as the worker sees it) the answer carries an adjustment.

    That one is paid by `project` or, without one, by the platform, corrects the line that the question is about, and
    tells `reason` or, without one, the answer. The same answer twice, with no word of the worker's between, is one.
    """
    check_admin(by)
    now = now or timezone.now()
    text = _read_text(text)
    question = _lock(question)
    last = question.remarks.select_related("adjustment").last()
    if (
        last.author_id == by.pk
        and last.text == text
        and (last.adjustment.amount_micro if last.adjustment else 0) == amount
    ):
        return last
    adjustment = None
    if amount:
        adjustment = _adjust(question, by=by, amount=amount, project=project, reason=reason or text, now=now)
    remark = Remark.objects.create(question=question, author=by, text=text, at=now, adjustment=adjustment)
    question.answered_at = now
    question.save(update_fields=["answered_at"])
    record(verb="question.answered", subject=question, by=by, at=now, adjustment=adjustment.pk if adjustment else None)
    _tell(question, [question.worker], "question_answered", text=text, now=now)
    return remark


@transaction.atomic
def reply(*, by: User, question: Question, text: str, now: datetime | None = None) -> Remark:
    """The worker says more; what was answered is open again, with a new day by which to answer."""
    now = now or timezone.now()
    text = _read_text(text)
    question = _lock(question)
    if question.worker_id != by.pk:
        raise PermissionDenied
    last = question.remarks.last()
    if last.author_id == by.pk and last.text == text:
        return last
    remark = Remark.objects.create(question=question, author=by, text=text, at=now)
    if question.answered_at:
        question.answered_at, question.due_at = None, _due(now)
        question.save(update_fields=["answered_at", "due_at"])
    record(verb="question.replied", subject=question, by=by, at=now, due_at=question.due_at.isoformat())
    _tell(question, _admins(), "question_asked", text=text, now=now)
    return remark


def _read_text(text: str) -> str:
    text = text.strip()
    if not text or len(text) > Remark._meta.get_field("text").max_length:
        wrong = _("Write between 1 and 2,000 characters.")
        raise Refused("bad_text", wrong, fields={"text": wrong})
    return text


def _due(now: datetime) -> datetime:
    return now + timedelta(days=settings.QUESTION_DAYS)


def _lock(question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("worker", "line", "statement").get(pk=question.pk)


def _admins():
    return User.objects.filter(role=Role.ADMIN, is_active=True)


def _adjust(question: Question, *, by: User, amount: int, project, reason: str, now: datetime) -> Adjustment:
    about = question.line or question.statement
    return adjust(
        by=by,
        worker=question.worker,
        currency=about.currency,
        pay_day=about.pay_day,
        amount=amount,
        reason=reason[: Adjustment._meta.get_field("reason").max_length],
        key=f"question:{question.pk}:{question.remarks.count()}",
        project=project,
        corrects=question.line,
        now=now,
    )


def _tell(question: Question, users, kind: str, *, text: str, now: datetime) -> None:
    notify(
        users=users,
        kind=kind,
        path=reverse("payouts:question", args=[question.pk]),
        at=now,
        worker=question.worker.name,
        text=text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…",
        due_on=timezone.localdate(question.due_at, queries.ZONE).isoformat(),
    )
