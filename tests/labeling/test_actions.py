"""Taking work, drawing, handing in, giving back, and leases that run out."""

import math
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from labeling import actions
from labeling.actions import RETURN_LEASE
from labeling.models import Assignment, Box, Draft, Submission, Task
from people.models import Event, Notice
from projects import actions as projects
from projects.models import RateCard
from projects.money import MICRO
from tests.cast import LABELS, NOON
from tests.probes import refused, won_of

EACH = 20 * 40 + 4 * 5  # what a claim on the cats reserves: twenty of the dearest boxes, three reviews, an objection
LEASE = timedelta(minutes=120)
DEARER = [label | {"unit_price_micro": 2 * label["unit_price_micro"]} for label in LABELS]


def submit(cast, assignment, *, after=timedelta(minutes=5), by=None, boxes=None, **rest) -> Submission:
    boxes = cast.boxes() if boxes is None else boxes
    return actions.submit(by=by or cast.ana, assignment=assignment, boxes=boxes, now=NOON + after, **rest)


def draft(cast, assignment, version, boxes, by=None) -> Draft:
    return actions.save_draft(by=by or cast.ana, assignment=assignment, version=version, boxes=boxes, now=NOON)


# Claiming


def test_a_claim_locks_price_deadline_and_pay_day_and_reserves_what_it_can_cost(cast):
    first, second = cast.claim(count=2)
    assert (first.state, first.round) == ("claimed", 0)
    assert (first.review_hours, first.pay_day) == (72, 10)
    assert (first.claimed_at, first.expires_at) == (NOON, NOON + LEASE)
    assert first.rate_card == RateCard.objects.get(project=cast.cats)
    assert first.reserved_micro == second.reserved_micro == EACH * MICRO
    assert won_of(cast.cats) == (2 * EACH, 0)
    assert set(Task.objects.filter(state="taken")) == {first.task, second.task}


def test_a_claim_is_in_the_event_log(cast):
    taken = cast.claim(count=2)
    event = Event.objects.get(verb="work.claimed")
    assert (event.actor, event.at, event.subject) == (cast.ana, NOON, f"project:{cast.cats.pk}")
    assert event.data == {"assignments": [a.pk for a in taken]}


def test_a_later_price_never_touches_what_was_taken_before(cast):
    (before,) = cast.claim()
    projects.update_project(
        by=cast.clara, project=cast.cats, labels=DEARER, review_hours=1, pay_day=20, lease_minutes=5, now=NOON
    )
    cast.cats.refresh_from_db()
    (after,) = cast.claim()
    row = Assignment.objects.filter(pk=before.pk).values().get()
    assert before.rate_card.rates.get(label__name="cat").unit_price_micro == 40 * MICRO
    assert (row["rate_card_id"], row["review_hours"], row["pay_day"]) == (before.rate_card_id, 72, 10)
    assert after.rate_card.rates.get(label__name="cat").unit_price_micro == 80 * MICRO
    assert (after.review_hours, after.pay_day, after.expires_at - NOON) == (1, 20, timedelta(minutes=5))
    submission = submit(cast, before)
    assert submission.review_by == submission.submitted_at + timedelta(hours=72)
    before.refresh_from_db()
    assert before.reserved_micro == (40 + 2 * 5) * MICRO


@pytest.mark.parametrize("count", [0, -3])
def test_asking_for_nothing_is_refused(cast, count):
    assert refused(cast.claim, count=count).code == "bad_count"


@pytest.mark.parametrize("stop", [projects.pause_project, projects.close_project])
def test_a_project_that_is_not_open_offers_nothing(cast, stop):
    project = stop(by=cast.clara, project=cast.cats, now=NOON)
    refusal = refused(cast.claim, project=project)
    assert (refusal.code, refusal.status) == ("not_open", 409)
    assert refused(cast.claim, project=cast.draft()).code == "not_open"
    assert not Assignment.objects.exists()


