"""What closing a month would do: shown, and not done."""

from payouts import actions
from payouts.models import Entry, Period, Statement
from projects.money import MICRO
from review.models import UnbookedVerdict
from tests.cast import NOON
from tests.payouts.together import NOVEMBER, closed


def preview(now=NOVEMBER, **rest) -> dict:
    return actions.preview_period(period="2026-10", now=now, **rest)


def test_it_shows_the_deposits_that_the_closing_then_makes(cast):
    cast.approved(cats=18, ears=2)
    cast.decided(cast.submitted(cast.ben, cats=1))  # not booked yet
    (day,) = preview()["deposits"]
    assert (day["pay_day"], day["currency"], day["statements"]) == (10, "KRW", 3)
    assert (
        Period.objects.count(),
        Statement.objects.count(),
        Entry.objects.filter(key__startswith="tax:").count(),
    ) == (
        0,
        0,
        0,
    )
    assert UnbookedVerdict.objects.count() == 1
    closed()
    statements = Statement.objects.all()
    assert day["gross_micro"] == sum(s.gross_micro for s in statements)
    assert day["net_micro"] == sum(s.net_micro for s in statements)
    assert day["taxes_micro"] == day["gross_micro"] - day["net_micro"]
    assert preview()["deposits"] == [day]


def test_it_names_every_obstacle_instead_of_refusing(cast):
    cast.approved()
    assert preview()["obstacles"] == {}
    assert list(preview(now=NOON)["obstacles"]) == ["not_over"]
    assert preview(now=NOON, early=True)["obstacles"] == {}


def test_it_counts_what_was_handed_in_and_is_not_in_it(cast):
    cast.approved()
    cast.submitted(cats=2)
    cast.decided(cast.submitted(cats=1), "returned", reason="too loose")
    missing = {row["reason"]: (row["images"], row["amount_micro"]) for row in preview()["not_in_it"]}
    assert missing == {"submitted": (1, 80 * MICRO), "returned": (1, 40 * MICRO)}


def test_what_is_below_the_smallest_deposit_is_shown_as_carried(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    cast.approved(by=cast.ada)
    (day,) = preview()["deposits"]
    assert (day["gross_micro"], day["carried_micro"], day["all_carried"]) == (0, 40 * MICRO, 1)
