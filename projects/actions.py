"""Writes about projects. Each checks, changes and records an event, in one transaction."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects import pictures, storage
from projects.access import check_admin, check_client
from projects.models import Budget, GuidePicture, Image, Label, Pace, Project, Rate, RateCard, Seat
from projects.queries import missing_to_open

RULES = (
    *("name", "summary", "guide", "review_price_micro", "pay_day", "review_hours", "lease_minutes", "appeal_days"),
    *("max_boxes", "max_rounds", "max_in_hand", "overlap", "min_side", "review_reasons"),
)


@transaction.atomic
def create_project(
    *, by: User, name: str, currency: str, labels: list[dict], client: User | None = None, now=None, **rules
) -> Project:
    """A new draft. `labels` are dicts of name, color, hotkey and unit_price_micro, in the order of the palette."""
    check_client(by)
    now = now or timezone.now()
    project = Project(client=client or by, name=name, currency=currency, created_at=now)
    _set_rules(project, rules)
    project.save()
    Budget.objects.create(project=project)
    _write_labels(project, labels)
    record(verb="project.created", subject=project, by=by, at=now)
    return project


@transaction.atomic
def update_project(*, by: User, project: Project, labels: list[dict] | None = None, now=None, **rules) -> Project:
    """Change a project's words and rules; its labels as long as it is a draft, afterwards only their prices.

    What was claimed before keeps its prices, review deadline and pay day.
    """
    now = now or timezone.now()
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.status == Project.Status.CLOSED:
        raise Refused("closed", _("A closed project does not change."), status=409)
    review_price_before = project.review_price_micro
    _set_rules(project, rules)
    project.save()
    prices_changed = project.review_price_micro != review_price_before
    if labels is not None and project.status == Project.Status.DRAFT:
        _write_labels(project, labels)
    elif labels is not None:
        prices_changed |= _reprice(project, labels)
    if prices_changed and project.status != Project.Status.DRAFT:
        _issue_rate_card(project, by=by, now=now)
    record(verb="project.updated", subject=project, by=by, at=now, fields=sorted(rules), repriced=prices_changed)
    return project


@transaction.atomic
def set_fee(*, by: User, project: Project, fee_bp: int, now=None) -> None:
    """The platform's fee on a project, in hundredths of a percent, for what is claimed from now on."""
    check_admin(by)
    now = now or timezone.now()
    project = Project.objects.select_for_update().get(pk=project.pk)
    project.fee_bp = fee_bp
    _check_rules(project)
    project.save(update_fields=["fee_bp"])
    if project.status != Project.Status.DRAFT:
        _issue_rate_card(project, by=by, now=now)
    record(verb="project.fee_set", subject=project, by=by, at=now, fee_bp=fee_bp)


def _set_rules(project: Project, rules: dict) -> None:
    unknown = sorted(set(rules) - set(RULES))
    if unknown:
        raise Refused("unknown_rule", _("A project has no “%(name)s”.") % {"name": unknown[0]})
    for name, value in rules.items():
        setattr(project, name, value)
    _check_rules(project)


def _check_rules(project: Project) -> None:
    try:
        project.clean_fields(exclude=["client"])
    except ValidationError as error:
        fields = {name: texts[0] for name, texts in error.message_dict.items()}
        name, text = next(iter(fields.items()))
        raise Refused("invalid", f"{name}: {text}", fields=fields) from error
    if project.review_price_micro < 0:
        text = _("A review cannot cost less than nothing.")
        raise Refused("invalid", text, fields={"review_price_micro": text})


def _write_labels(project: Project, labels: list[dict]) -> None:
    """What a draft's labels are from here on; one that keeps its name stays, and with it what was proposed for it."""
    seen_names, seen_keys = set(), set()
    known = dict(project.labels.values_list("name", "pk"))
    project.labels.exclude(name__in=[given.get("name") for given in labels]).delete()
    # Keys may change hands.
    project.labels.update(hotkey="")
    for position, given in enumerate(labels):
        label = Label(pk=known.get(given.get("name")), project=project, position=position, **given)
        try:
            label.clean_fields(exclude=["project"])
        except ValidationError as error:
            name, texts = next(iter(error.message_dict.items()))
            field = f"labels.{position}.{name}"
            raise Refused("invalid", f"{field}: {texts[0]}", fields={field: texts[0]}) from error
        if label.unit_price_micro <= 0:
            raise _bad_label(position, "unit_price_micro", _("A box must be worth something."))
        if label.name in seen_names:
            raise _bad_label(position, "name", _("Two labels have the same name."))
        if label.hotkey and label.hotkey in seen_keys:
            raise _bad_label(position, "hotkey", _("Two labels have the same key."))
        seen_names.add(label.name)
        seen_keys.add(label.hotkey)
        label.save()


def _bad_label(position: int, name: str, text: str) -> Refused:
    return Refused("invalid", text, fields={f"labels.{position}.{name}": text})


def _reprice(project: Project, labels: list[dict]) -> bool:
    """Write the new prices of existing labels; returns whether any changed."""
    existing = {label.name: label for label in project.labels.all()}
    if {given["name"] for given in labels} != set(existing):
        raise Refused("labels_fixed", _("The labels of an opened project stay; only their prices may change."))
    changed = False
    for position, given in enumerate(labels):
        label, price = existing[given["name"]], given["unit_price_micro"]
        if price <= 0:
            raise _bad_label(position, "unit_price_micro", _("A box must be worth something."))
        if price != label.unit_price_micro:
            label.unit_price_micro, changed = price, True
            label.save(update_fields=["unit_price_micro"])
    return changed