def test_what_was_taken_before_a_project_closed_can_still_be_handed_in(cast):
    (assignment,) = cast.claim()
    projects.close_project(by=cast.clara, project=cast.cats, now=NOON)
    assert submit(cast, assignment).round == 1


def test_a_budget_that_covers_no_claim_refuses_and_one_that_covers_some_gives_some(cast):
    poor = cast.opened(cast.draft(name="Poor"), won=2 * EACH - 1)
    cast.claim(cast.ben, poor)
    refusal = refused(cast.claim, project=poor)
    assert (refusal.code, refusal.status) == ("no_budget", 409)
    assert Task.objects.filter(project=poor, state="taken").count() == 1
    middling = cast.opened(cast.draft(name="Middling"), won=2 * EACH + 500)
    assert len(cast.claim(project=middling, count=5)) == 2
    assert won_of(middling) == (2 * EACH, 0)


def test_hands_hold_as_much_as_the_project_says_and_a_submission_empties_them(cast):
    project = cast.opened(cast.draft(name="Few", max_in_hand=3))
    held = cast.claim(project=project, count=2)
    assert len(cast.claim(project=project, count=5)) == 1
    refusal = refused(cast.claim, project=project)
    assert (refusal.code, refusal.status) == ("hands_full", 409)
    assert len(cast.claim(cast.ben, project=project)) == 1  # other hands are other hands
    submit(cast, held[0], boxes=cast.boxes(project))
    assert len(cast.claim(project=project, count=5)) == 1


def test_a_returned_piece_is_in_hand_too(cast):
    project = cast.draft(name="One", max_in_hand=1)
    projects.seat_reviewer(by=cast.clara, project=project, user=cast.rita, now=NOON)
    cast.decided(cast.submitted(project=cast.opened(project)), "returned", reason="Again")
    project.refresh_from_db()
    assert refused(cast.claim, project=project).code == "hands_full"


@pytest.mark.parametrize("name", ["clara", "carl", "ada"])
def test_only_workers_take_work(cast, name):
    with pytest.raises(PermissionDenied):
        cast.claim(getattr(cast, name))


def test_nothing_left_is_an_empty_list(cast):
    assert len(cast.claim(cast.ben, count=20)) == 10
    assert cast.claim() == []


def test_images_uploaded_after_the_opening_are_laid_out_by_the_next_claim(cast):
    assert len(cast.claim(cast.ben, count=20)) == 10
    cast.add_images(cast.cats, 2)
    assert len(cast.claim(count=5)) == 2
    assert Task.objects.count() == 12


def test_one_claim_takes_what_was_there_and_what_was_uploaded_since(cast):
    cast.claim(cast.ben, count=9)
    cast.add_images(cast.cats, 2)
    taken = cast.claim(count=3)
    assert len({assignment.task.image_id for assignment in taken}) == 3


def test_nobody_gets_two_copies_of_one_image(cast):
    project = cast.opened(cast.draft(name="Overlap", images=4, overlap=3))
    taken = cast.claim(project=project, count=20)
    assert len(taken) == len({assignment.task.image_id for assignment in taken}) == 4
    assert cast.claim(project=project) == []
    assert len(cast.claim(cast.ben, project, count=20)) == 4
    assert Task.objects.filter(project=project).count() == 12


def test_who_has_labeled_an_image_gets_no_other_copy_but_who_gave_it_back_may_take_it_again(cast):
    project = cast.opened(cast.draft(name="Overlap", images=1, overlap=2))
    (given_back,) = cast.claim(project=project)
    actions.release(by=cast.ana, assignment=given_back, now=NOON)
    (again,) = cast.claim(project=project)
    submit(cast, again, boxes=cast.boxes(project))
    assert cast.claim(project=project) == []


# Drafts


def test_each_save_counts_up_and_keeps_the_boxes(cast):
    (assignment,) = cast.claim()
    assert draft(cast, assignment, 0, cast.boxes(cats=1)).version == 1
    assert draft(cast, assignment, 1, cast.boxes(cats=2)).version == 2
    stored = Draft.objects.get()
    assert (stored.version, stored.boxes, stored.saved_at) == (2, cast.boxes(cats=2), NOON)


