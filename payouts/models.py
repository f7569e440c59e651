"""The ledger, the months, the statements, and the money that comes in and goes out.

Ledger, statements, adjustments and what the bank told are append-only in PostgreSQL; of fundings, payouts and bank
accounts only the columns that say how far they got ever change.
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from payouts.periods import pay_date, period_of
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
    lines in order of their numbers; `seal` covers it and everything else in this row.
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
            models.Index(
                fields=["worker", "occurred_at", "id"], condition=Q(kind__in=EARNING_KINDS), name="lines_by_day"
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


class Period(models.Model):
    """A month that is closing or closed; a month without a row is open.

    `minimums` are the smallest deposits that were in force when it was fenced off: currency to micro.
    """

    name = models.CharField(max_length=7, primary_key=True)
    fenced_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    minimums = models.JSONField(default=dict)
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
    def payout(self) -> "Payout | None":
        """The latest attempt to pay it that was not cancelled; lists prefetch `payouts`."""
        attempts = [payout for payout in self.payouts.all() if payout.state != Payout.State.CANCELLED]
        return max(attempts, key=lambda payout: payout.pk, default=None)

    @property
    def paid(self) -> "Payout | None":
        """The attempt that arrived."""
        return self.payout if self.payout and self.payout.state == Payout.State.PAID else None


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


class Funding(models.Model):
    """A client's transfer: announced with the reference that the client writes on it, on the books once it arrived.

    `amount_micro` is what was announced, `received_micro` what the bank says that came.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="fundings")
    amount_micro = models.BigIntegerField()
    reference = models.CharField(max_length=20, unique=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    received_micro = models.BigIntegerField(null=True)
    bank_reference = models.CharField(max_length=60, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="a_funding_moves_money"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, received_micro=None)
                | Q(confirmed_at__isnull=False, received_micro__gt=0) & ~Q(bank_reference=""),
                name="a_confirmed_funding_has_arrived",
            ),
            models.UniqueConstraint(
                fields=["project", "bank_reference"], condition=~Q(bank_reference=""), name="a_transfer_funds_once"
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="fundings_of_a_project")]

    def __str__(self):
        return self.reference


class Refund(models.Model):
    """What a closed project did not spend, on its way back to the client."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="refunds")
    amount_micro = models.BigIntegerField()
    end_to_end_id = models.CharField(max_length=20, unique=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    bank_reference = models.CharField(max_length=60, blank=True)
    paid_on = models.DateField(null=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_micro__gt=0), name="a_refund_moves_money")]

    def __str__(self):
        return self.end_to_end_id


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


class BankAccount(models.Model):
    """Where a worker's deposits in one currency go. A change is a new row; holder and number are sealed (encrypted).

    It pays nothing until its owner has confirmed it by mail and the holder's name has been checked.
    """

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bank_accounts")
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    bank_code = models.CharField(max_length=11, blank=True)
    sealed = models.BinaryField()
    masked = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "currency"], condition=Q(replaced_at=None), name="one_account_in_use"
            )
        ]
        indexes = [models.Index(fields=["fingerprint"], name="accounts_by_number")]

    def __str__(self):
        return self.masked


class Hold(models.Model):
    """Why a worker's deposits wait, for the worker to read; until somebody lifts it."""

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=500)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker"], condition=Q(lifted_at=None), name="one_hold_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_hold_has_a_reason"),
        ]

    def __str__(self):
        return self.reason


class PayoutRun(models.Model):
    """Deposits of one currency and day: prepared by one admin, approved by another, sent to the bank in one file."""

    currency = models.CharField(max_length=3)
    pay_on = models.DateField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="two_admins_pay"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="an_approval_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(approved_at__isnull=False), name="only_what_is_approved_is_sent"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(sent_at=None), name="what_is_sent_is_not_cancelled"
            ),
        ]

    def __str__(self):
        return f"run {self.pk}"


class Payout(models.Model):
    """One attempt to deposit a statement's net on a bank account. What came back is tried again by another payout."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        APPROVED = "approved", _("Approved for payment")
        SENT = "sent", _("Sent to the bank")
        PAID = "paid", _("Paid")
        RETURNED = "returned", _("Came back")
        CANCELLED = "cancelled", _("Cancelled")

    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="payouts")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="payouts")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="payouts")
    amount_micro = models.BigIntegerField()
    end_to_end_id = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.PREPARED)
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    paid_on = models.DateField(_("paid on"), null=True)
    returned_on = models.DateField(null=True)
    return_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(state__in=["prepared", "approved", "sent", "paid"]),
                name="one_payout_of_a_statement_at_a_time",
            ),
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="a_payout_moves_money"),
            models.CheckConstraint(condition=~Q(state="paid") | Q(paid_on__isnull=False), name="paid_has_a_day"),
        ]
        indexes = [models.Index(fields=["statement", "-id"], name="payouts_of_a_statement")]

    def __str__(self):
        return self.end_to_end_id


class BankFile(models.Model):
    """A file in which the bank told what happened, as it was handed in; the same file counts once."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    def __str__(self):
        return self.name


class Movement(models.Model):
    """One movement on the platform's bank account, and what it was matched with; known by the bank's own reference."""

    class Outcome(models.TextChoices):
        PAID = "paid", _("Deposit paid")
        RETURNED = "returned", _("Deposit came back")
        FUNDED = "funded", _("Funding received")
        REFUNDED = "refunded", _("Funding given back")
        UNMATCHED = "unmatched", _("Not matched")

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="movements")
    reference = models.CharField(max_length=140, unique=True)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    amount_micro = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    incoming = models.BooleanField()
    booked_on = models.DateField()
    remittance = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    why = models.CharField(max_length=500, blank=True)
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="movements")
    funding = models.ForeignKey(Funding, models.PROTECT, null=True, related_name="movements")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="movements")

    class Meta:
        indexes = [models.Index(fields=["-id"], name="unmatched_movements", condition=Q(outcome="unmatched"))]

    def __str__(self):
        return self.reference


class LateDeposit(models.Model):
    """A deposit that was not paid on its day although nothing stood in its way: public, and never taken back."""

    statement = models.OneToOneField(Statement, models.PROTECT, primary_key=True, related_name="late")
    noticed_at = models.DateTimeField()

    def __str__(self):
        return f"{self.statement_id} is late"
