"""Who reads what: a submission is kept for one reviewer while they judge it."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling.actions import lock
from labeling.models import Submission
from people.errors import Refused
from people.models import User
from review import queries
from review.access import check_reviewer
from review.models import Reading

READING_FOR = timedelta(minutes=20)


@transaction.atomic
def take_next(*, by: User, now: datetime | None = None) -> Submission | None:
    """The submission that `by` should judge next, kept from other reviewers for twenty minutes; None: queue empty."""
    check_reviewer(by)
    now = now or timezone.now()
    _one_at_a_time()
    submission = queries.unread(queries.queue(by), by, now).first()
    if submission:
        _read(submission, by, now)
    return submission


@transaction.atomic
def take(*, by: User, submission: Submission, now: datetime | None = None) -> Submission:
    """Keep one particular submission for `by` to judge; Refused where another reviewer has it."""
    now = now or timezone.now()
    lock(submission.assignment_id)
    _one_at_a_time()
    check_unread(submission, by, now)
    _read(submission, by, now)
    return submission


def _one_at_a_time() -> None:
    """Lock first, look second: what others are reading shows only to a statement that begins after they committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('review.reading', 0))")


def _read(submission: Submission, by: User, now: datetime) -> None:
    defaults = {"reviewer": by, "until": now + READING_FOR}
    Reading.objects.update_or_create(submission=submission, defaults=defaults)


def check_unread(submission: Submission, by: User, now: datetime) -> None:
    if Reading.objects.filter(submission=submission, until__gte=now).exclude(reviewer=by).exists():
        raise Refused("being_read", _("Another reviewer is judging this piece."), status=409)