@pytest.mark.parametrize("version", [0, 1, 3, -1])
def test_a_stale_save_is_a_conflict_and_never_an_overwrite(cast, version):
    (assignment,) = cast.claim()
    draft(cast, assignment, 0, cast.boxes(cats=1))
    draft(cast, assignment, 1, cast.boxes(cats=2))
    refusal = refused(draft, cast=cast, assignment=assignment, version=version, boxes=cast.boxes(cats=3))
    assert (refusal.code, refusal.status, refusal.fields) == ("stale_draft", 409, {"version": 2})
    assert Draft.objects.get().boxes == cast.boxes(cats=2)


def test_the_same_boxes_again_are_no_conflict(cast):
    """The answer to the first save was lost on its way, so the browser asks again with the version it knows."""
    (assignment,) = cast.claim()
    draft(cast, assignment, 0, cast.boxes(cats=2))
    assert draft(cast, assignment, 0, cast.boxes(cats=2)).version == 1
    assert Draft.objects.get().version == 1


def test_handing_in_what_was_drawn_on_an_older_draft_is_a_conflict_and_loses_nothing(cast):
    """The phone saved three boxes; a page that was opened before, elsewhere, hands in its one."""
    (assignment,) = cast.claim()
    draft(cast, assignment, 0, cast.boxes(cats=3))
    work = {"by": cast.ana, "assignment": assignment, "now": NOON}
    refusal = refused(actions.submit, **work, boxes=cast.boxes(cats=1), version=0)
    assert (refusal.code, refusal.status, refusal.fields) == ("stale_draft", 409, {"version": 1})
    assert Draft.objects.get().boxes == cast.boxes(cats=3)
    assert actions.submit(**work, boxes=cast.boxes(cats=1), version=1).boxes.count() == 1


@pytest.mark.parametrize(
    ("hand_over", "given"),
    [(actions.save_draft, {"version": 0}), (actions.submit, {"version": 0}), (actions.submit, {})],
)
def test_what_was_drawn_before_a_piece_was_handed_in_elsewhere_is_no_part_of_its_next_round(cast, hand_over, given):
    """A phone was without a network meanwhile: the piece was handed in by another device, and returned."""
    submission = cast.submitted(cats=3)
    assignment = submission.assignment
    cast.decided(submission, "returned", reason="the tail")
    work = {"by": cast.ana, "assignment": assignment, "boxes": cast.boxes(cats=1), "now": NOON}
    refusal = refused(hand_over, **work, **given, on_round=0)
    assert (refusal.code, refusal.status) == ("wrong_state", 409)
    assert not Draft.objects.exists()
    assert assignment.submissions.count() == 1
    assert hand_over(**work, **given, on_round=1)


@pytest.mark.parametrize(("cats", "version"), [(3, 0), (1, None)])
def test_the_same_boxes_or_no_version_hand_in_whatever_was_saved_meanwhile(cast, cats, version):
    (assignment,) = cast.claim()
    draft(cast, assignment, 0, cast.boxes(cats=3))
    work = {"by": cast.ana, "assignment": assignment, "now": NOON}
    assert actions.submit(**work, boxes=cast.boxes(cats=cats), version=version).boxes.count() == cats


def test_a_draft_that_does_not_exist_has_version_0(cast):
    (assignment,) = cast.claim()
    refusal = refused(draft, cast=cast, assignment=assignment, version=4, boxes=[])
    assert refusal.fields == {"version": 0}
    assert not Draft.objects.exists()


