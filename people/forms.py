"""Forms about people."""

import zoneinfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import User


class SignupForm(forms.Form):
    """What sign-up asks besides the address and the password (allauth calls `signup`)."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As it should stand on your statements."))
    field_order = ["name", "email", "password1"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.language = "ko" if (get_language() or "").startswith("ko") else "en"
        user.save(update_fields=["name", "language"])


class SettingsForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "hears_of_projects"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(name, name) for name in sorted(zoneinfo.available_timezones())]
