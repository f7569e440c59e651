"""Forms about months."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.periods import read_period


class CloseForm(forms.Form):
    period = forms.CharField(label=_("Month"), max_length=7, help_text=_("Like 2026-10."))
    early = forms.BooleanField(label=_("Although it is not over"), required=False)

    def clean_period(self) -> str:
        try:
            return read_period(self.cleaned_data["period"])
        except ValueError as error:
            raise forms.ValidationError(_("Write the month like 2026-10.")) from error
