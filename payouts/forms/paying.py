"""Forms about money that leaves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.actions.matching import MAX_REASON
from payouts.bankfiles.movements import MOST_BYTES
from projects.money import CURRENCIES


class RunForm(forms.Form):
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    pay_on = forms.DateField(
        label=_("To be paid on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A banking day from today on. The run takes every statement whose pay day is this day or earlier."),
    )


class BankFileForm(forms.Form):
    file = forms.FileField(
        label=_("The bank’s file"), help_text=_("camt.053, camt.054, or the CSV that the bank’s page gives.")
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("More than 50 MB: ask the bank for shorter periods."))
        return file


class AsideForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=MAX_REASON, widget=forms.TextInput({"autocomplete": "off"}))


class MatchForm(forms.Form):
    our_id = forms.CharField(
        label=_("Our id"),
        max_length=35,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": _("Our id")}),
    )
