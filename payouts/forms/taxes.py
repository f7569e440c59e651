"""Forms about taxes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.tax_types import WORKER_TYPES


class TaxForm(forms.Form):
    country = forms.CharField(
        label=_("Country where you pay taxes"), max_length=2, help_text=_("Two letters, like KR.")
    )
    worker_type = forms.ChoiceField(label=_("Taxed as"), choices=WORKER_TYPES.items())
