"""Forms about bank accounts and holds."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from payouts.actions.accounts import MAX_HOLDER
from payouts.actions.holding import MAX_REASON
from payouts.bank_numbers import KOREAN_BANKS
from people.models import Role, User
from projects.money import CURRENCIES


def bank_choices() -> list[tuple[str, str]]:
    """Korean banks by their code, named in the reader's language."""
    korean = get_language() == "ko"
    named = [(code, f"{names[korean]} ({code})") for code, names in KOREAN_BANKS.items()]
    return [("", _("Choose the bank")), *sorted(named, key=lambda choice: choice[1])]


class AccountForm(forms.Form):
    """Where deposits in one currency go; won to a Korean bank from the list, everything else by IBAN or codes."""

    holder = forms.CharField(
        label=_("Account holder"), max_length=MAX_HOLDER, help_text=_("Exactly as the bank has the name.")
    )
    country = forms.CharField(label=_("Country of the bank"), max_length=2, help_text=_("Two letters, like DE."))
    bank_code = forms.CharField(
        label=_("Bank code"),
        max_length=11,
        required=False,
        help_text=_("United States: the routing number. Japan: bank and branch. None with an IBAN."),
    )
    number = forms.CharField(label=_("Account number"), max_length=42, help_text=_("Blanks and hyphens do not count."))
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs |= {"autocomplete": "off", "inputmode": "text"}
        if currency == "KRW":
            del self.fields["country"], self.fields["bic"]
            self.fields["bank_code"] = forms.ChoiceField(label=_("Bank"), choices=bank_choices)
            self.fields["number"].widget.attrs["inputmode"] = "numeric"
            self.order_fields(["holder", "bank_code", "number"])

    def clean_country(self) -> str:
        return self.cleaned_data["country"].strip().upper()


class CheckForm(forms.Form):
    holder = forms.CharField(
        label=_("Holder’s name, as the bank answered"),
        max_length=MAX_HOLDER,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class HoldForm(forms.Form):
    email = forms.EmailField(label=_("Worker’s e-mail address"))
    reason = forms.CharField(label=_("Reason"), max_length=MAX_REASON, help_text=_("The worker reads it."))

    def clean_email(self) -> str:
        worker = User.objects.filter(email__iexact=self.cleaned_data["email"], role=Role.WORKER).first()
        if worker is None:
            raise forms.ValidationError(_("No worker has this address."))
        self.cleaned_data["worker"] = worker
        return worker.email


CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]
