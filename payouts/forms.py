"""Forms about money."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.periods import read_period
from projects.money import parse_amount


class FundForm(forms.Form):
    amount = forms.CharField(label=_("Amount"), max_length=20)
    reference = forms.CharField(
        label=_("Bank reference"), max_length=50, help_text=_("As it stands on the transfer; each counts once.")
    )

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].help_text = currency

    def clean_amount(self) -> int:
        try:
            return parse_amount(self.cleaned_data["amount"], self.currency)
        except ValueError as error:
            raise forms.ValidationError(_("Give an amount in digits.")) from error


class CloseForm(forms.Form):
    period = forms.CharField(label=_("Month"), max_length=7, help_text=_("Like 2026-10."))
    early = forms.BooleanField(label=_("Although it is not over"), required=False)

    def clean_period(self) -> str:
        try:
            return read_period(self.cleaned_data["period"])
        except ValueError as error:
            raise forms.ValidationError(_("Write the month like 2026-10.")) from error


class PayForm(forms.Form):
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)
    paid_on = forms.DateField(label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}))
