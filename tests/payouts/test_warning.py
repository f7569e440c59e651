"""Clients hear that money runs low, and that it has run out: once, until they fund again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labeling import queries as labeling
from payouts import actions
from people.models import Notice
from projects.actions import pause_project, set_fee
from tests.cast import NOON
from tests.payouts.together import at_once

# At most 20 boxes of 40 won and four reviews of 5: 820 won are kept ready for an image.
AN_IMAGE = 820


def project(cast, won, images=10, **rules):
    return cast.opened(cast.draft(name="Purse", images=images, **rules), won)


def warn() -> list[str]:
    before = set(Notice.objects.values_list("pk", flat=True))
    actions.warn_of_budgets(now=NOON)
    return list(Notice.objects.exclude(pk__in=before).order_by("pk").values_list("kind", flat=True))


def test_money_for_everything_warns_of_nothing(cast):
    assert cast.cats
    assert warn() == []


def test_a_budget_that_does_not_cover_one_more_image_is_told_once(cast):
    purse = project(cast, AN_IMAGE)
    cast.claim(project=purse)
    assert [warn(), warn()] == [["budget_out"], []]
    notice = Notice.objects.get(kind="budget_out")
    assert (notice.user, notice.by_mail) == (cast.clara, True)
    assert notice.data == {"project": "Purse", "free_micro": 0, "currency": "KRW", "images": 9}


def test_a_budget_with_less_than_a_fifth_free_is_told_before_it_is_used_up(cast):
    purse = project(cast, 6_000, images=60)
    cast.claim(project=purse, count=6)
    assert warn() == ["budget_low"]
    cast.claim(cast.ben, project=purse)
    assert [warn(), warn()] == [["budget_out"], []]


def test_little_that_is_enough_for_what_is_left_is_no_reason_to_warn(cast):
    purse = project(cast, 6_000, images=7)
    cast.claim(project=purse, count=6)
    assert warn() == []


def test_the_share_is_a_setting(cast, settings):
    settings.BUDGET_LOW_PERCENT = 1
    purse = project(cast, 6_000, images=60)
    cast.claim(project=purse, count=6)
    assert warn() == []


def test_who_funds_again_is_warned_again(cast):
    purse = project(cast, AN_IMAGE)
    cast.claim(project=purse)
    warn()
    cast.fund(purse, AN_IMAGE, "more")
    assert warn() == []
    cast.claim(cast.ben, project=purse)
    assert warn() == ["budget_out"]


def test_what_is_paused_or_done_is_no_reason_to_warn(cast):
    purse = project(cast, AN_IMAGE)
    cast.claim(project=purse)
    pause_project(by=cast.clara, project=purse, now=NOON)
    done = project(cast, AN_IMAGE, images=1)
    cast.claim(project=done)
    assert warn() == []


def test_a_project_without_money_for_an_image_is_not_offered_and_comes_back_funded(cast):
    purse = project(cast, AN_IMAGE)
    assert [offer.name for offer in labeling.offers(cast.ana)] == ["Purse"]
    (held,) = cast.claim(project=purse)
    assert list(labeling.offers(cast.ana)) == []
    cast.fund(purse, AN_IMAGE - 1, "nearly")
    assert list(labeling.offers(cast.ana)) == []
    cast.fund(purse, 1, "enough")
    assert [offer.name for offer in labeling.offers(cast.ben)] == ["Purse"]
    assert held in labeling.in_hand(cast.ana)


def test_an_offer_is_one_that_can_be_taken_whatever_it_costs(cast):
    """Offers compute in SQL what `reserve_for_claim` computes in Python; the two must not part."""
    for number, rules in enumerate([{"max_boxes": 1}, {"review_price_micro": 0}, {"max_rounds": 10}, {}]):
        purse = project(cast, 10_000, images=2, **rules)
        set_fee(by=cast.ada, project=purse, fee_bp=333 * number, now=NOON)
        purse.refresh_from_db()
        assert purse in labeling.offers(cast.ana), number
        (taken,) = cast.claim(project=purse)
        purse.budget.refresh_from_db()
        left = purse.budget.free_micro
        actions.adjust(
            by=cast.ada,
            worker=cast.ben,
            currency="KRW",
            pay_day=10,
            amount=left - taken.reserved_micro,
            reason="Leaves money for one image",
            project=purse,
            key=f"{purse.pk}",
            now=NOON + timedelta(hours=1),
        )
        assert purse in labeling.offers(cast.ben), number
        actions.adjust(
            by=cast.ada,
            worker=cast.ben,
            currency="KRW",
            pay_day=10,
            amount=1,
            reason="Leaves a millionth of a won too little",
            project=purse,
            key=f"{purse.pk} more",
            now=NOON + timedelta(hours=1),
        )
        assert purse not in labeling.offers(cast.ben), number


@pytest.mark.django_db(transaction=True)
def test_four_beats_at_once_tell_once(cast):
    purse = project(cast, AN_IMAGE)
    cast.claim(project=purse)
    at_once(*[lambda: actions.warn_of_budgets(now=NOON)] * 4)
    assert Notice.objects.filter(kind="budget_out").count() == 1


def test_warning_costs_the_same_for_one_project_and_for_many(cast):
    cast.opened(cast.draft(name="One"))
    before = warning_costs()
    for number in range(4):
        cast.opened(cast.draft(name=f"More {number}"))
    assert warning_costs() == before


def warning_costs() -> int:
    with CaptureQueriesContext(connection) as queries:
        actions.warn_of_budgets(now=NOON)
    return len(queries)