def test_drafts_of_others_and_of_what_is_not_in_hand_are_refused(cast):
    (assignment,) = cast.claim()
    assert refused(draft, cast=cast, assignment=assignment, version=0, boxes=[], by=cast.ben).code == "wrong_state"
    submit(cast, assignment)
    assert refused(draft, cast=cast, assignment=assignment, version=0, boxes=[]).code == "wrong_state"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("verb", [actions.save_draft, actions.submit])
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"x": -50}, "boxes.1.x"),
        ({"width": -3}, "boxes.1.width"),
        ({"height": 1e9}, "boxes.1.y"),
        ({"x": math.nan}, "boxes.1.x"),
        ({"y": "10"}, "boxes.1.y"),
        ({"label": 0}, "boxes.1.label"),
    ],
)
def test_a_bad_box_is_named_and_nothing_is_stored(cast, verb, change, path):
    (assignment,) = cast.claim()
    good, bad = cast.boxes(cats=2)
    given = {"version": 0} if verb is actions.save_draft else {}
    refusal = refused(verb, by=cast.ana, assignment=assignment, boxes=[good, bad | change], now=NOON, **given)
    assert (refusal.code, refusal.status, list(refusal.fields)) == ("bad_boxes", 400, [path])
    assert "Box 2" in refusal.message
    assert not Draft.objects.exists()
    assert not Submission.objects.exists()
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reserved_micro) == ("claimed", EACH * MICRO)


def test_labels_of_another_project_and_too_many_boxes_are_refused(cast):
    (assignment,) = cast.claim()
    foreign = refused(submit, cast=cast, assignment=assignment, boxes=cast.boxes(cast.dogs))
    assert list(foreign.fields) == ["boxes.0.label"]
    too_many = refused(submit, cast=cast, assignment=assignment, boxes=cast.boxes(cats=21))
    assert list(too_many.fields) == ["boxes"]


# Handing in


def test_handing_in_keeps_the_boxes_and_shrinks_the_reservation_to_what_they_can_cost(cast):
    (assignment,) = cast.claim()
    draft(cast, assignment, 0, cast.boxes(cats=9))
    submission = submit(cast, assignment, boxes=cast.boxes(cats=2, ears=1), active_ms=61_000)
    assert (submission.round, submission.active_ms) == (1, 61_000)
    assert submission.submitted_at == NOON + timedelta(minutes=5)
    assert submission.review_by == submission.submitted_at + timedelta(hours=72)
    drawn = [
        {"label": b.label_id, "x": b.x, "y": b.y, "width": b.width, "height": b.height} for b in submission.boxes.all()
    ]
    assert drawn == cast.boxes(cats=2, ears=1)
    assert not Draft.objects.exists()
    assignment.refresh_from_db()
    assert (assignment.state, assignment.round) == ("submitted", 1)
    assert assignment.reserved_micro == (95 + 2 * 5) * MICRO
    assert won_of(cast.cats) == (105, 0)
    assert assignment.task.state == "taken"


def test_an_empty_submission_reserves_its_reviews_alone(cast):
    (assignment,) = cast.claim()
    assert submit(cast, assignment, boxes=[]).boxes.count() == 0
    assert won_of(cast.cats) == (10, 0)


def test_the_same_key_again_gives_the_first_submission_whatever_happened_since(cast):
    (assignment,) = cast.claim()
    first = submit(cast, assignment, idempotency_key="k1")
    assert submit(cast, assignment, idempotency_key="k1", boxes=[]) == first
    cast.decided(first, "returned", reason="Again")
    assert submit(cast, assignment, idempotency_key="k1", after=timedelta(hours=2)) == first
    second = submit(cast, assignment, idempotency_key="k2", after=timedelta(hours=2))
    assert second.round == 2
    assert submit(cast, assignment, idempotency_key="k1", after=timedelta(hours=3)) == first
    assert Submission.objects.count() == 2


def test_a_key_opens_nobody_elses_submission(cast):
    (assignment,) = cast.claim()
    submit(cast, assignment, idempotency_key="k1")
    refusal = refused(submit, cast=cast, assignment=assignment, by=cast.ben, idempotency_key="k1")
    assert refusal.code == "wrong_state"


