"""Money that clients bring, and what goes back to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.models import Project


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
