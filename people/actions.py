"""Writes about people: events, notices, mail, roles."""

from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.canvas_settings import mistakes
from people.errors import Refused
from people.models import Event, Notice, Role, User
from people.notices import MAILED, render_html, render_text
from people.origin import current_origin

# A mail server's answers (RFC 5321): taken, and from where on a refusal is for good.
TAKEN = 250
FOR_GOOD = 500


def record(*, verb: str, subject, by: User | None, at: datetime, **data) -> Event:
    """Append to the event log, with where the request came from.

    `subject` is an instance, stored as "project:3", or a word for what there is only one of, such as "ledger".
    """
    name = subject if isinstance(subject, str) else f"{subject._meta.model_name}:{subject.pk}"
    return Event.objects.create(at=at, actor=by, verb=verb, subject=name, data=data, origin=current_origin())


def notify(*, users, kind: str, path: str, at: datetime, **data) -> None:
    """Tell each of `users` the same thing, in the app and, where the kind is mailed, by mail."""
    Notice.objects.bulk_create(
        Notice(user=user, kind=kind, path=path, data=data, created_at=at, by_mail=kind in MAILED) for user in users
    )


def notify_each(*, rows: str, params: dict, kind: str, at: datetime) -> int:
    """Tell many people something of their own: `rows` is a query for user_id, path and data (jsonb). Returns how many.

    For a month's statements, which never pass through Python.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO people_notice (user_id, kind, path, data, created_at, by_mail)
            SELECT user_id, %(kind)s, path, data, %(at)s, %(by_mail)s FROM ({rows}) told
            """,
            params | {"kind": kind, "at": at, "by_mail": kind in MAILED},
        )
        return cursor.rowcount


def read_notices(*, by: User, now: datetime | None = None) -> int:
    """Mark everything that was told to `by` as read."""
    return by.notices.filter(read_at=None).update(read_at=now or timezone.now())


def send_mail(*, limit: int = 50) -> int:
    """Send the mails that wait in the outbox, oldest first; returns how many.

    A mail is marked in the transaction that sent it, and locked meanwhile, so that two workers never send it
    twice; a server that fails in between may, which is the better error. What the server will not take for one
    person keeps nobody else waiting: refused for now, it is tried again next time; for good, it stands in the app.
    """
    sent, put_off = 0, []
    while sent < limit and len(put_off) < limit:
        with transaction.atomic():
            waiting = Notice.objects.filter(by_mail=True, mailed_at=None).exclude(pk__in=put_off)
            waiting = waiting.select_related("user").select_for_update(skip_locked=True, of=("self",))
            notice = waiting.order_by("id").first()
            if notice is None:
                break
            code = _mail(notice)
            if code == TAKEN:
                sent += 1
                notice.mailed_at = timezone.now()
            elif code >= FOR_GOOD:
                notice.by_mail = False
                record(
                    verb="mail.refused", subject=notice.user, by=None, at=timezone.now(), notice=notice.pk, code=code
                )
            else:
                put_off.append(notice.pk)
            notice.save(update_fields=["mailed_at", "by_mail"])
    return sent


def _mail(notice: Notice) -> int:
    """Hand one mail to the server; returns its answer. A server that cannot be reached is an error."""
    with translation.override(notice.user.language), timezone.override(ZoneInfo(notice.user.time_zone)):
        subject, body = render_text(notice)
        url = settings.SITE_URL + notice.path
        mail = EmailMultiAlternatives(subject, f"{body}\n\n{url}\n", to=[notice.user.email])
        mail.attach_alternative(render_html(notice, url), "text/html")
    try:
        mail.send()
    except SMTPRecipientsRefused as refusal:
        return next(iter(refusal.recipients.values()))[0]
    except SMTPDataError as refusal:
        return refusal.smtp_code
    return TAKEN


@transaction.atomic
def set_role(*, user: User, role: Role, by: User | None, now: datetime | None = None) -> None:
    """Make `user` a worker, a client or an admin."""
    user.role = role
    user.save(update_fields=["role"])
    record(verb="user.role_set", subject=user, by=by, at=now or timezone.now(), role=str(role))


@transaction.atomic
def create_user(
    *, email: str, password: str, name: str, role: Role = Role.WORKER, by: User | None = None, **preferences
) -> User:
    """Make an account without the sign-up page, for an operator or the demo; the address counts as confirmed."""
    user = User.objects.create_user(email, password, name=name, role=role, **preferences)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    record(verb="user.created", subject=user, by=by, at=timezone.now(), role=str(role))
    return user


def save_preferences(*, by: User, **preferences) -> User:
    """Change the person's own name, language, time zone or wishes."""
    for name, value in preferences.items():
        setattr(by, name, value)
    by.save(update_fields=list(preferences))
    return by


@transaction.atomic
def save_canvas_settings(*, by: User, settings: object) -> dict:
    """Keep how the person likes to draw; what `settings` does not name stays. Refuses what it does not know.

    Several pages may be open: each names what was changed on it, and undoes nothing that another one saved.
    """
    wrong = mistakes(settings)
    if wrong:
        names = {str(name)[:80]: code for name, code in list(wrong.items())[:20]}
        raise Refused("bad_settings", _("These drawing settings cannot be kept."), fields=names)
    by.canvas = User.objects.select_for_update().get(pk=by.pk).canvas | settings
    by.save(update_fields=["canvas"])
    return by.canvas
