"""What people type about money."""

import pytest

from payouts.forms.adjusting import AdjustForm
from payouts.forms.asking import AnswerForm
from payouts.forms.funding import RecordForm
from payouts.forms.months import CloseForm
from projects.money import MICRO


def fund(amount: str, reference: str = "B-1", currency: str = "KRW") -> RecordForm:
    return RecordForm({"amount": amount, "reference": reference}, currency=currency)


@pytest.mark.parametrize(
    ("typed", "currency", "micro"),
    [("1,200", "KRW", 1_200 * MICRO), (" 40 ", "KRW", 40 * MICRO), ("0.015", "USD", 15_000), ("0", "KRW", 0)],
)
def test_an_amount_is_read_as_people_type_it(typed, currency, micro):
    form = fund(typed, currency=currency)
    assert form.is_valid()
    assert form.cleaned_data == {"amount": micro, "reference": "B-1", "on": None}


@pytest.mark.parametrize("typed", ["", "-5", "12a", "1e3", "0,5", "0.0000001", "NaN", "１２"])
def test_what_is_no_amount_is_said_at_the_field(typed):
    form = fund(typed)
    assert not form.is_valid()
    assert set(form.errors) == {"amount"}


@pytest.mark.parametrize("reference", ["", "   ", "x" * 51])
def test_a_transfer_needs_a_reference_of_readable_length(reference):
    assert set(fund("40", reference).errors) == {"reference"}


def test_a_month_is_typed_like_2026_10():
    form = CloseForm({"period": "2026-10"})
    assert form.is_valid()
    assert form.cleaned_data == {"period": "2026-10", "early": False}
    assert CloseForm({"period": "2026-10", "early": "on"}).is_valid()


@pytest.mark.parametrize("typed", ["", "October", "2026-13", "2026-1"])
def test_what_is_no_month_is_said(typed):
    assert set(CloseForm({"period": typed}).errors) == {"period"}


def adjust(amount: str, **given) -> AdjustForm:
    given = {"amount": amount, "pays": "platform", "reason": "Why", "key": "k"} | given
    return AdjustForm(given, currency="KRW", project=None)


@pytest.mark.parametrize(("typed", "won"), [("500", 500), ("-500", -500), ("−1,200", -1_200), (" +7 ", 7)])
def test_an_adjustment_is_signed(typed, won):
    form = adjust(typed)
    assert form.is_valid()
    assert form.asked() == {"amount": won * MICRO, "reason": "Why", "key": "k", "project": None}


@pytest.mark.parametrize("typed", ["", "--5", "5-", "five"])
def test_an_adjustment_that_is_none_is_said(typed):
    assert set(adjust(typed).errors) == {"amount"}


def test_only_a_project_that_is_there_can_pay():
    assert set(adjust("5", pays="project").errors) == {"pays"}


def test_an_answer_needs_no_amount():
    form = AnswerForm({"text": "So it is"}, currency="KRW", project=None)
    assert form.is_valid()
    assert form.asked() == {"text": "So it is", "amount": 0, "project": None}
