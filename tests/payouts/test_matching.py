"""What fits nothing: an admin says what it is about, or sets it aside with a reason."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from payouts import actions, queries
from payouts.models import Line, LineKind, Movement
from people.errors import Refused
from people.models import Event
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.telling import EVENING, TENTH, book, gone_out, match, take
from tests.payouts.together import at_once, findings


def test_an_admin_matches_by_hand_what_lost_its_id(cast, payout):
    movement = take(cast.ada, book([TENTH, 80, "", "", "B-1", "bulk"])).movements.get()
    matched = match(cast.abel, movement, f" {payout.end_to_end_id.lower()} ")
    assert (matched.outcome, matched.why, matched.payout) == ("paid", "", payout)
    payout.refresh_from_db()
    assert payout.state == "paid"
    with pytest.raises(Refused) as refusal:
        match(cast.abel, movement, payout.end_to_end_id)
    assert refusal.value.code == "matched"
    assert Event.objects.get(verb="movement.matched").data == {"our_id": payout.end_to_end_id, "was": "no_id"}
    back = take(cast.ada, book([TENTH, "", 80, "", "B-3", "sorry"])).movements.get()
    assert match(cast.ada, back, payout.end_to_end_id).outcome == "returned"
    assert findings() == []


def test_an_admin_matches_a_funding_by_its_reference(cast):
    project = cast.draft()
    funding = actions.announce_funding(by=cast.clara, project=project, amount=5_000 * MICRO, now=NOON)
    movement = take(cast.ada, book([TENTH, "", 5_000, "", "B-9", "no words"])).movements.get()
    assert match(cast.ada, movement, funding.reference).funding == funding


def test_sums_have_to_agree_by_hand_too(cast, payout):
    movement = take(cast.ada, book([TENTH, 79, "", "", "B-1", ""])).movements.get()
    with pytest.raises(Refused) as refusal:
        match(cast.ada, movement, payout.end_to_end_id)
    assert (refusal.value.code, refusal.value.status) == ("amount_differs", 409)
    with pytest.raises(Refused) as refusal:
        match(cast.ada, movement, "HB-XXXXX-X")
    assert refusal.value.code == "unknown_id"
    movement.refresh_from_db()
    assert (movement.outcome, movement.payout) == ("unmatched", None)


@pytest.mark.parametrize("name", ["ana", "clara"])
def test_only_admins_match_and_set_aside(cast, payout, name):
    movement = take(cast.ada, book([TENTH, 80, "", "", "B-1", ""])).movements.get()
    with pytest.raises(PermissionDenied):
        match(getattr(cast, name), movement, payout.end_to_end_id)
    with pytest.raises(PermissionDenied):
        set_aside(getattr(cast, name), movement)


def set_aside(by, movement, reason="Monthly fee of the bank") -> Movement:
    return actions.set_aside_movement(by=by, movement=movement, reason=reason, now=EVENING)


def test_what_is_nothing_of_ours_is_set_aside_with_a_reason_and_books_nothing(cast, payout):
    movement = take(cast.ada, book([TENTH, 3, "", "", "B-1", "fee"])).movements.get()
    before = Line.objects.count()
    done = set_aside(cast.abel, movement, "  Monthly fee ")
    assert (done.outcome, queries.why_unmatched(done)) == ("aside", "Monthly fee")
    assert (list(queries.unmatched()), list(queries.set_aside())) == ([], [done])
    event = Event.objects.get(verb="movement.set_aside")
    assert (event.actor, event.data) == (cast.abel, {"reason": "Monthly fee", "was": "no_id"})
    assert Line.objects.count() == before
    assert findings() == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_nothing_is_set_aside_without_a_reason(cast, payout, sql, reason):
    movement = take(cast.ada, book([TENTH, 3, "", "", "B-1", "fee"])).movements.get()
    with pytest.raises(Refused) as refusal:
        set_aside(cast.ada, movement, reason)
    assert (refusal.value.code, set(refusal.value.fields)) == ("bad_reason", {"reason"})
    with pytest.raises(IntegrityError, match="what_is_set_aside_has_a_reason"):
        sql("UPDATE payouts_movement SET outcome = 'aside', why = ''")


def test_what_was_set_aside_can_still_be_matched_and_what_is_matched_is_not_set_aside(cast, payout):
    movement = take(cast.ada, book([TENTH, 80, "", "", "B-1", "bulk"])).movements.get()
    set_aside(cast.ada, movement)
    assert match(cast.ada, movement, payout.end_to_end_id).outcome == "paid"
    with pytest.raises(Refused) as refusal:
        set_aside(cast.ada, movement)
    assert (refusal.value.code, refusal.value.status) == ("matched", 409)
    movement.refresh_from_db()
    assert (movement.outcome, list(queries.set_aside())) == ("paid", [])
    assert findings() == []


def test_a_file_that_tells_it_again_does_not_bring_back_what_was_set_aside(cast, payout):
    fee = [TENTH, 3, "", "", "B-1", "fee"]
    set_aside(cast.ada, take(cast.ada, book(fee)).movements.get())
    take(cast.ada, book(fee, gone_out(payout, reference="B-2")))
    assert not queries.unmatched().exists()


@pytest.mark.django_db(transaction=True)
def test_one_movement_matched_and_set_aside_at_once_is_one_of_the_two(cast, payout):
    movement = take(cast.ada, book([TENTH, 80, "", "", "B-1", "bulk"])).movements.get()
    ada, abel = cast.ada, cast.abel

    def tried(call):
        try:
            return call()
        except Refused:
            return None

    at_once(
        lambda: tried(lambda: match(ada, movement, payout.end_to_end_id)),
        lambda: tried(lambda: match(abel, movement, payout.end_to_end_id)),
        lambda: tried(lambda: set_aside(abel, movement)),
    )
    movement.refresh_from_db()
    assert movement.outcome == "paid"
    assert Line.objects.filter(kind=LineKind.PAYMENT).count() == 1
    assert findings() == []
