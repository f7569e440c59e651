"""The ledger, the months, the statements and what paid them. Ledger and statements are append-only in PostgreSQL."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from payouts.periods import pay_date
from projects.models import Label, Project
from review.models import Verdict


class LineKind(models.TextChoices):
    """What a transfer is for; the kinds of `EARNING_KINDS` make up statements."""

    DEPOSIT = "deposit", _("Funding received")
    ESCROW = "escrow", _("Set aside for a project")
    DRAW = "draw", _("Boxes drawn")
    REVIEW = "review", _("Image judged")
    TAX = "tax", _("Tax withheld")
    PAYMENT = "payment", _("Paid out")


EARNING_KINDS = [LineKind.DRAW.value, LineKind.REVIEW.value]


class LedgerAccount(models.Model):
    """Named by kind and owner: bank, client:<user>, escrow:<project>, worker:<user>, tax_income, tax_local."""

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
    "tax_income": _("Income tax withheld"),
    "tax_local": _("Local income tax withheld"),
}


class Entry(models.Model):
    """One business event on the books; its lines are the transfers.

    `key` says what caused it: the same key with the same `body_hash` is a replay. `line_hashes` has the SHA-256 of each
    line in order; `seal` covers them and everything else in this row.
    """

    key = models.CharField(max_length=80, unique=True)
    period = models.CharField(max_length=7)
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, db_constraint=False, related_name="entries")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    total_micro = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    line_hashes = ArrayField(models.BinaryField())
    body_hash = models.BinaryField()
    seal = models.BinaryField()

    def __str__(self):
        return self.key


class Line(models.Model):
    """One transfer: `amount_micro` from the debit account to the credit account. The only mention of a sum of money.

    References carry no constraint of their own: a trigger on the whole statement checks them at a fraction of the cost.
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
    pay_day = models.PositiveSmallIntegerField(null=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    label = models.ForeignKey(Label, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+")

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
                fields=["period", "worker", "pay_day", "currency"],
                include=["amount_micro", "units"],
                condition=Q(kind__in=EARNING_KINDS),
                name="earned_lines",
            ),
            models.Index(fields=["worker", "id"], condition=Q(kind__in=EARNING_KINDS), name="lines_of_a_worker"),
            models.Index(fields=["debit", "id"], name="lines_by_debit"),
            models.Index(fields=["credit", "id"], name="lines_by_credit"),
        ]

    def __str__(self):
        return f"line {self.pk}"


class Period(models.Model):
    """A month that is closing or closed; a month without a row is open."""

    name = models.CharField(max_length=7, primary_key=True)
    fenced_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    root = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return self.name


class Statement(models.Model):
    """The closed account of one worker for one period, pay day and currency: one deposit. Never edited.

    earned + carried in = gross + carried out; gross − taxes = net, what is deposited. `digest` is the SHA-256 over the
    hashes of its lines in order.
    """

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements")
    period = models.CharField(max_length=7)
    pay_day = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    earned_micro = models.BigIntegerField()
    carried_in_micro = models.BigIntegerField()
    gross_micro = models.BigIntegerField()
    taxes = models.JSONField()
    net_micro = models.BigIntegerField()
    carried_out_micro = models.BigIntegerField()
    line_count = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
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


class Payout(models.Model):
    """The deposit that paid a statement."""

    statement = models.OneToOneField(Statement, models.PROTECT, related_name="payout")
    amount_micro = models.BigIntegerField()
    bank_reference = models.CharField(_("bank reference"), max_length=60)
    paid_on = models.DateField(_("paid on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_reference"], name="a_bank_reference_is_used_once"),
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="a_payout_moves_money"),
        ]

    def __str__(self):
        return self.bank_reference
