"""The ledger: accounts, entries and their lines. Append-only in PostgreSQL."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from payouts.periods import period_of
from projects.models import Label, Project
from review.models import Verdict


class LineKind(models.TextChoices):
    """What a transfer is for; the kinds of `EARNING_KINDS` make up statements."""

    DEPOSIT = "deposit", _("Funding received")
    ESCROW = "escrow", _("Set aside for a project")
    DRAW = "draw", _("Boxes drawn")
    REVIEW = "review", _("Image judged")
    BONUS = "bonus", _("Added")
    DEDUCTION = "deduction", _("Taken off")
    FEE = "fee", _("Platform fee")
    TAX = "tax", _("Tax withheld")
    PAYMENT = "payment", _("Paid out")
    RETURN = "return", _("Payment came back")
    REFUND = "refund", _("Funding given back")
    CHARGE = "charge", _("Kept by banks from what came back")


# What statements are made of. A deduction takes from its worker, the others give.
EARNING_KINDS = [LineKind.DRAW.value, LineKind.REVIEW.value, LineKind.BONUS.value, LineKind.DEDUCTION.value]


class LedgerAccount(models.Model):
    """Named by kind and owner: bank, client:<user>, escrow:<project>, worker:<user>, fee, tax_<kind>."""

    kind = models.CharField(max_length=20)
    owner_id = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "owner_id", "currency"], name="one_account_per_owner")]

    def __str__(self):
        return f"{self.kind}:{self.owner_id}" if self.owner_id else self.kind


ACCOUNT_NAMES = {
    "bank": _("Bank"),
    "client": _("Client"),
    "escrow": _("Escrow of project"),
    "worker": _("Worker"),
    "fee": _("Platform fees"),
    "tax_income": _("Income tax withheld"),
    "tax_local": _("Local income tax withheld"),
    "tax_flat": _("Tax withheld at a flat rate"),
}


class Entry(models.Model):
    """One business event on the books; its lines are the transfers.

    `key` says what caused it: the same key with the same `body_hash` is a replay. `body_hash` covers the hashes of its
    lines in order of their numbers; `seal` covers it and everything else in this row. `story` is the SHA-256 of what a
    person says of it, where one booked it.
    """

    key = models.CharField(max_length=80, unique=True)
    period = models.CharField(max_length=7)
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, db_constraint=False, related_name="entries")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    total_micro = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    line_count = models.PositiveSmallIntegerField()
    body_hash = models.BinaryField()
    story = models.BinaryField(null=True)
    seal = models.BinaryField()

    def __str__(self):
        return self.key


class Line(models.Model):
    """One transfer: `amount_micro` from the debit account to the credit account. The only mention of a sum of money.

    `occurred_at` is that of its entry; `hash` is the SHA-256 of what it says. References carry no constraint of their
    own: a trigger on the whole statement checks them at a fraction of the cost.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, db_constraint=False, db_index=False, related_name="lines")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind)
    debit = models.ForeignKey(LedgerAccount, models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    credit = models.ForeignKey(LedgerAccount, models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    amount_micro = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    units = models.PositiveIntegerField()
    unit_price_micro = models.BigIntegerField()
    period = models.CharField(max_length=7)
    occurred_at = models.DateTimeField()
    pay_day = models.PositiveSmallIntegerField(null=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    label = models.ForeignKey(Label, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+")
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="no_line_twice"),
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="a_line_moves_money"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="a_line_has_two_sides"),
            models.CheckConstraint(
                condition=Q(amount_micro=F("units") * F("unit_price_micro")), name="a_line_multiplies"
            ),
        ]
        indexes = [
            models.Index(
                fields=["period", "worker", "pay_day", "currency", "id"],
                include=["amount_micro", "units", "kind", "hash"],
                condition=Q(kind__in=EARNING_KINDS),
                name="earned_lines",
            ),
            models.Index(fields=["worker", "id"], condition=Q(kind__in=EARNING_KINDS), name="lines_of_a_worker"),
            models.Index(
                fields=["worker", "project", "id"], condition=Q(kind__in=EARNING_KINDS), name="lines_by_project"
            ),
            models.Index(fields=["worker", "label", "id"], condition=Q(kind__in=EARNING_KINDS), name="lines_by_label"),
            models.Index(
                fields=["worker", "occurred_at", "id"], condition=Q(kind__in=EARNING_KINDS), name="lines_by_day"
            ),
            models.Index(
                fields=["worker", "amount_micro", "id"], condition=Q(kind__in=EARNING_KINDS), name="lines_by_amount"
            ),
            models.Index(fields=["debit", "id"], name="lines_by_debit"),
            models.Index(fields=["credit", "id"], name="lines_by_credit"),
            models.Index(fields=["project", "id"], condition=Q(kind="fee"), name="fees_of_a_project"),
        ]

    def __str__(self):
        return f"line {self.pk}"

    @property
    def came_late(self) -> bool:
        """Whether what it is for happened in an earlier month, which was closed when it came."""
        return period_of(self.occurred_at, ZoneInfo(settings.SETTLEMENT_TIME_ZONE)) < self.period