def test_the_same_work_is_not_handed_in_twice(cast):
    (assignment,) = cast.claim()
    submit(cast, assignment)
    refusal = refused(submit, cast=cast, assignment=assignment)
    assert (refusal.code, refusal.fields) == ("wrong_state", {"state": "submitted"})
    assert Box.objects.count() == 1


def test_work_is_handed_in_by_nobody_else(cast):
    (assignment,) = cast.claim()
    assert refused(submit, cast=cast, assignment=assignment, by=cast.ben).code == "wrong_state"
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("told", "kept"), [(61_000, 61_000), (10**9, 300_000), (-5, 0), (0, 0)])
def test_active_time_is_never_beyond_the_wall_time(cast, told, kept):
    (assignment,) = cast.claim()
    assert submit(cast, assignment, active_ms=told, after=timedelta(minutes=5)).active_ms == kept


# Giving back, and leases


def test_giving_back_frees_task_and_budget_and_costs_nothing(cast):
    (assignment,) = cast.claim()
    actions.release(by=cast.ana, assignment=assignment, now=NOON)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reserved_micro, assignment.task.state) == ("released", 0, "open")
    assert won_of(cast.cats) == (0, 0)
    (taken,) = cast.claim(cast.ben)
    assert taken.task == assignment.task


def test_nobody_gives_back_what_is_not_in_their_hands(cast):
    (assignment,) = cast.claim()
    assert refused(actions.release, by=cast.ben, assignment=assignment).code == "wrong_state"
    submit(cast, assignment)
    assert refused(actions.release, by=cast.ana, assignment=assignment).code == "wrong_state"


def test_a_lease_that_ran_out_frees_the_task_and_tells_the_worker(cast):
    over, handed_in = cast.claim(count=2)
    (younger,) = cast.claim(cast.ben, now=NOON + timedelta(minutes=1))
    submit(cast, handed_in)
    assert actions.expire_leases(now=NOON + LEASE) == 0  # not over yet
    assert actions.expire_leases(now=NOON + LEASE + timedelta(seconds=1)) == 1
    for assignment in (over, younger, handed_in):
        assignment.refresh_from_db()
    assert (over.state, over.reserved_micro, over.task.state) == ("expired", 0, "open")
    assert (younger.state, handed_in.state) == ("claimed", "submitted")
    notice = Notice.objects.get(kind="lease_expired")
    assert (notice.user, notice.data, notice.by_mail) == (cast.ana, {"project": "Cats"}, False)
    assert notice.path == f"/work/{over.pk}/label/"
    assert won_of(cast.cats) == (EACH + 50, 0)


def test_who_hands_in_before_the_sweep_is_in_time(cast):
    (assignment,) = cast.claim()
    submit(cast, assignment, after=LEASE + timedelta(hours=1))
    assert actions.expire_leases(now=NOON + timedelta(days=1)) == 0


def test_after_the_sweep_it_is_too_late(cast):
    (assignment,) = cast.claim()
    actions.expire_leases(now=NOON + timedelta(days=1))
    assert refused(submit, cast=cast, assignment=assignment).fields == {"state": "expired"}


def test_a_returned_piece_stays_in_hand_for_a_week(cast):
    verdict = cast.decided(cast.submitted(), "returned", reason="Again")
    assignment = Assignment.objects.get()
    assert assignment.expires_at == verdict.decided_at + RETURN_LEASE
    assert actions.expire_leases(now=verdict.decided_at + RETURN_LEASE) == 0
    assert actions.expire_leases(now=verdict.decided_at + RETURN_LEASE + timedelta(seconds=1)) == 1
    assert won_of(cast.cats) == (0, 5)  # the reviewer's pay stays spent


def test_a_sweep_takes_at_most_as_many_as_it_is_told(cast):
    cast.claim(count=3)
    over = NOON + timedelta(days=1)
    assert [actions.expire_leases(now=over, limit=2) for _turn in range(3)] == [2, 1, 0]
