"""What reviewers decided, what workers objected to, and what payouts has not booked yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from labeling.models import Box, Submission
from projects.models import Label


class Decision(models.TextChoices):
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    REJECTED = "rejected", _("Rejected")


class Source(models.TextChoices):
    REVIEWER = "reviewer", _("by a reviewer")
    DEADLINE = "deadline", _("by the deadline")
    APPEAL = "appeal", _("on appeal")


class Verdict(models.Model):
    """The decision on a submission. `review_price_micro` is what the reviewer earns with it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="verdicts")
    decision = models.CharField(max_length=8, choices=Decision)
    source = models.CharField(max_length=8, choices=Source)
    reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="verdicts")
    decided_at = models.DateTimeField()
    appeal_until = models.DateTimeField(null=True)
    active_ms = models.PositiveIntegerField(default=0)
    review_price_micro = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=~Q(source="appeal"), name="one_verdict_per_submission"
            ),
            models.UniqueConstraint(fields=["submission"], condition=Q(source="appeal"), name="one_verdict_per_appeal"),
            models.CheckConstraint(
                condition=Q(source="deadline", decided_by=None) | Q(decided_by__isnull=False) & ~Q(source="deadline"),
                name="somebody_or_the_deadline_decided",
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="verdicts_by_time")]

    def __str__(self):
        return f"{self.decision} {self.submission_id}"

    @property
    def pseudonym(self) -> str:
        """Who decided, as others may know it: always the same word for the same reviewer, "R-4f1c09"."""
        return f"R-{salted_hmac('review.pseudonym', str(self.decided_by_id)).hexdigest()[:6]}"


class BoxVerdict(models.Model):
    """The decision on one box. An approved box is final, and approved once: so it is never paid twice."""

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="boxes")
    box = models.ForeignKey(Box, models.PROTECT, related_name="verdicts")
    approved = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verdict", "box"], name="one_decision_per_box"),
            models.UniqueConstraint(fields=["box"], condition=Q(approved=True), name="a_box_is_approved_once"),
            models.CheckConstraint(condition=Q(approved=True) | ~Q(reason=""), name="a_refused_box_has_a_reason"),
        ]
        indexes = [models.Index(fields=["verdict"], condition=Q(approved=False), name="refused_boxes")]

    def __str__(self):
        return f"box {self.box_id}: {'approved' if self.approved else self.reason}"


class Correction(models.Model):
    """What a reviewer made of an approved box ("fix and accept"), beside the original, which stays and is paid."""

    box_verdict = models.OneToOneField(BoxVerdict, models.PROTECT, primary_key=True, related_name="correction")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(x__gte=0) & Q(y__gte=0) & Q(width__gte=1) & Q(height__gte=1), name="a_correction_has_a_size"
            )
        ]

    def __str__(self):
        return f"correction of {self.box_verdict_id}"


class MissingBox(models.Model):
    """Where a reviewer says that a box is missing: a point on the picture, with a word if one is needed."""

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="missing")
    label = models.ForeignKey(Label, models.PROTECT, null=True, related_name="+")
    x = models.FloatField()
    y = models.FloatField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(x__gte=0) & Q(y__gte=0), name="a_missing_box_is_in_the_picture")
        ]

    def __str__(self):
        return f"missing at {self.x:.0f}, {self.y:.0f}"


class UnbookedVerdict(models.Model):
    """A verdict whose money payouts has not booked yet; it takes the row away when it does."""

    verdict = models.OneToOneField(Verdict, models.PROTECT, primary_key=True, related_name="+")

    def __str__(self):
        return f"verdict {self.verdict_id} waits to be booked"


class Reading(models.Model):
    """Who is judging a submission at the moment, so that nobody else is offered it."""

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="reading")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self):
        return f"{self.reviewer_id} reads {self.submission_id}"


class Appeal(models.Model):
    """A worker's objection to the refusal of some boxes; decided once, by somebody who had no part in it."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="appeal")
    reason = models.CharField(max_length=1000)
    boxes = models.ManyToManyField(Box, related_name="+")
    opened_at = models.DateTimeField()
    verdict = models.OneToOneField(Verdict, models.PROTECT, null=True, related_name="+")

    def __str__(self):
        return f"appeal {self.pk}"
