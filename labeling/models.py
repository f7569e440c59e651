"""Tasks, who has them in hand, and what was handed in."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labeling.states import HELD, IN_HAND, State, TaskState
from projects.models import Image, Label, Project, RateCard

# As plain text, for conditions that stand in migrations.
IN_HAND_TEXTS = sorted(state.value for state in IN_HAND)
HELD_TEXTS = sorted(state.value for state in HELD)

STATE_CHOICES = [
    (State.CLAIMED.value, _("In hand")),
    (State.SUBMITTED.value, _("In review")),
    (State.RETURNED.value, _("Returned")),
    (State.APPROVED.value, _("Approved")),
    (State.REJECTED.value, _("Rejected")),
    (State.APPEALED.value, _("Appealed")),
    (State.RELEASED.value, _("Given back")),
    (State.EXPIRED.value, _("Expired")),
]


class Task(models.Model):
    """One image to be labeled once; an image with overlap 3 is three tasks."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    image = models.ForeignKey(Image, models.CASCADE, related_name="tasks")
    copy = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=5, choices=[(s.value, s.value) for s in TaskState], default=TaskState.OPEN.value
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "copy"], name="one_task_per_copy")]
        indexes = [models.Index(fields=["project", "id"], name="open_tasks", condition=Q(state=TaskState.OPEN.value))]

    def __str__(self):
        return f"{self.image_id}/{self.copy}"


class Assignment(models.Model):
    """A task in one worker's hands. Price, review deadline and pay day are those of the moment it was taken."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="assignments")
    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    rate_card = models.ForeignKey(RateCard, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=STATE_CHOICES, default=State.CLAIMED.value)
    round = models.PositiveSmallIntegerField(default=0)
    reserved_micro = models.BigIntegerField()
    review_hours = models.PositiveIntegerField()
    pay_day = models.PositiveSmallIntegerField()
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state__in=HELD_TEXTS), name="a_task_is_in_one_pair_of_hands"
            ),
            models.CheckConstraint(condition=Q(reserved_micro__gte=0), name="reservation_not_negative"),
        ]
        indexes = [
            models.Index(fields=["worker", "-id"], name="work_of_a_worker"),
            models.Index(fields=["expires_at"], name="running_leases", condition=Q(state__in=IN_HAND_TEXTS)),
            models.Index(fields=["project", "id"], name="work_in_review", condition=Q(state=State.SUBMITTED.value)),
        ]

    def __str__(self):
        return f"assignment {self.pk}"


class Proposal(models.Model):
    """A box that an import or a model suggests for an image; it counts as work only once a person has acted on it."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="proposals")
    label = models.ForeignKey(Label, models.CASCADE, related_name="+")
    source = models.CharField(max_length=80)
    score = models.FloatField(null=True)
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "source", "label", "x", "y", "width", "height"], name="no_proposal_twice"
            ),
            models.CheckConstraint(
                condition=Q(x__gte=0) & Q(y__gte=0) & Q(width__gte=1) & Q(height__gte=1), name="a_proposal_has_a_size"
            ),
        ]

    def __str__(self):
        return f"proposal {self.pk} of {self.source}"


class Draft(models.Model):
    """The boxes on the worker's canvas, not handed in yet; `version` counts the saves.

    A box that came from a proposal names it; `rejected` are the proposals that the worker turned down.
    """

    assignment = models.OneToOneField(Assignment, models.CASCADE, primary_key=True, related_name="draft")
    version = models.PositiveIntegerField()
    boxes = models.JSONField()
    rejected = ArrayField(models.BigIntegerField(), default=list)
    active_ms = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    def __str__(self):
        return f"draft of {self.assignment_id}"


class Submission(models.Model):
    """One round of boxes handed in."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    review_by = models.DateTimeField()
    active_ms = models.PositiveIntegerField()
    idempotency_key = models.CharField(max_length=80, blank=True)
    rejected = ArrayField(models.BigIntegerField(), default=list, help_text="Proposals that the worker turned down.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "round"], name="one_submission_per_round"),
            models.UniqueConstraint(
                fields=["assignment", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="one_submission_per_key",
            ),
        ]
        indexes = [models.Index(fields=["review_by"], name="review_deadlines")]

    def __str__(self):
        return f"submission {self.pk}"


class Box(models.Model):
    """Pixels of the upright image; never changed once handed in. `proposal`: what it was accepted or corrected from."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="boxes")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="boxes")
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="one_box_per_position"),
            models.UniqueConstraint(fields=["submission", "proposal"], name="one_box_per_proposal"),
            models.CheckConstraint(
                condition=Q(x__gte=0) & Q(y__gte=0) & Q(width__gte=1) & Q(height__gte=1), name="a_box_has_a_size"
            ),
        ]

    def __str__(self):
        return f"box {self.position} of {self.submission_id}"
