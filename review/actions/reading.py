"""Who reads what: a submission is kept for one reviewer while they judge it, and so is the one that comes after it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling.actions import lock
from labeling.models import Assignment, Submission
from labeling.states import State
from people.errors import Refused
from people.models import User
from review import queries
from review.access import check_reviewer
from review.models import Reading

READING_FOR = timedelta(minutes=20)


@transaction.atomic
def take_next(*, by: User, besides: Iterable[int] = (), now: datetime | None = None) -> Submission | None:
    """The submission that `by` should judge next, kept from other reviewers for twenty minutes; None: queue empty.

    `besides` are ids of submissions that `by` has before them already: they are kept for another twenty minutes, and
    the next one after them is taken ahead. Whoever leaves puts it back with `put_back`.
    """
    check_reviewer(by)
    now = now or timezone.now()
    _one_at_a_time()
    besides = list(besides)
    Reading.objects.filter(submission__in=besides, reviewer=by).update(until=now + READING_FOR)
    submission = queries.unread(queries.queue(by), by, now).exclude(pk__in=besides).first()
    if submission:
        _read(submission, by, now)
    return submission


@transaction.atomic
def take(*, by: User, submission: Submission, now: datetime | None = None) -> Submission:
    """Keep one particular submission for `by` to judge; Refused where it is decided or another reviewer has it."""
    now = now or timezone.now()
    check_waiting(submission, lock(submission.assignment_id))
    _one_at_a_time()
    check_unread(submission, by, now)
    _read(submission, by, now)
    return submission


def put_back(*, by: User, submission: Submission) -> None:
    """What `by` took and will not judge now is free for other reviewers at once; nothing where they do not have it."""
    Reading.objects.filter(submission=submission, reviewer=by).delete()


def _one_at_a_time() -> None:
    """Lock first, look second: what others are reading shows only to a statement that begins after they committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('review.reading', 0))")


def _read(submission: Submission, by: User, now: datetime) -> None:
    defaults = {"reviewer": by, "until": now + READING_FOR}
    Reading.objects.update_or_create(submission=submission, defaults=defaults)


def check_waiting(submission: Submission, assignment: Assignment) -> None:
    if assignment.state != State.SUBMITTED or submission.round != assignment.round:
        raise Refused("already_decided", _("This submission has been decided already."), status=409)


def check_unread(submission: Submission, by: User, now: datetime) -> None:
    if Reading.objects.filter(submission=submission, until__gte=now).exclude(reviewer=by).exists():
        raise Refused("being_read", _("Another reviewer is judging this piece."), status=409)
