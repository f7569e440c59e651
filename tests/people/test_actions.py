"""The event log, notices, the outbox and a real mail server."""

import smtplib
import socket
from datetime import UTC, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.utils import timezone

from people import actions
from people.models import Event, Notice, Role, User
from tests.cast import NOON, Cast
from tests.probes import at_once


def tell(*users, kind="submission_returned", **data):
    data = {"project": "Cats", "image": "a.jpg"} | data
    actions.notify(users=users, kind=kind, path="/work/7/label/", at=NOON, **data)


class Box:
    """A mail server that keeps what it is given, and says no to whom it is told to."""

    def __init__(self):
        self.mails, self.refusing = [], {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 Kept"

    @property
    def to(self) -> list[str]:
        return [address for addresses, _text in self.mails for address in addresses]


@pytest.fixture
def server(settings):
    """A real SMTP server on a free port, to which the settings point."""
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 10
    box.stop = controller.stop
    yield box
    if controller.server:
        controller.stop()


# The event log


def test_what_was_done_is_recorded_with_who_and_when(cast):
    event = actions.record(verb="test.done", subject=cast.ben, by=cast.ana, at=NOON, count=3)
    stored = Event.objects.get(pk=event.pk)
    assert (stored.verb, stored.subject, stored.actor) == ("test.done", f"user:{cast.ben.pk}", cast.ana)
    assert (stored.at, stored.data) == (NOON, {"count": 3})
    assert actions.record(verb="test.done", subject=cast.ben, by=None, at=NOON).actor is None


# Notices


def test_each_is_told_in_the_app_and_by_mail_where_the_kind_is_mailed(cast):
    tell(cast.ana, cast.ben)
    tell(cast.ana, kind="boxes_refused")
    mailed = Notice.objects.filter(kind="submission_returned")
    assert {notice.user for notice in mailed} == {cast.ana, cast.ben}
    assert all(notice.by_mail for notice in mailed)
    quiet = Notice.objects.get(kind="boxes_refused")
    assert (quiet.by_mail, quiet.read_at, quiet.created_at) == (False, None, NOON)
    assert quiet.data == {"project": "Cats", "image": "a.jpg"}


def test_reading_marks_ones_own_notices_once(cast):
    tell(cast.ana, cast.ben)
    tell(cast.ana)
    assert actions.read_notices(by=cast.ana, now=NOON) == 2
    assert actions.read_notices(by=cast.ana, now=NOON + timedelta(days=1)) == 0
    assert set(cast.ana.notices.values_list("read_at", flat=True)) == {NOON.astimezone(UTC)}
    assert cast.ben.notices.get().read_at is None


# The outbox


def test_a_mail_reaches_a_real_server_once_in_plain_text_and_html(cast, server):
    tell(cast.ana)
    assert actions.send_mail() == 1
    assert actions.send_mail() == 0
    ((to, text),) = server.mails
    assert to == ["ana@cast.example"]
    assert "Subject: Please mend a.jpg" in text
    assert "Content-Type: text/plain" in text
    assert "Content-Type: text/html" in text
    assert "/work/7/label/" in text
    assert Notice.objects.get().mailed_at is not None


def test_mails_go_oldest_first_and_no_more_at_once_than_allowed(cast, server):
    for user in (cast.ben, cast.ana, cast.rita):
        tell(user)
    assert [actions.send_mail(limit=2) for _turn in range(3)] == [2, 1, 0]
    assert server.to == ["ben@cast.example", "ana@cast.example", "rita@cast.example"]


def test_what_is_told_in_the_app_only_is_not_mailed(cast, server):
    tell(cast.ana, kind="lease_expired")
    assert actions.send_mail() == 0
    assert server.mails == []


def test_a_mail_speaks_the_language_of_its_reader(cast, monkeypatch):
    spoken = []

    def render_text(notice):
        from django.utils.translation import get_language

        spoken.append((notice.user.name, notice.kind, get_language(), timezone.get_current_timezone_name()))
        return "Subject", "Body"

    monkeypatch.setattr(actions, "render_text", render_text)
    actions.save_preferences(by=cast.ana, language="ko")
    actions.save_preferences(by=cast.ben, time_zone="Europe/Paris")
    tell(cast.ana)
    tell(cast.ben)
    actions.send_mail()
    assert spoken == [
        ("Ana", "submission_returned", "ko", "Asia/Seoul"),
        ("Ben", "submission_returned", "en", "Europe/Paris"),
    ]
    assert 'lang="ko"' in mail.outbox[0].alternatives[0].content
    assert 'lang="en"' in mail.outbox[1].alternatives[0].content


def test_a_server_that_is_down_loses_nothing(cast, server):
    tell(cast.ana)
    tell(cast.ben)
    server.stop()
    with pytest.raises(OSError, match="refused"):
        actions.send_mail()
    assert Notice.objects.filter(by_mail=True, mailed_at=None).count() == 2


def test_after_a_failure_everything_is_sent_once(cast, server, monkeypatch):
    tell(cast.ana)
    tell(cast.ben)

    def hang_up(*_args, **_rest):
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(smtplib.SMTP, "data", hang_up)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            actions.send_mail()
    assert not Notice.objects.exclude(mailed_at=None).exists()
    assert actions.send_mail() == 2
    assert server.to == ["ana@cast.example", "ben@cast.example"]


@pytest.mark.parametrize("answer", ["550 No such box", "451 Come back later"])
def test_an_address_that_the_server_refuses_does_not_keep_the_others_waiting(cast, server, answer):
    server.refusing["ana@cast.example"] = answer
    tell(cast.ana)
    tell(cast.ben)
    assert actions.send_mail() == 1
    assert server.to == ["ben@cast.example"]
    assert Notice.objects.filter(user=cast.ana, mailed_at=None).exists()


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(cast, server):
    server.refusing = {"ana@cast.example": "451 Come back later", "ben@cast.example": "550 No such box"}
    tell(cast.ana)
    tell(cast.ben)
    assert actions.send_mail() == 0
    server.refusing = {}
    assert actions.send_mail() == 1
    assert server.to == ["ana@cast.example"]
    assert Event.objects.get(verb="mail.refused").subject == f"user:{cast.ben.pk}"
    assert cast.ben.notices.get().read_at is None  # it still stands in the app


@pytest.mark.django_db(transaction=True)
def test_many_who_send_at_once_send_each_mail_once(server):
    cast = Cast()
    for _turn in range(12):
        tell(cast.ana)
    counts = at_once([actions.send_mail] * 6)
    assert sum(counts) == 12, counts
    assert len(server.mails) == 12


# People


def test_a_role_is_set_and_recorded(cast):
    actions.set_role(user=cast.ben, role=Role.CLIENT, by=cast.ada, now=NOON)
    cast.ben.refresh_from_db()
    assert (cast.ben.role, cast.ben.is_staff) == (Role.CLIENT, False)
    event = Event.objects.get(verb="user.role_set")
    assert (event.actor, event.data) == (cast.ada, {"role": "client"})


def test_an_account_made_by_an_operator_is_confirmed_and_recorded(db):
    user = actions.create_user(email="Lee@Cast.Example", password="a long secret", name="Lee", language="ko")
    assert (user.role, user.language, user.check_password("a long secret")) == (Role.WORKER, "ko", True)
    address = user.emailaddress_set.get()
    assert (address.verified, address.primary) == (True, True)
    assert Event.objects.get(verb="user.created").subject == f"user:{user.pk}"


def test_two_accounts_do_not_share_an_address_in_any_case(cast):
    from django.db import IntegrityError, transaction

    assert cast.ana
    with pytest.raises(IntegrityError, match="one_user_per_email"), transaction.atomic():
        actions.create_user(email="ANA@cast.example", password="a long secret", name="Ana two")
    assert User.objects.get_by_natural_key("ANA@CAST.example") == cast.ana


def test_preferences_change_what_they_name_and_nothing_else(cast):
    actions.save_preferences(by=cast.ana, language="ko")
    cast.ana.refresh_from_db()
    assert (cast.ana.language, cast.ana.time_zone, cast.ana.name) == ("ko", "Asia/Seoul", "Ana")
