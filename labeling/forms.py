"""Forms about work: what the pages ask; the rules stand in the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from labeling.models import Proposal


class ProposalsForm(forms.Form):
    """A file of proposed boxes. Whether it can be read is the action's to say, as over the API."""

    file = forms.FileField(
        label=_("JSON file"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".json,application/json"})
    )
    source = forms.CharField(
        label=_("Who proposes them"),
        max_length=Proposal._meta.get_field("source").max_length,
        required=False,
        help_text=_("A model’s name, say. Empty: what the file says."),
    )
