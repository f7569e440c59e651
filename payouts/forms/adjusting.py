"""Forms that book a correction for a worker."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.forms.funding import AmountField
from projects.models import Project

PLATFORM = "platform"


class AdjustForm(forms.Form):
    """`project` is that of the line it is about, where there is one: it or the platform pays."""

    def __init__(self, *args, currency: str, project: Project | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["amount"] = AmountField(
            label=_("Amount"),
            currency=currency,
            signed=True,
            help_text=_("%(currency)s; with a minus it takes off what was added before") % {"currency": currency},
        )
        choices = [(PLATFORM, _("the platform"))]
        if project:
            choices.insert(0, ("project", _("the project “%(name)s”") % {"name": project.name}))
        self.fields["pays"] = forms.ChoiceField(label=_("Paid by"), choices=choices)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The worker reads it."),
        )
        self.fields["key"] = forms.CharField(initial=lambda: uuid4().hex, max_length=60, widget=forms.HiddenInput)

    def asked(self) -> dict:
        """What `actions.adjust` is to be called with."""
        given = self.cleaned_data
        return {
            "amount": given["amount"],
            "reason": given["reason"],
            "key": given["key"],
            "project": self.project if given["pays"] == "project" else None,
        }
