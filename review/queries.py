"""Reads about review: the queue, verdicts, what is still refused, how fast people earn."""

from datetime import datetime

from django.db import connection
from django.db.models import F, Q, QuerySet

from labeling.models import Submission
from labeling.states import State
from people.models import User
from review.access import judgeable
from review.models import Appeal, BoxVerdict, Correction, Source, Verdict


def queue(user: User) -> QuerySet[Submission]:
    """What waits for `user`'s judgment, the nearest deadline first."""
    return (
        judgeable(user)
        .filter(assignment__state=State.SUBMITTED, round=F("assignment__round"))
        .select_related("assignment__project", "assignment__task__image", "assignment__worker")
        .order_by("review_by", "id")
    )


def unread(submissions: QuerySet[Submission], user: User, now: datetime) -> QuerySet[Submission]:
    """Those that nobody else is reading at the moment."""
    return submissions.filter(Q(reading=None) | Q(reading__until__lt=now) | Q(reading__reviewer=user))


def overdue(now: datetime) -> QuerySet[Submission]:
    in_review = Q(assignment__state=State.SUBMITTED, round=F("assignment__round"))
    return Submission.objects.filter(in_review, review_by__lt=now).order_by("assignment_id")


def first_verdict(submission: Submission) -> Verdict | None:
    """The reviewer's or the deadline's verdict: what an appeal objects to."""
    return submission.verdicts.exclude(source=Source.APPEAL).first()


def can_appeal(submission: Submission | None, verdict: Verdict | None, now: datetime) -> bool:
    """Whether something was refused that its worker may still object to."""
    in_time = verdict is not None and verdict.appeal_until is not None and now <= verdict.appeal_until
    return in_time and not Appeal.objects.filter(submission=submission).exists()


def outcome_of_boxes(submission: Submission) -> dict[int, BoxVerdict]:
    """Box id to the last decision on it."""
    decisions = BoxVerdict.objects.filter(verdict__submission=submission).select_related("verdict")
    return {decision.box_id: decision for decision in decisions.order_by("verdict_id")}


def corrections_of(submission: Submission) -> dict[int, dict]:
    """Box id to what a reviewer made of it: label, x, y, width, height."""
    names = ("label", "x", "y", "width", "height")
    rows = Correction.objects.filter(box_verdict__verdict__submission=submission).order_by("box_verdict__verdict")
    values = rows.values_list("box_verdict__box", "label_id", *names[1:])
    return {box: dict(zip(names, row, strict=True)) for box, *row in values}


def missing_in(verdict: Verdict) -> list[dict]:
    """Where the reviewer says that a box is missing: x, y, label (an id, or null), reason."""
    names = ("x", "y", "label", "reason")
    return [dict(zip(names, row, strict=True)) for row in verdict.missing.values_list("x", "y", "label_id", "reason")]


def round_before(submission: Submission) -> Submission | None:
    """What was handed in for the same piece before this."""
    return Submission.objects.filter(assignment=submission.assignment_id, round=submission.round - 1).first()


PACE_SQL = """
WITH worth AS (
    SELECT submission.id, assignment.project_id, submission.active_ms, count(box.id) AS boxes,
           coalesce(sum(rate.unit_price_micro) FILTER (WHERE box_verdict.approved), 0) AS earned
    FROM review_verdict verdict
    JOIN labeling_submission submission ON submission.id = verdict.submission_id
    JOIN labeling_assignment assignment ON assignment.id = submission.assignment_id
    LEFT JOIN labeling_box box ON box.submission_id = submission.id
    LEFT JOIN projects_rate rate ON rate.rate_card_id = assignment.rate_card_id AND rate.label_id = box.label_id
    LEFT JOIN review_boxverdict box_verdict ON box_verdict.box_id = box.id AND box_verdict.verdict_id = verdict.id
    WHERE verdict.source <> 'appeal' AND verdict.decided_at > %(since)s AND submission.active_ms > 0
    GROUP BY submission.id, assignment.project_id
)
SELECT project_id, count(*),
       percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY earned * 3600000.0 / active_ms),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY active_ms / 1000.0 / boxes) FILTER (WHERE boxes > 0),
       avg(boxes)
FROM worth GROUP BY project_id ORDER BY project_id
"""


def measured_pace(since: datetime) -> list[dict]:
    """For each project the pay an hour of the judged work since then, rejected and returned time counted."""
    with connection.cursor() as cursor:
        cursor.execute(PACE_SQL, {"since": since})
        return [
            {
                "project_id": project,
                "sample": sample,
                "p25_hourly_micro": round(hourly[0]),
                "median_hourly_micro": round(hourly[1]),
                "p75_hourly_micro": round(hourly[2]),
                "seconds_a_box": seconds,
                "boxes_an_image": float(boxes),
            }
            for project, sample, hourly, seconds, boxes in cursor.fetchall()
        ]
