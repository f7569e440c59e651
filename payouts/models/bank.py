"""What the bank told, and what it was matched with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payouts.models.money_in import Funding, Refund
from payouts.models.money_out import Payout


class BankFile(models.Model):
    """A file in which the bank told what happened, as it was handed in; the same file counts once."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    def __str__(self):
        return self.name


class Movement(models.Model):
    """One movement on the platform's bank account, and what it was matched with.

    `key` is what it is known by; `reference`, the bank's own, may be given to several, or to none. `status` and
    `reason` are the bank's words on it.
    """

    class Status(models.TextChoices):
        BOOKED = "booked", _("carried out")
        REJECTED = "rejected", _("rejected")
        RETURNED = "returned", _("reversed")

    class Outcome(models.TextChoices):
        PAID = "paid", _("Deposit paid")
        RETURNED = "returned", _("Deposit came back")
        FUNDED = "funded", _("Funding received")
        REFUNDED = "refunded", _("Funding given back")
        UNMATCHED = "unmatched", _("Not matched")
        ASIDE = "aside", _("Set aside")

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="movements")
    key = models.CharField(max_length=40, unique=True)
    reference = models.CharField(max_length=100, blank=True)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    amount_micro = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    incoming = models.BooleanField()
    booked_on = models.DateField()
    remittance = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=8, choices=Status)
    reason = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    why = models.CharField(max_length=500, blank=True)
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="movements")
    funding = models.ForeignKey(Funding, models.PROTECT, null=True, related_name="movements")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="movements")

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="unmatched_movements", condition=Q(outcome="unmatched")),
            models.Index(fields=["-id"], name="movements_set_aside", condition=Q(outcome="aside")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(outcome="aside", why=""), name="what_is_set_aside_has_a_reason"),
        ]

    def __str__(self):
        return self.reference or self.key
