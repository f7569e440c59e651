"""What lines are wanted: the same names on pages and in the API."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.forms.funding import AmountField, DayField
from payouts.models import EARNING_KINDS, LineKind

ANY = ("", _("any"))
KINDS = [(kind, LineKind(kind).label) for kind in EARNING_KINDS]
LAST_DAY = date(9999, 12, 30)  # the day after it still is one


class WantedAmount(AmountField):
    def clean(self, value) -> int | None:
        """Nothing typed is no limit, and not a limit of nothing."""
        return super().clean(value) if str(value or "").strip() else None


class LinesForm(forms.Form):
    project = forms.TypedChoiceField(label=_("Project"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label=_("What for"), choices=[ANY, *KINDS], required=False)
    label = forms.CharField(label=_("Label"), max_length=60, required=False)
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)
    at_least = WantedAmount(label=_("Amount at least"), required=False, help_text="")
    at_most = WantedAmount(label=_("Amount at most"), required=False, help_text="")

    def __init__(self, given, *, projects) -> None:
        """`projects` are those that may be chosen from."""
        super().__init__(given)
        self.fields["project"].choices = [ANY, *((project.pk, project.name) for project in projects)]

    def clean_until(self) -> date | None:
        return min(self.cleaned_data["until"], LAST_DAY) if self.cleaned_data["until"] else None

    @property
    def is_used(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)