def _issue_rate_card(project: Project, *, by: User, now: datetime) -> RateCard:
    latest = project.rate_cards.aggregate(Max("version"))["version__max"] or 0
    card = RateCard.objects.create(
        project=project,
        version=latest + 1,
        review_price_micro=project.review_price_micro,
        fee_bp=project.fee_bp,
        created_at=now,
        created_by=by,
    )
    Rate.objects.bulk_create(
        Rate(rate_card=card, label=label, unit_price_micro=label.unit_price_micro) for label in project.labels.all()
    )
    return card


@transaction.atomic
def open_project(*, by: User, project: Project, now=None) -> Project:
    """Offer the project's work. The first opening issues its rate card and tells the workers who asked for it.

    Refused while guide, labels, images or budget are missing; each is named.
    """
    now = now or timezone.now()
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.status not in {Project.Status.DRAFT, Project.Status.PAUSED}:
        raise Refused("not_to_open", _("Only a draft or a paused project can be opened."), status=409)
    missing = missing_to_open(project)
    if missing:
        words = {"guide": _("a guide"), "labels": _("labels"), "images": _("images"), "budget": _("a budget")}
        text = _("Before it opens, the project needs: %(what)s.") % {"what": ", ".join(words[name] for name in missing)}
        raise Refused("not_ready", text, fields={name: _("missing") for name in missing})
    first = project.status == Project.Status.DRAFT
    project.status, project.opened_at = Project.Status.OPEN, project.opened_at or now
    project.save(update_fields=["status", "opened_at"])
    record(verb="project.opened", subject=project, by=by, at=now)
    if first:
        _issue_rate_card(project, by=by, now=now)
        workers = User.objects.filter(role=Role.WORKER, hears_of_projects=True, is_active=True)
        path = reverse("labeling:project", args=[project.pk])
        notify(users=workers, kind="project_opened", path=path, at=now, project=project.name)
    return project


@transaction.atomic
def pause_project(*, by: User, project: Project, now=None) -> Project:
    """Offer no more work for now; what is in hand goes on."""
    return _set_status(project, Project.Status.PAUSED, allowed={Project.Status.OPEN}, by=by, now=now)


@transaction.atomic
def close_project(*, by: User, project: Project, now=None) -> Project:
    """Offer no more work, for good; what is in hand can still be handed in, judged and paid."""
    allowed = {Project.Status.OPEN, Project.Status.PAUSED}
    return _set_status(project, Project.Status.CLOSED, allowed=allowed, by=by, now=now)


def _set_status(project, status, *, allowed, by, now) -> Project:
    now = now or timezone.now()
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.status not in allowed:
        text = _("The project is “%(status)s” now; that cannot be done.") % {"status": project.get_status_display()}
        raise Refused("wrong_status", text, status=409)
    project.status = status
    project.closed_at = now if status == Project.Status.CLOSED else None
    project.save(update_fields=["status", "closed_at"])
    record(verb=f"project.{status}", subject=project, by=by, at=now)
    return project


@transaction.atomic
def seat_reviewer(*, by: User, project: Project, user: User, now=None) -> Seat:
    """Let a worker judge this project's work (never their own)."""
    if user.role != Role.WORKER:
        raise Refused("not_a_worker", _("Only a worker can be a reviewer."))
    seat, created = Seat.objects.get_or_create(project=project, user=user)
    if created:
        record(verb="project.reviewer_seated", subject=project, by=by, at=now or timezone.now(), user=user.pk)
    return seat


@transaction.atomic
def unseat_reviewer(*, by: User, project: Project, user: User, now=None) -> None:
    """Take the seat away; what the reviewer decided stays."""
    removed, _rows = Seat.objects.filter(project=project, user=user).delete()
    if removed:
        record(verb="project.reviewer_unseated", subject=project, by=by, at=now or timezone.now(), user=user.pk)


@transaction.atomic
def add_guide_picture(*, by: User, project: Project, name: str, data: bytes, now=None) -> GuidePicture:
    """Store an example picture for the guide, or replace the one of this name."""
    try:
        picture = pictures.normalise(data)
    except pictures.Unacceptable as error:
        raise Refused("bad_picture", _("%(name)s is not a usable picture.") % {"name": name}) from error
    name = re.sub(r"[^\w.-]+", "-", name)[-100:]
    key = storage.put(f"guides/{project.pk}/{name}.{picture.extension}", picture.data)
    stored, _created = GuidePicture.objects.update_or_create(project=project, name=name, defaults={"key": key})
    record(verb="project.guide_picture_added", subject=project, by=by, at=now or timezone.now(), name=name)
    return stored


def make_thumbnails(*, limit: int = 20) -> int:
    """Make thumbnails for images that have none; returns how many were made."""
    made = 0
    for _turn in range(limit):
        with transaction.atomic():
            waiting = Image.objects.select_for_update(skip_locked=True).filter(thumbnail_key="").order_by("id")
            image = waiting.first()
            if image is None:
                break
            small = pictures.thumbnail(storage.read(image.key))
            image.thumbnail_key = storage.put(f"thumbnails/{image.project_id}/{image.sha256}.jpg", small)
            image.save(update_fields=["thumbnail_key"])
            made += 1
    return made


def record_pace(*, project_id: int, **figures) -> None:
    """Keep what review measured, for the project's card."""
    Pace.objects.update_or_create(project_id=project_id, defaults=figures)
