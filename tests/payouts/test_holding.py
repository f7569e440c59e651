"""A hold keeps a worker's deposits back, with a reason that the worker reads."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from payouts import actions, queries
from payouts.models import Hold
from people.errors import Refused
from people.models import Event
from tests.cast import NOON


def test_a_hold_is_placed_and_lifted_and_both_are_told(cast):
    hold = actions.place_hold(by=cast.ada, worker=cast.ana, reason=" Papers differ ", now=NOON)
    assert queries.hold_of(cast.ana) == hold
    assert hold.reason == "Papers differ"
    notice = cast.ana.notices.get(kind="hold_placed")
    assert (notice.data["reason"], notice.by_mail, notice.path) == ("Papers differ", True, "/money/")
    actions.lift_hold(by=cast.abel, hold=hold, now=NOON)
    actions.lift_hold(by=cast.ada, hold=hold, now=NOON)
    assert queries.hold_of(cast.ana) is None
    assert cast.ana.notices.filter(kind="hold_lifted").count() == 1
    verbs = Event.objects.filter(subject=f"hold:{hold.pk}").order_by("id").values_list("verb", "actor")
    assert list(verbs) == [("hold.placed", cast.ada.pk), ("hold.lifted", cast.abel.pk)]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_hold_has_a_reason(cast, reason):
    with pytest.raises(Refused) as refusal:
        actions.place_hold(by=cast.ada, worker=cast.ana, reason=reason)
    assert list(refusal.value.fields) == ["reason"]


def test_one_hold_at_a_time_and_of_workers_only(cast):
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers")
    with pytest.raises(Refused) as refusal:
        actions.place_hold(by=cast.abel, worker=cast.ana, reason="More papers")
    assert (refusal.value.code, refusal.value.status) == ("held", 409)
    with pytest.raises(Refused) as refusal:
        actions.place_hold(by=cast.ada, worker=cast.clara, reason="Papers")
    assert refusal.value.code == "not_a_worker"
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("name", ["ana", "clara"])
def test_only_admins_hold_and_lift(cast, name):
    with pytest.raises(PermissionDenied):
        actions.place_hold(by=getattr(cast, name), worker=cast.ben, reason="Papers")
    hold = actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers")
    with pytest.raises(PermissionDenied):
        actions.lift_hold(by=getattr(cast, name), hold=hold)


def test_the_database_keeps_what_was_said(cast):
    hold = actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers")
    with pytest.raises(IntegrityError):
        Hold.objects.filter(pk=hold.pk).update(reason="Something else")
