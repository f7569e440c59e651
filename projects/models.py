"""Projects: images, labels with their prices, the guide, the rules, the budget."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.money import CURRENCIES


def platform_fee_bp() -> int:
    """What the platform takes on top of the pay for a new project's work, in hundredths of a percent."""
    return settings.PLATFORM_FEE_BP


class Project(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")

    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="projects")
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    guide = models.TextField(_("guide"), blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    currency = models.CharField(_("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES])
    review_price_micro = models.BigIntegerField(default=0)
    fee_bp = models.PositiveIntegerField(
        _("platform fee (hundredths of a percent)"), default=platform_fee_bp, validators=[MaxValueValidator(10_000)]
    )
    pay_day = models.PositiveSmallIntegerField(
        _("pay day"), default=10, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    review_hours = models.PositiveIntegerField(
        _("review deadline (hours)"), default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    lease_minutes = models.PositiveIntegerField(
        _("lease (minutes)"), default=120, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to object"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    max_boxes = models.PositiveIntegerField(
        _("boxes at most in an image"), default=50, validators=[MinValueValidator(1), MaxValueValidator(10000)]
    )
    max_rounds = models.PositiveSmallIntegerField(
        _("rounds at most"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    max_in_hand = models.PositiveSmallIntegerField(
        _("images in one worker's hands at most"), default=20, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    overlap = models.PositiveSmallIntegerField(
        _("workers per image"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    min_side = models.PositiveSmallIntegerField(
        _("smallest side of a box (pixels)"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    review_reasons = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("reasons a reviewer may pick"),
        default=list,
        blank=True,
        help_text=_("One a line; the usual five where there are none."),
    )
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_day__range=(1, 28)) & Q(review_price_micro__gte=0), name="project_rules_make_sense"
            )
        ]

    def __str__(self):
        return self.name


class Label(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="labels")
    name = models.CharField(_("name"), max_length=60)
    color = models.CharField(_("color"), max_length=7, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")])
    hotkey = models.CharField(_("hotkey"), max_length=1, blank=True, validators=[RegexValidator(r"^[0-9a-z]$")])
    position = models.PositiveSmallIntegerField(default=0)
    unit_price_micro = models.BigIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_label_per_name"),
            models.UniqueConstraint(fields=["project", "hotkey"], condition=~Q(hotkey=""), name="one_label_per_hotkey"),
            models.CheckConstraint(condition=Q(unit_price_micro__gt=0), name="a_label_has_a_price"),
        ]

    def __str__(self):
        return self.name


class RateCard(models.Model):
    """A project's unit prices and platform fee from one moment on; immutable, because assignments promise them."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="rate_cards")
    version = models.PositiveIntegerField()
    review_price_micro = models.BigIntegerField()
    fee_bp = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="one_rate_card_per_version")]

    def __str__(self):
        return f"{self.project_id} v{self.version}"


class Rate(models.Model):
    rate_card = models.ForeignKey(RateCard, models.PROTECT, related_name="rates")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    unit_price_micro = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rate_card", "label"], name="one_rate_per_label"),
            models.CheckConstraint(condition=Q(unit_price_micro__gt=0), name="a_rate_is_positive"),
        ]

    def __str__(self):
        return f"{self.label_id}: {self.unit_price_micro}"


class Budget(models.Model):
    """What a project has, has promised and has spent. Locked last, and for one statement only."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="budget")
    funded_micro = models.BigIntegerField(default=0)
    reserved_micro = models.BigIntegerField(default=0)
    spent_micro = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(funded_micro__gte=F("reserved_micro") + F("spent_micro")), name="promised_money_is_there"
            ),
            models.CheckConstraint(
                condition=Q(reserved_micro__gte=0) & Q(spent_micro__gte=0), name="budget_parts_not_negative"
            ),
        ]

    def __str__(self):
        return f"budget of {self.project_id}"

    @property
    def free_micro(self) -> int:
        return self.funded_micro - self.reserved_micro - self.spent_micro


class Image(models.Model):
    """An upright picture without metadata; `sha256` is that of the file as it was handed in."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="images")
    name = models.CharField(max_length=255)
    key = models.CharField(max_length=200)
    thumbnail_key = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    byte_size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "sha256"], name="no_image_twice")]
        indexes = [models.Index(fields=["id"], name="images_without_thumbnail", condition=Q(thumbnail_key=""))]

    def __str__(self):
        return self.name


class GuidePicture(models.Model):
    """An example picture that the guide shows as ![what it shows](its-name.jpg)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="guide_pictures")
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_guide_picture_per_name")]

    def __str__(self):
        return self.name


class Seat(models.Model):
    """A worker's seat as reviewer of one project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seats")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_seat_per_reviewer")]

    def __str__(self):
        return f"{self.user_id} reviews {self.project_id}"


class Pace(models.Model):
    """What workers really earned on a project lately, measured by review from judged work."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="pace")
    sample = models.PositiveIntegerField()
    median_hourly_micro = models.BigIntegerField()
    p25_hourly_micro = models.BigIntegerField()
    p75_hourly_micro = models.BigIntegerField()
    seconds_a_box = models.FloatField(null=True)
    boxes_an_image = models.FloatField()
    measured_at = models.DateTimeField()

    def __str__(self):
        return f"pace of {self.project_id}"
