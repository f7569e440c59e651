"""Forms about projects: what the pages ask; the rules stand in the actions."""

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from people.errors import Refused
from people.models import Role, User
from projects import actions
from projects.models import Label, Project
from projects.money import CURRENCIES, parse_amount, plain_amount

# Seven colors that people with any color vision tell apart (Okabe and Ito, 2008), for the rows of a new palette.
PALETTE = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")
EMPTY_ROWS = 3
MOST_LABELS = 100
LONGEST_REASON = Project._meta.get_field("review_reasons").base_field.max_length
# The first nine have a key each; a list that nobody reads to its end is no help.
MOST_REASONS = 20
ACCEPTED = "image/jpeg,image/png,image/webp,.zip"


class AmountField(forms.CharField):
    """An amount as people type it ("40", "0.5"), cleaned to millionths of the currency's unit."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num-input"}),
            **kwargs,
        )

    def clean(self, value) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, "KRW")  # typed alike in every currency
        except ValueError as error:
            raise forms.ValidationError(_("Give an amount in digits, like 40 or 0.5.")) from error


class ReasonsField(forms.CharField):
    """A list of reasons, one a line, cleaned to a list without blanks and doubles."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(max_length=MOST_REASONS * (LONGEST_REASON + 2), required=False, **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        reasons = list(dict.fromkeys(filter(None, lines)))
        if len(reasons) > MOST_REASONS:
            raise forms.ValidationError(_("At most %(most)d reasons.") % {"most": MOST_REASONS})
        if long := [reason for reason in reasons if len(reason) > LONGEST_REASON]:
            text = _("At most %(most)d characters a reason: “%(reason)s…”")
            raise forms.ValidationError(text % {"most": LONGEST_REASON, "reason": long[0][:40]})
        return reasons


def _pay_days() -> list:
    """The usual days first, then the others; the 29th to the 31st are not in every month."""
    usual, others = (10, 20), [day for day in range(1, 29) if day not in {10, 20}]
    return [
        (_("Usual days"), [(day, day) for day in usual]),
        (_("Other days"), [(day, day) for day in others]),
    ]


