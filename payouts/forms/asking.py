"""Forms of a question's thread."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.forms.adjusting import PLATFORM
from payouts.forms.funding import AmountField
from projects.models import Project


class AskForm(forms.Form):
    text = forms.CharField(label=_("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ReplyForm(AskForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")


class AnswerForm(forms.Form):
    """An answer, and an amount where something is to be made good."""

    text = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, currency: str, project: Project | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["amount"] = AmountField(
            label=_("Adjustment"),
            currency=currency,
            signed=True,
            required=False,
            help_text=_("%(currency)s, added to the worker's next statement with this answer as the reason")
            % {"currency": currency},
        )
        choices = [(PLATFORM, _("the platform"))]
        if project:
            choices.insert(0, ("project", _("the project “%(name)s”") % {"name": project.name}))
        self.fields["pays"] = forms.ChoiceField(label=_("Paid by"), choices=choices, required=False)

    def asked(self) -> dict:
        """What `actions.answer` is to be called with."""
        given = self.cleaned_data
        project = self.project if given["pays"] == "project" else None
        return {"text": given["text"], "amount": given["amount"], "project": project}
