"""The nightly look for reservations without an owner and for budgets that differ from the books."""

from django.core import mail
from django.utils import timezone

from payouts import tasks
from payouts.verification import sweep_books
from people.actions import send_mail
from people.models import Event, Notice
from tests.cast import NOON


def test_books_that_agree_leave_no_word(cast):
    cast.claim(now=timezone.now())
    cast.ada  # noqa: B018 who would be told
    assert sweep_books() == 0
    assert not Notice.objects.filter(kind="books_differ").exists()
    assert not Event.objects.filter(verb="books.differ").exists()


def test_every_admin_is_told_of_a_reservation_without_an_owner(cast, sql):
    admins = {cast.ada, cast.abel}
    cast.claim(now=timezone.now())
    sql("UPDATE projects_budget SET reserved_micro = reserved_micro + 7 WHERE project_id = %s", [cast.cats.pk])
    assert sweep_books(now=NOON) == 1
    event = Event.objects.get(verb="books.differ")
    assert (event.actor, event.subject, event.data["findings"]) == (None, "ledger", 1)
    assert f"project {cast.cats.pk}: reserved" in event.data["first"][0]
    notices = Notice.objects.filter(kind="books_differ")
    assert {notice.user for notice in notices} == admins
    assert {notice.path for notice in notices} == {"/events/?what=books.differ"}


def test_an_assignment_that_reserves_for_nothing_is_told_too(cast, sql):
    cast.ada  # noqa: B018 who is told
    (assignment,) = cast.claim(now=timezone.now())
    sql("UPDATE labeling_assignment SET reserved_micro = reserved_micro + 7 WHERE id = %s", [assignment.pk])
    sql("UPDATE projects_budget SET reserved_micro = reserved_micro + 7 WHERE project_id = %s", [cast.cats.pk])
    tasks.sweep_books()
    (notice,) = Notice.objects.filter(kind="books_differ")
    assert f"assignment {assignment.pk} (claimed)" in notice.data["first"][0]
    send_mail()
    (message,) = [message for message in mail.outbox if "with the books" in message.subject]
    assert message.subject == "Budgets or reservations that do not agree with the books: 1"
    assert notice.data["first"][0] in message.body


def test_many_are_counted_and_the_first_are_named(cast, sql):
    cast.ada  # noqa: B018 who is told
    cast.claim(count=10, now=timezone.now())
    cast.claim(cast.ben, count=3, project=cast.dogs, now=timezone.now())
    sql("UPDATE labeling_assignment SET reserved_micro = reserved_micro + 7")
    assert sweep_books() == 13 + 2
    assert len(Notice.objects.get(kind="books_differ").data["first"]) == 10
