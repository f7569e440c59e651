"""Forms about money that comes in and goes back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.actions.funding import MAX_REFERENCE
from projects.money import parse_amount


class AmountField(forms.CharField):
    """An amount of `currency` as a person types it; in Python, millionths. `signed` ones may begin with a minus."""

    default_error_messages = {"not_an_amount": _("Give an amount in digits.")}

    def __init__(self, *, currency: str = "KRW", signed: bool = False, **rest):
        super().__init__(max_length=20, help_text=rest.pop("help_text", currency), **rest)
        self.currency, self.signed = currency, signed

    def clean(self, value) -> int:
        text = super().clean(value).replace("−", "-")
        if not text:
            return 0
        sign, digits = text[:1], text[1:]
        if not self.signed or sign not in {"+", "-"}:
            sign, digits = "+", text
        try:
            return parse_amount(digits, self.currency) * (-1 if sign == "-" else 1)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["not_an_amount"]) from error


class AnnounceForm(forms.Form):
    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(label=_("Amount"), currency=currency)


class DayField(forms.DateField):
    def __init__(self, **rest):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **rest)


class RecordForm(AnnounceForm):
    """A transfer that the bank shows and nobody announced."""

    reference = forms.CharField(
        label=_("Bank reference"),
        max_length=MAX_REFERENCE,
        help_text=_("As it stands on the transfer; each counts once."),
    )
    on = DayField(label=_("Arrived on"), required=False)
    field_order = ["amount", "reference", "on"]

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, currency=currency, **kwargs)
        self.order_fields(self.field_order)


class ConfirmForm(AnnounceForm):
    """An announced transfer arrived; with how much, the bank says."""

    bank_reference = forms.CharField(
        label=_("Bank reference"), max_length=MAX_REFERENCE, help_text=_("The bank's own; each counts once.")
    )
    on = DayField(label=_("Arrived on"), required=False)
    field_order = ["amount", "bank_reference", "on"]

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, currency=currency, **kwargs)
        self.fields["amount"].label = _("Amount that arrived")
        self.order_fields(self.field_order)


class RefundPaidForm(forms.Form):
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)
    on = DayField(label=_("Sent on"))