class ProjectForm(forms.ModelForm):
    """A project's words and rules; its labels are rows of their own."""

    pay_day = forms.TypedChoiceField(
        label=_("Pay day"),
        coerce=int,
        choices=_pay_days,
        initial=10,
        help_text=_("Day of the following month on which approved work is paid."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    review_price = AmountField(
        label=_("Pay for reviewing an image"),
        required=False,
        help_text=_("What a reviewer earns for judging one image. Empty pays nothing."),
    )

    review_reasons = ReasonsField(
        label=_("Reasons a reviewer may pick"),
        help_text=_("One a line; the first nine have a key each. Empty: the usual five."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    class Meta:
        model = Project
        fields = [
            *("name", "summary", "currency", "guide", "pay_day", "review_hours", "lease_minutes", "appeal_days"),
            *("max_boxes", "max_rounds", "max_in_hand", "overlap", "min_side", "review_reasons"),
        ]
        labels = {
            "name": _("Name"),
            "summary": _("Summary"),
            "guide": _("Text"),
            "review_hours": _("Review deadline in hours"),
            "lease_minutes": _("Lease in minutes"),
            "appeal_days": _("Days to object"),
            "max_boxes": _("Most boxes in an image"),
            "max_rounds": _("Most rounds"),
            "max_in_hand": _("Most images in one worker's hands"),
            "overlap": _("Workers per image"),
            "min_side": _("Smallest side of a box in pixels"),
        }
        help_texts = {
            "summary": _("One sentence for the list of projects."),
            "review_hours": _("Work that nobody has judged by then is approved, and paid."),
            "lease_minutes": _("How long an image waits for the worker who took it."),
            "appeal_days": _("How long a worker may object to a verdict."),
            "max_boxes": _("The budget keeps this many boxes ready for every image in work."),
            "max_rounds": _("How often one piece may be handed in before it is decided for good."),
            "overlap": _("More than one compares several people's boxes on the same image."),
            "min_side": _("What is narrower or lower need not be drawn, and cannot be handed in."),
        }
        widgets = {"guide": forms.Textarea(attrs={"rows": 16, "spellcheck": "true"})}

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        project = self.instance
        if project.pk:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _("Fixed: money of the project is counted in it.")
            self.initial["review_price"] = plain_amount(project.review_price_micro)
        elif by.role == Role.ADMIN:
            self.fields["client"] = ClientField()

    def rules(self) -> dict:
        """What the actions take."""
        given = dict(self.cleaned_data)
        given["review_price_micro"] = given.pop("review_price") or 0
        if self.instance.pk:
            del given["currency"]
        return given


class PersonField(forms.EmailField):
    """A person's e-mail address, cleaned to the user who has it."""

    unknown = _("Nobody here has this address.")

    def people(self):
        return User.objects.filter(is_active=True)

    def clean(self, value) -> User | None:
        address = super().clean(value)
        if not address:
            return None
        user = self.people().filter(email__iexact=address).first()
        if user is None:
            raise forms.ValidationError(self.unknown)
        return user


class ClientField(PersonField):
    unknown = _("No client has this address.")

    def __init__(self):
        super().__init__(label=_("Client"), help_text=_("The e-mail address of the client whose project this is."))

    def people(self):
        return super().people().filter(role=Role.CLIENT)


class SeatForm(forms.Form):
    email = PersonField(label=_("E-mail address of a worker"))


class LabelForm(forms.Form):
    """One row of the palette; an empty row is no label."""

    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    color = forms.CharField(
        label=_("Color"), max_length=7, required=False, widget=forms.TextInput(attrs={"type": "color"})
    )
    hotkey = forms.CharField(
        label=_("Key"), max_length=1, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    price = AmountField(label=_("Price of a box"), required=False)

    def __init__(self, *args, fixed: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "color", "hotkey"):
            self.fields[name].disabled = fixed

    def clean_hotkey(self) -> str:
        return self.cleaned_data["hotkey"].lower()

    def clean(self):
        given = super().clean()
        if self.is_blank():
            return given
        for name in ("name", "price"):
            if name not in self.errors and given.get(name) in {"", None}:
                self.add_error(name, _("Missing."))
        return given

    def is_blank(self) -> bool:
        """The color does not count: a color field always has one."""
        given = self.cleaned_data
        return not self.errors and not given.get("name") and not given.get("hotkey") and given.get("price") is None

    def label(self) -> dict:
        """What the actions take."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "color": given["color"] or PALETTE[0],
            "hotkey": given["hotkey"],
            "unit_price_micro": given["price"],
        }


def _label_rows(project: Project | None, data):
    """The rows of the palette: what there is, and some empty ones as long as labels may still be added."""
    existing = list(project.labels.all()) if project else []
    fixed = bool(project and project.status != Project.Status.DRAFT)
    rows = [_row(label) for label in existing]
    if not fixed:
        spare = max(EMPTY_ROWS - len(rows), 1)
        rows += [{"color": PALETTE[(len(rows) + n) % len(PALETTE)]} for n in range(spare)]
    make = formset_factory(LabelForm, extra=0, max_num=MOST_LABELS, absolute_max=MOST_LABELS, validate_max=True)
    return make(data, prefix="labels", initial=rows, form_kwargs={"fixed": fixed})


def _row(label: Label) -> dict:
    price = plain_amount(label.unit_price_micro)
    return {"name": label.name, "color": label.color, "hotkey": label.hotkey, "price": price}


class ProjectSheet:
    """A project as one page edits it: its form and the rows of its labels, saved together or not at all."""

    def __init__(self, *, by: User, project: Project | None = None, data=None):
        self.by, self.project = by, project
        self.form = ProjectForm(data, by=by, instance=project)
        self.labels = _label_rows(project, data)

    @property
    def labels_are_fixed(self) -> bool:
        return bool(self.project and self.project.status != Project.Status.DRAFT)

    @property
    def palette(self) -> str:
        """The colors of new rows, for the script that adds them."""
        return " ".join(PALETTE)

    def guide_text(self) -> str:
        return self.form["guide"].value() or ""

    def save(self) -> Project | None:
        """The saved project, or None where the fields now show what is wrong."""
        if not (self.form.is_valid() & self.labels.is_valid()):
            return None
        rows = [row for row in self.labels if not row.is_blank()]
        given = {"by": self.by, "labels": [row.label() for row in rows], **self.form.rules()}
        try:
            if self.project:
                return actions.update_project(project=self.project, **given)
            return actions.create_project(**given)
        except Refused as refused:
            self._show(refused, rows)
            return None

    def _show(self, refused: Refused, rows: list[LabelForm]) -> None:
        """Each refusal at its field: "labels.1.hotkey" is the key in the second row that is not empty."""
        renamed = {"unit_price_micro": "price", "review_price_micro": "review_price"}
        shown = False
        for path, text in refused.fields.items():
            *parents, name = path.split(".")
            name = renamed.get(name, name)
            form = rows[int(parents[1])] if parents[:1] == ["labels"] and len(parents) == 2 else self.form
            if name in form.fields:
                form.add_error(name, text)
                shown = True
        if not shown:
            self.form.add_error(None, refused.message)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ImagesField(forms.FileField):
    """Many files. An empty one is the import's to refuse, by name, while the others go in."""

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, widget=ManyFiles(attrs={"accept": ACCEPTED}), **kwargs)

    def clean(self, data, initial=None) -> list:
        return [super(ImagesField, self).clean(file) for file in data or [None]]


class ImagesForm(forms.Form):
    files = ImagesField(label=_("Pictures or zip archives"), max_length=255)


class GuidePictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Example picture"),
        help_text=_("JPEG, PNG or WebP. A picture of the same name is replaced."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
