"""A project from its draft to its closing, and what each step refuses."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404

from people.errors import Refused
from people.models import Event, Notice
from projects import actions, storage
from projects.models import Pace, Project
from projects.money import MICRO
from projects.queries import current_rate_card, missing_to_open, most_an_image, prices_of
from tests.cast import GUIDE, LABELS, NOON, picture


def refusal(action, **given) -> Refused:
    with pytest.raises(Refused) as caught:
        action(**given)
    return caught.value


def create(cast, labels=LABELS, **rules):
    return actions.create_project(
        **{"by": cast.clara, "name": "New", "currency": "KRW", "labels": labels, "now": NOON} | rules
    )


def reprice(cast, project, cat=None, ear=None, **rest):
    labels = [dict(LABELS[0]), dict(LABELS[1])]
    for label, price in zip(labels, (cat, ear), strict=True):
        if price is not None:
            label["unit_price_micro"] = price
    return actions.update_project(by=cast.clara, project=project, labels=labels, now=NOON, **rest)


def test_a_new_project_is_a_draft_with_its_labels_and_an_empty_budget(cast):
    project = create(cast)
    assert (project.status, project.client) == (Project.Status.DRAFT, cast.clara)
    assert [label.name for label in project.labels.all()] == ["cat", "ear"]
    assert project.budget.free_micro == 0
    assert Event.objects.get(verb="project.created").actor == cast.clara


def test_an_admin_creates_for_a_client_and_a_worker_creates_nothing(cast):
    assert create(cast, by=cast.ada, client=cast.carl).client == cast.carl
    with pytest.raises(PermissionDenied):
        create(cast, by=cast.ana)


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"name": ""}, "name"),
        ({"currency": "XXX"}, "currency"),
        ({"pay_day": 29}, "pay_day"),
        ({"pay_day": 0}, "pay_day"),
        ({"review_hours": 0}, "review_hours"),
        ({"lease_minutes": 1}, "lease_minutes"),
        ({"max_boxes": 0}, "max_boxes"),
        ({"overlap": 10}, "overlap"),
        ({"min_side": 0}, "min_side"),
        ({"review_price_micro": -1}, "review_price_micro"),
        ({"review_price_micro": "dear"}, "review_price_micro"),
    ],
)
def test_rules_that_make_no_sense_are_refused_at_their_field(cast, rules, field):
    assert list(refusal(create, cast=cast, **rules).fields) == [field]
    assert not Project.objects.exists()


def test_a_rule_that_does_not_exist_is_refused(cast):
    assert refusal(create, cast=cast, status="open").code == "unknown_rule"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "cat"}, "labels.1.name"),
        ({"name": ""}, "labels.1.name"),
        ({"hotkey": "1"}, "labels.1.hotkey"),
        ({"hotkey": "%"}, "labels.1.hotkey"),
        ({"color": "red"}, "labels.1.color"),
        ({"unit_price_micro": 0}, "labels.1.unit_price_micro"),
        ({"unit_price_micro": -5}, "labels.1.unit_price_micro"),
    ],
)
def test_a_label_that_cannot_be_is_refused_at_its_row(cast, changed, field):
    assert list(refusal(create, cast=cast, labels=[LABELS[0], LABELS[1] | changed]).fields) == [field]
    assert not Project.objects.exists()


def test_two_labels_may_both_have_no_key(cast):
    assert create(cast, labels=[label | {"hotkey": ""} for label in LABELS]).labels.count() == 2


def test_a_draft_changes_freely(cast):
    project = create(cast)
    labels = [{"name": "dog", "color": "#000000", "hotkey": "d", "unit_price_micro": 1}]
    actions.update_project(by=cast.clara, project=project, labels=labels, name="Dogs", pay_day=20, now=NOON)
    project.refresh_from_db()
    assert (project.name, project.pay_day) == ("Dogs", 20)
    assert [label.name for label in project.labels.all()] == ["dog"]
    assert current_rate_card(project) is None


def test_a_project_opens_only_with_guide_labels_images_and_budget(cast):
    project = create(cast, labels=[])
    assert missing_to_open(project) == ["guide", "labels", "images", "budget"]
    refused = refusal(actions.open_project, by=cast.clara, project=project, now=NOON)
    assert (refused.code, list(refused.fields)) == ("not_ready", ["guide", "labels", "images", "budget"])

    reprice(cast, project, guide=GUIDE)
    cast.add_images(project, 1)
    project.refresh_from_db()
    assert missing_to_open(project) == ["budget"]

    assert missing_to_open(cast.opened(project)) == []


def test_opening_issues_the_first_rate_card_and_tells_workers_who_want_to_hear(cast):
    cast.ben.hears_of_projects = False
    cast.ben.save()
    assert cast.ana
    card = current_rate_card(cast.cats)
    assert (card.version, card.review_price_micro) == (1, 5 * MICRO)
    assert sorted(prices_of(card).values()) == [15 * MICRO, 40 * MICRO]
    told = set(Notice.objects.filter(kind="project_opened").values_list("user__name", flat=True))
    assert told == {"Ana", "Rita"}


def test_a_new_price_is_a_new_rate_card_and_the_old_one_stays(cast):
    reprice(cast, cast.cats, cat=50 * MICRO)
    first, second = cast.cats.rate_cards.order_by("version")
    assert max(prices_of(first).values()) == 40 * MICRO
    assert max(prices_of(second).values()) == 50 * MICRO


def test_a_new_review_price_is_a_new_rate_card_too(cast):
    actions.update_project(by=cast.clara, project=cast.cats, review_price_micro=6 * MICRO, now=NOON)
    assert current_rate_card(cast.cats).review_price_micro == 6 * MICRO


def test_the_same_prices_again_are_no_new_rate_card(cast):
    reprice(cast, cast.cats, name="Cats and ears")
    assert cast.cats.rate_cards.count() == 1


def test_work_that_was_taken_keeps_its_price_after_a_new_one(cast):
    (before,) = cast.claim()
    reprice(cast, cast.cats, cat=50 * MICRO)
    (after,) = cast.claim(cast.ben)
    assert max(prices_of(before.rate_card).values()) == 40 * MICRO
    assert max(prices_of(after.rate_card).values()) == 50 * MICRO


@pytest.mark.parametrize(
    "statement", ["UPDATE projects_rate SET unit_price_micro = 1", "DELETE FROM projects_ratecard"]
)
def test_a_promised_price_cannot_be_rewritten_in_the_database(cast, sql, statement):
    assert cast.cats
    with pytest.raises(DatabaseError, match="append-only"):
        sql(statement)


def test_the_labels_of_an_opened_project_stay(cast):
    fewer = {"labels": LABELS[:1]}
    assert refusal(actions.update_project, by=cast.clara, project=cast.cats, **fewer).code == "labels_fixed"
    assert refusal(reprice, cast=cast, project=cast.cats, ear=0).fields.keys() == {"labels.1.unit_price_micro"}


def test_a_project_opens_pauses_opens_again_and_closes_for_good(cast):
    project = cast.cats
    by = {"by": cast.clara, "now": NOON}
    assert refusal(actions.open_project, project=project, **by).status == 409
    assert actions.pause_project(project=project, **by).status == "paused"
    assert refusal(actions.pause_project, project=project, **by).code == "wrong_status"
    assert actions.open_project(project=project, **by).rate_cards.count() == 1
    closed = actions.close_project(project=project, **by)
    assert (closed.status, closed.closed_at) == ("closed", NOON)
    for action in (actions.open_project, actions.pause_project, actions.close_project, actions.update_project):
        assert refusal(action, project=project, **by).status == 409


def test_a_draft_is_neither_paused_nor_closed(cast):
    for action in (actions.pause_project, actions.close_project):
        assert refusal(action, by=cast.clara, project=cast.draft(), now=NOON).code == "wrong_status"


def test_a_second_opening_tells_nobody_again(cast):
    assert cast.ana
    assert cast.cats
    told = Notice.objects.count()
    actions.pause_project(by=cast.clara, project=cast.cats, now=NOON)
    actions.open_project(by=cast.clara, project=cast.cats, now=NOON)
    assert Notice.objects.count() == told


def test_a_worker_gets_one_seat_and_a_client_none(cast):
    project = cast.draft()
    first = actions.seat_reviewer(by=cast.clara, project=project, user=cast.ana, now=NOON)
    assert actions.seat_reviewer(by=cast.clara, project=project, user=cast.ana, now=NOON) == first
    assert Event.objects.filter(verb="project.reviewer_seated").count() == 1
    assert refusal(actions.seat_reviewer, by=cast.clara, project=project, user=cast.carl).code == "not_a_worker"


def test_a_guide_picture_is_stored_under_a_safe_name_and_replaced_under_the_same(cast):
    project = cast.draft()
    given = {"by": cast.clara, "project": project, "name": "../Ear of a cat (1).png", "now": NOON}
    first = actions.add_guide_picture(**given, data=picture(1))
    second = actions.add_guide_picture(**given, data=picture(2))
    assert first.name == "..-Ear-of-a-cat-1-.png"
    assert project.guide_pictures.get() == second
    assert storage.read(second.key) != storage.read(first.key)
    assert refusal(actions.add_guide_picture, **given, data=b"<svg/>").code == "bad_picture"


def test_thumbnails_are_made_for_what_has_none(cast):
    project = cast.draft(images=3)
    assert actions.make_thumbnails(limit=2) == 2
    assert actions.make_thumbnails() == 1
    assert actions.make_thumbnails() == 0
    assert all(storage.read(image.thumbnail_key).startswith(b"\xff\xd8") for image in project.images.all())


def test_the_most_that_an_image_keeps_ready_is_known_before_anybody_takes_it(cast):
    assert most_an_image(create(cast, labels=[])) == 0
    (taken,) = cast.claim()
    assert most_an_image(cast.cats) == taken.reserved_micro == (20 * 40 + 4 * 5) * MICRO


def test_the_pace_that_was_measured_last_is_kept(cast):
    figures = {"median_hourly_micro": 2, "p25_hourly_micro": 1, "p75_hourly_micro": 3, "boxes_an_image": 1.5}
    for sample in (10, 20):
        actions.record_pace(project_id=cast.cats.pk, sample=sample, seconds_a_box=9.0, measured_at=NOON, **figures)
    assert Pace.objects.get().sample == 20


def test_a_reviewer_who_lost_the_seat_judges_no_more(cast):
    submission = cast.submitted()
    actions.unseat_reviewer(by=cast.clara, project=cast.cats, user=cast.rita)
    assert not cast.cats.seats.exists()
    with pytest.raises(Http404):
        cast.decided(submission)


def test_a_project_whose_budget_does_not_cover_one_image_does_not_open(cast):
    project = cast.draft()
    cast.fund(project, won=20 * 40 + 4 * 5 - 1)
    assert list(refusal(actions.open_project, by=cast.clara, project=project).fields) == ["budget"]
    cast.fund(project, won=1, reference="the last won")
    assert actions.open_project(by=cast.clara, project=project).status == "open"


def test_a_fee_counts_for_what_is_claimed_from_now_on(cast):
    (before,) = cast.claim()
    actions.set_fee(by=cast.ada, project=cast.cats, fee_bp=1_000, now=NOON)
    (after,) = cast.claim()
    assert (before.rate_card.fee_bp, after.rate_card.fee_bp) == (0, 1_000)
    assert after.reserved_micro == before.reserved_micro * 11 // 10
    assert Event.objects.get(verb="project.fee_set").actor == cast.ada


def test_only_an_admin_sets_the_fee(cast):
    with pytest.raises(PermissionDenied):
        actions.set_fee(by=cast.clara, project=cast.cats, fee_bp=0)


def test_a_fee_above_the_pay_itself_is_refused(cast):
    assert refusal(actions.set_fee, by=cast.ada, project=cast.cats, fee_bp=10_001).code == "invalid"
    cast.cats.refresh_from_db()
    assert cast.cats.fee_bp == 0
