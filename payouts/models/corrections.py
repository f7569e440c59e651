"""What people add to the books, and what workers ask about them. Append-only, but for when a question was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from payouts.models.ledger import Entry, Line
from payouts.models.months import Statement
from projects.models import Project


class Adjustment(models.Model):
    """The story of an entry that a person booked for a worker: a bonus, or the correction of a line. Never edited.

    `amount_micro` is signed as the worker sees it; `corrects` is the line that was wrong.
    """

    entry = models.OneToOneField(
        Entry, models.PROTECT, primary_key=True, db_constraint=False, related_name="adjustment"
    )
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="adjustments")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="adjustments")
    amount_micro = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=500)
    corrects = models.ForeignKey(Line, models.PROTECT, null=True, db_constraint=False, related_name="corrected_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_micro=0) & ~Q(reason=""), name="an_adjustment_has_a_reason")
        ]
        indexes = [models.Index(fields=["worker", "-entry"], name="adjustments_of_a_worker")]

    def __str__(self):
        return f"adjustment {self.pk}"


class Question(models.Model):
    """A worker asks why a line or a statement is what it is; `answered_at` is that of the last answer to it."""

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="questions")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="questions")
    line = models.ForeignKey(Line, models.PROTECT, null=True, db_constraint=False, related_name="questions")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(statement=None, line__isnull=False) | Q(statement__isnull=False, line=None),
                name="a_question_is_about_one_thing",
            )
        ]
        indexes = [
            models.Index(fields=["worker", "-id"], name="questions_of_a_worker"),
            models.Index(fields=["due_at"], name="open_questions", condition=Q(answered_at=None)),
        ]

    def __str__(self):
        return f"question {self.pk}"


class Remark(models.Model):
    """One turn in the thread of a question; an answer may carry an adjustment."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    adjustment = models.OneToOneField(Adjustment, models.PROTECT, null=True, related_name="remark")

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"remark {self.pk}"
