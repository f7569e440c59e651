"""Months, what they are closed into, and how a worker is taxed. Statements are append-only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from payouts.paydays import pay_date
from payouts.periods import following
from projects.money import minor_unit


class Period(models.Model):
    """A month that is closing or closed; a month without a row is open.

    `minimums` are the smallest deposits that were in force when it was fenced off: currency to micro; `taxed_as` the
    country and worker_type of who has declared nothing, `tax_rules` the SHA-256 of the rules in hex. `last_entry` and
    `last_line` are the ids of what was booked last by then, 0 for nothing: whatever has a greater one came afterwards.
    """

    name = models.CharField(max_length=7, primary_key=True)
    fenced_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    minimums = models.JSONField(default=dict)
    taxed_as = models.JSONField(default=dict)
    tax_rules = models.CharField(max_length=64)
    last_entry = models.BigIntegerField(default=0)
    last_line = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return self.name


class Band(models.Model):
    """Some workers of a closing month, by id from `first` to `last`: whoever closes takes one that is not done."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="bands")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "first"], name="one_band_per_worker")]

    def __str__(self):
        return f"{self.period_id}: {self.first} to {self.last}"


class Statement(models.Model):
    """The closed account of one worker for one period, pay day and currency: one deposit. Never edited.

    earned + carried in = gross + carried out; gross − taxes = net, what is deposited. `tax_rule` names the rule that
    gave the taxes. `digest` is the SHA-256 over the hashes of its lines in order; `salt` keeps the month's published
    tree from telling sums to whoever guesses them.
    """

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements")
    period = models.CharField(max_length=7)
    pay_day = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    earned_micro = models.BigIntegerField()
    carried_in_micro = models.BigIntegerField()
    gross_micro = models.BigIntegerField()
    tax_rule = models.CharField(max_length=40)
    taxes = models.JSONField()
    net_micro = models.BigIntegerField()
    carried_out_micro = models.BigIntegerField()
    line_count = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "worker", "pay_day", "currency"], name="one_statement_per_deposit"
            ),
            models.CheckConstraint(
                condition=Q(carried_out_micro=F("earned_micro") + F("carried_in_micro") - F("gross_micro")),
                name="a_statement_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["worker", "-id"], name="statements_of_a_worker")]

    def __str__(self):
        return self.key

    @property
    def key(self) -> str:
        """What names a statement for ever, whichever run of a closing wrote it: "2026-10/12/10/KRW"."""
        return f"{self.period}/{self.worker_id}/{self.pay_day}/{self.currency}"

    @property
    def pay_on(self):
        return pay_date(self.period, self.pay_day)

    @property
    def carried_to(self) -> str:
        """The month with which what it left over is paid even if nothing more is earned; "" below a coin."""
        return following(self.period) if self.carried_out_micro >= minor_unit(self.currency) else ""

    @property
    def payout(self):
        """The latest attempt to pay it that was not cancelled; lists prefetch `payouts`."""
        attempts = [payout for payout in self.payouts.all() if payout.state != payout.State.CANCELLED]
        return max(attempts, key=lambda payout: payout.pk, default=None)

    @property
    def paid(self):
        """The attempt that arrived."""
        return self.payout if self.payout and self.payout.state == self.payout.State.PAID else None


class TaxProfile(models.Model):
    """Where a worker pays taxes and as what; workers without one are taken by the settings' default."""

    worker = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="tax_profile"
    )
    country = models.CharField(_("country"), max_length=2)
    worker_type = models.CharField(_("taxed as"), max_length=20)
    declared_at = models.DateTimeField()

    def __str__(self):
        return f"{self.country} {self.worker_type}"
