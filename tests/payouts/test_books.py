"""The accountant's pages."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payouts import queries
from payouts.ledger import Account, balance
from payouts.models import Line
from people.models import User
from projects.money import MICRO
from tests.cast import NOON
from tests.http import queries_of
from tests.payouts.tampering import with_triggers_off
from tests.payouts.together import closed


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada)
    return client


@pytest.fixture
def october(cast):
    cast.approved(cats=18, ears=2)
    closed()


def account_of(kind: str, owner: int = 0):
    return queries.balances(kind, "KRW", after=owner - 1, limit=1)[0]


def test_debits_and_credits_are_equal_in_the_trial_balance(october):
    rows = queries.trial_balance()
    assert {row["currency"] for row in rows} == {"KRW"}
    assert sum(row["debits_micro"] for row in rows) == sum(row["credits_micro"] for row in rows) > 0


def test_the_books_of_a_past_moment_are_those_that_stood_then(cast):
    cast.approved(cats=1)
    then = timezone.now()
    before = queries.trial_balance()
    cast.approved(cats=7)
    assert queries.trial_balance(then) == before != queries.trial_balance()
    assert queries.balances("worker", "KRW", at=then) != queries.balances("worker", "KRW")


def test_before_the_first_line_nothing_stands_on_the_books(october):
    assert queries.trial_balance(NOON) == []


def test_an_accounts_ledger_ends_at_nothing_and_begins_at_its_balance(cast, october):
    found = queries.balances("worker", "KRW")
    for row in found:
        account = Line.objects.filter(credit_id=row["id"]).first().credit
        changes = queries.account_ledger(account, balance=queries.balance_of(account))
        assert changes[0].balance_micro == row["credits_micro"] - row["debits_micro"]
        assert changes[-1].balance_micro == changes[-1].change_micro


def test_the_pages_of_a_ledger_join_without_a_gap(cast, ada, monkeypatch):
    for _turn in range(3):
        cast.approved(cats=1)
    escrow = account_of("escrow", cast.cats.pk)["id"]
    whole = ada.get(reverse("payouts:account", args=[escrow])).context["changes"]
    monkeypatch.setattr("payouts.views.books.LINES_A_PAGE", 2)
    address, seen = reverse("payouts:account", args=[escrow]), []
    while True:
        context = ada.get(address).context
        seen += context["changes"]
        if not context["older"]:
            break
        address = reverse("payouts:account", args=[escrow]) + f"?place={context['older']}"
    assert [(c.line.pk, c.balance_micro) for c in seen] == [(c.line.pk, c.balance_micro) for c in whole]
    assert len(seen) == 7
    assert whole[0].balance_micro == balance(Account("escrow", cast.cats.pk), "KRW") == (1_000_000 - 135) * MICRO


def test_a_place_that_was_made_up_or_is_another_accounts_does_not_exist(cast, ada, monkeypatch):
    cast.approved(cats=1)
    monkeypatch.setattr("payouts.views.books.LINES_A_PAGE", 1)
    escrow, client = account_of("escrow", cast.cats.pk)["id"], account_of("client", cast.clara.pk)["id"]
    place = ada.get(reverse("payouts:account", args=[escrow])).context["older"]
    assert ada.get(reverse("payouts:account", args=[client]) + f"?place={place}").status_code == 404
    assert ada.get(reverse("payouts:account", args=[escrow]) + f"?place={place}x").status_code == 404


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday"])
def test_a_day_that_is_none_does_not_exist(ada, day):
    assert ada.get(reverse("payouts:books"), {"at": day}).status_code == 404


def test_an_unknown_kind_of_account_does_not_exist(ada):
    assert ada.get(reverse("payouts:accounts", args=["piggy", "KRW"])).status_code == 404
    assert ada.get(reverse("payouts:accounts", args=["worker", "XXX"])).status_code == 404


def test_accounts_are_shown_by_the_names_of_their_owners(cast, ada, october):
    workers = ada.get(reverse("payouts:accounts", args=["worker", "KRW"])).content.decode()
    assert "Ana" in workers
    assert "Rita" in workers
    assert "Cats" in ada.get(reverse("payouts:accounts", args=["escrow", "KRW"])).content.decode()


def test_many_accounts_are_paged_by_owner(cast, ada, october, monkeypatch):
    monkeypatch.setattr("payouts.views.books.ACCOUNTS_A_PAGE", 1)
    address = reverse("payouts:accounts", args=["worker", "KRW"])
    first = ada.get(address).context
    second = ada.get(address, {"after": first["after"]}).context
    assert [row["owner_id"] for row in first["rows"] + second["rows"]] == sorted([cast.ana.pk, cast.rita.pk])
    assert second["after"] is None


def test_the_pages_cost_as_many_queries_for_many_lines_as_for_one(cast, ada):
    cast.approved(cats=1)
    addresses = [
        reverse("payouts:books"),
        reverse("payouts:accounts", args=["worker", "KRW"]),
        reverse("payouts:account", args=[account_of("escrow", cast.cats.pk)["id"]]),
    ]
    before = [queries_of(ada.get, address) for address in addresses]
    for worker in (cast.ana, cast.ben):
        cast.approved(worker, cats=2)
    assert [queries_of(ada.get, address) for address in addresses] == before
    assert User.objects.count() > 3


def test_the_journals_are_files_to_take_away(ada, october):
    for name, word in (("hledger", "Liabilities:Worker"), ("beancount", 'option "title" "Honestbox"')):
        answer = ada.get(reverse(f"payouts:{name}"))
        assert "attachment" in answer["Content-Disposition"]
        assert word in b"".join(answer.streaming_content).decode()


@pytest.fixture
def then(cast):
    """A moment in Seoul, to the second, between a piece of work and another."""
    cast.approved(cats=1)
    with_triggers_off("UPDATE payouts_entry SET booked_at = booked_at - interval '1 day 2 hours'")
    cast.approved(cats=7)
    return timezone.now().astimezone(queries.ZONE).replace(microsecond=0) - timedelta(days=1, hours=1)


def shown(ada, name: str, *args, **asked) -> dict:
    return ada.get(reverse(f"payouts:{name}", args=args), asked).context


def test_the_pages_show_the_books_of_a_moment(cast, ada, then):
    moment = {"at": f"{then:%Y-%m-%dT%H:%M:%S}"}
    worker = account_of("worker", cast.ana.pk)["id"]
    escrow = next(row for row in shown(ada, "books", **moment)["balance"] if row["kind"] == "escrow")
    assert escrow["debits_micro"] == 45 * MICRO
    (row,) = [row for row in shown(ada, "accounts", "worker", "KRW", **moment)["rows"] if row["id"] == worker]
    assert row["credits_micro"] == 40 * MICRO
    changes = shown(ada, "account", worker, **moment)["changes"]
    assert [(change.change_micro, change.balance_micro) for change in changes] == [(40 * MICRO, 40 * MICRO)]
    assert len(shown(ada, "account", worker)["changes"]) == 2


@pytest.mark.parametrize("hour", ["", "00:00"])
def test_a_day_without_a_time_is_its_end(cast, ada, then, hour):
    """Day and time are two fields, the second may stay empty."""
    moment = {"at": f"{then:%Y-%m-%d}", "time": hour}
    worker = account_of("worker", cast.ana.pk)["id"]
    booked = Line.objects.filter(credit_id=worker).first().entry.booked_at.astimezone(queries.ZONE)
    asked = datetime.combine(then.date(), time.min if hour else time.max, queries.ZONE)
    expected = 40 * MICRO if booked <= asked else 0
    assert sum(change.change_micro for change in shown(ada, "account", worker, **moment)["changes"]) == expected


def test_links_carry_the_moment_on_and_pages_say_it(cast, ada, then):
    address, escrow = f"{then:%Y-%m-%dT%H:%M}", account_of("escrow", cast.cats.pk)["id"]
    for name, args in (("books", []), ("accounts", ["escrow", "KRW"]), ("account", [escrow])):
        asked = {"at": f"{then:%Y-%m-%d}", "time": f"{then:%H:%M}"}
        html = ada.get(reverse(f"payouts:{name}", args=args), asked).content.decode()
        assert f"on {then:%Y-%m-%d} at {then:%H:%M}:00 (Asia/Seoul)" in html
        assert f"?at={address}" in html


def test_the_pages_of_a_ledger_at_a_moment_join_and_are_of_no_other_moment(cast, ada, then, monkeypatch):
    monkeypatch.setattr("payouts.views.books.LINES_A_PAGE", 1)
    escrow, moment = account_of("escrow", cast.cats.pk)["id"], f"{then:%Y-%m-%dT%H:%M:%S}"
    first = shown(ada, "account", escrow, at=moment)
    second = shown(ada, "account", escrow, at=moment, place=first["older"])
    seen = [change.balance_micro // MICRO for change in first["changes"] + second["changes"]]
    assert seen == [1_000_000 - 45, 1_000_000 - 40]
    assert ada.get(reverse("payouts:account", args=[escrow]), {"place": first["older"]}).status_code == 404


@pytest.mark.parametrize("moment", ["2026-02-30", "2026-10-12T25:00", "2026-10-12Tnoon", "2026-10-12T14:30Z"])
def test_a_moment_that_is_none_does_not_exist(ada, moment):
    assert ada.get(reverse("payouts:books"), {"at": moment}).status_code == 404
