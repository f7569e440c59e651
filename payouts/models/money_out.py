"""Where deposits go, what holds them back, and how far each got."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from payouts.models.months import Statement


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


class LateDeposit(models.Model):
    """A deposit that was not paid on its day although nothing stood in its way: public, and never taken back."""

    statement = models.OneToOneField(Statement, models.PROTECT, primary_key=True, related_name="late")
    noticed_at = models.DateTimeField()

    def __str__(self):
        return f"{self.statement_id} is late"
