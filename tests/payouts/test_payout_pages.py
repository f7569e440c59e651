"""The pages on which money leaves: accounts, runs, the bank's files, the public record."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from payouts import actions, queries
from payouts.actions.accounts import confirmation_token
from payouts.models import BankAccount, Hold, Payout, PayoutRun, Statement
from people.models import Event
from tests.cast import PASSWORD
from tests.payouts.pages import browser, page, said, words
from tests.payouts.together import NOVEMBER, closed, next_run

TENTH = date(2026, 11, 10)
NUMBER = "110-284-551020"


@pytest.fixture
def statement(cast) -> Statement:
    """Ana's 80 won of October."""
    cast.approved(cats=2)
    closed()
    return Statement.objects.get(worker=cast.ana)


@pytest.fixture
def run(cast, statement) -> PayoutRun:
    cast.bank_account(cast.ana, number=NUMBER)
    return actions.run_payout(by=cast.ada, currency="KRW", pay_on=TENTH, now=NOVEMBER)


# The worker's account


def test_entering_an_account_asks_for_the_password_again(cast):
    client, url = browser(cast.ana), reverse("payouts:change_bank_account", args=["KRW"])
    answer = client.get(url)
    assert answer.url.startswith("/account/reauthenticate/")
    client.post(answer.url, {"password": PASSWORD})
    assert client.get(url).status_code == 200
    answer = client.post(url, {"holder": "Ana Cast", "bank_code": "088", "number": NUMBER})
    assert answer.url == reverse("payouts:bank_account")
    account = BankAccount.objects.get()
    assert (account.worker, account.masked, account.country) == (cast.ana, "•••• 1020", "KR")
    html = client.get(answer.url).content.decode()
    assert "•••• 1020" in html
    assert "Not confirmed" in html
    assert "551020" not in html


def test_what_is_wrong_with_an_account_stands_at_its_field(cast):
    client, url = browser(cast.ana), reverse("payouts:change_bank_account", args=["EUR"])
    client.post(client.get(url).url, {"password": PASSWORD})
    answer = client.post(url, {"holder": "Ana", "country": "de", "number": "DE75 5121 0800 1245 1261 98"})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"number"}
    assert client.get(reverse("payouts:change_bank_account", args=["GBP"])).status_code == 404


def test_the_mailed_link_needs_one_more_click(cast):
    account = actions.save_bank_account(
        by=cast.ana, currency="KRW", country="KR", holder="Ana", number=NUMBER, bank_code="088"
    )
    url = reverse("payouts:confirm_bank_account", args=[confirmation_token(account)])
    assert "It is mine" in page(cast.ana, "payouts:confirm_bank_account", confirmation_token(account))
    account.refresh_from_db()
    assert account.confirmed_at is None
    assert said(browser(cast.ana).post(url)) == ["•••• 1020 is confirmed."]
    assert "not valid" in said(browser(cast.ben).post(url))[0]
    assert "Being checked" in page(cast.ana, "payouts:bank_account")


def test_the_money_page_shows_each_step_and_what_a_deposit_waits_for(cast, statement):
    html = page(cast.ana, "payouts:money")
    assert f'data-way="{statement.pk}"' in html
    assert 'data-waits="no_account"' in html
    assert re.findall(r'data-step="(\w+)"\s+data-step-state="(\w+)"', html) == [
        ("issued", "done"),
        ("approved", "open"),
        ("sent", "open"),
        ("paid", "open"),
    ]
    run = cast.sent(statement)
    html = page(cast.ana, "payouts:money")
    assert "data-waits" not in html
    assert ("sent", "done") in re.findall(r'data-step="(\w+)"\s+data-step-state="(\w+)"', html)
    assert "expected on 2026-11-10" in words(html)
    data = cast.bank_says(run, returned={run.payouts.get().end_to_end_id: "계좌번호 오류"})
    actions.reconcile(by=cast.ada, name="bank.csv", data=data)
    html = page(cast.ana, "payouts:statement", statement.pk)
    assert ("returned", "failed") in re.findall(r'data-step="(\w+)"\s+data-step-state="(\w+)"', html)
    assert "계좌번호 오류" in html
    assert 'data-waits="no_account"' in html


def test_a_hold_and_its_reason_are_shown_to_the_worker(cast, statement):
    cast.bank_account(cast.ana)
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Two papers differ")
    for html in (page(cast.ana, "payouts:money"), page(cast.ana, "payouts:statement", statement.pk)):
        assert 'data-waits="held"' in html
        assert "Two papers differ" in html


# The admin's side


def test_an_admin_checks_holds_and_lifts_by_the_page(cast):
    account = actions.save_bank_account(
        by=cast.ana, currency="KRW", country="KR", holder="Ana Cast", number=NUMBER, bank_code="088"
    )
    actions.confirm_bank_account(by=cast.ana, token=confirmation_token(account))
    html = page(cast.ada, "payouts:payees")
    assert "•••• 1020" in html
    assert "Ana Cast" not in html
    check = reverse("payouts:check_bank_account", args=[account.pk])
    assert "not the holder" in said(browser(cast.ada).post(check, {"holder": "Anna Cast"}))[0]
    assert said(browser(cast.ada).post(check, {"holder": "Ana Cast"})) == ["•••• 1020 is in the holder’s name."]
    url = reverse("payouts:payees")
    browser(cast.ada).post(url, {"email": "ANA@cast.example", "reason": "Papers"})
    hold = Hold.objects.get()
    assert (hold.worker, hold.reason) == (cast.ana, "Papers")
    answer = browser(cast.ada).post(url, {"email": "clara@cast.example", "reason": "Papers"})
    assert set(answer.context["form"].errors) == {"email"}
    browser(cast.ada).post(reverse("payouts:lift_hold", args=[hold.pk]))
    assert "Nobody’s deposits are on hold" in words(page(cast.ada, "payouts:payees"))


def test_a_run_goes_its_way_by_the_pages(cast, statement):
    cast.bank_account(cast.ana)
    assert "2026-11-10" in words(page(cast.ada, "payouts:runs"))
    answer = browser(cast.ada).post(reverse("payouts:prepare_run"), {"currency": "KRW", "pay_on": next_run()})
    run = PayoutRun.objects.get()
    assert answer.url == reverse("payouts:run", args=[run.pk])
    mine, others = page(cast.ada, "payouts:run", run.pk), page(cast.abel, "payouts:run", run.pk)
    assert 'data-action="approve"' not in mine
    assert 'data-action="approve"' in others
    assert 'data-total="80"' in others
    assert 'data-flags="new new_account"' in others
    assert 'data-left-out="no_account"' in others  # Rita, who judged, has none
    browser(cast.abel).post(reverse("payouts:approve_run", args=[run.pk]))
    browser(cast.ada).post(reverse("payouts:send_run", args=[run.pk]), {"format": "korean"})
    answer = browser(cast.ada).get(reverse("payouts:run_file", args=[run.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="payout-{run.pk}-{next_run()}.csv"'
    assert answer["Cache-Control"] == "no-store"
    data = SimpleUploadedFile("bank.csv", cast.bank_says(run))
    answer = browser(cast.ada).post(reverse("payouts:bank_files"), {"file": data})
    html = browser(cast.ada).get(answer.url).content.decode()
    assert 'data-outcome="paid"' in html
    assert "Ana" in html
    assert Payout.objects.get().state == "paid"
    assert "Paid" in words(page(cast.ada, "payouts:run", run.pk))


def test_a_run_that_cannot_be_prepared_says_why(cast, statement):
    url = reverse("payouts:prepare_run")
    assert "can be paid" in said(browser(cast.ada).post(url, {"currency": "KRW", "pay_on": next_run()}))[0]
    answer = browser(cast.ada).post(url, {"currency": "GBP", "pay_on": "soon"})
    assert set(answer.context["form"].errors) == {"currency", "pay_on"}


def test_the_day_of_a_run_that_is_no_day_for_the_bank_says_so_at_its_field(cast, statement):
    cast.bank_account(cast.ana)
    answer = browser(cast.ada).post(reverse("payouts:prepare_run"), {"currency": "KRW", "pay_on": "2020-01-01"})
    assert answer.context["form"].errors == {"pay_on": ["This day is over: give today or a later one."]}
    assert not PayoutRun.objects.exists()


@pytest.mark.parametrize(
    ("today", "proposed"),
    [("2026-11-04", "2026-11-10"), ("2026-11-25", "2026-11-25"), ("2026-11-28", "2026-11-30")],
)
def test_the_day_that_the_form_proposes_is_the_pay_day_or_the_next_on_which_the_bank_can(
    cast, statement, monkeypatch, today, proposed
):
    monkeypatch.setattr(queries, "today", lambda: date.fromisoformat(today))
    answer = browser(cast.ada).get(reverse("payouts:runs"))
    assert answer.context["form"].initial == {"currency": "KRW", "pay_on": date.fromisoformat(proposed)}


def test_an_admin_who_prepared_a_run_is_told_that_another_approves(cast, run):
    assert "another admin approves it" in words(page(cast.ada, "payouts:run", run.pk))
    answer = browser(cast.ada).post(reverse("payouts:approve_run", args=[run.pk]))
    assert said(answer) == ["Whoever prepared a run does not approve it."]
    browser(cast.ada).post(reverse("payouts:cancel_run", args=[run.pk]))
    assert "Cancelled by Ada" in words(page(cast.abel, "payouts:run", run.pk))


def test_what_the_run_will_leave_out_is_said_before(cast, run):
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers")
    assert "may no longer be made" in words(page(cast.abel, "payouts:run", run.pk))


def test_no_page_of_an_admin_shows_a_number(cast, run):
    for html in (
        page(cast.abel, "payouts:run", run.pk),
        page(cast.abel, "payouts:runs"),
        page(cast.abel, "payouts:payees"),
    ):
        assert "551020" not in html
        assert "284551" not in html


def test_an_admin_sees_the_number_of_an_account_to_check_once_and_the_event_log_says_so(cast):
    account = actions.save_bank_account(
        by=cast.ana, currency="KRW", country="KR", holder="Ana Cast", number=NUMBER, bank_code="088"
    )
    actions.confirm_bank_account(by=cast.ana, token=confirmation_token(account))
    answer = browser(cast.ada).post(reverse("payouts:show_bank_account", args=[account.pk]), REMOTE_ADDR="192.0.2.7")
    html = answer.content.decode()
    assert "110284551020" in html
    assert "Ana Cast" not in html
    assert answer["Cache-Control"] == "no-store"
    event = Event.objects.get(verb="account.shown")
    assert (event.actor, event.subject, event.origin) == (cast.ada, f"bankaccount:{account.pk}", "192.0.2.7")
    assert "551020" not in str(event.data)
    assert "110284551020" not in page(cast.ada, "payouts:payees")


def test_what_fits_nothing_is_listed_with_the_reason_and_matched_by_the_page(cast, statement):
    payout = cast.sent(statement).payouts.get()
    told = SimpleUploadedFile("b.csv", "date,debit,currency,reference,memo\n2026-11-10,80,KRW,B-1,원화 이체".encode())
    browser(cast.ada).post(reverse("payouts:bank_files"), {"file": told})
    html = page(cast.ada, "payouts:unmatched")
    assert 'data-why="no_id"' in html
    movement = queries.unmatched().get()
    url = reverse("payouts:match_movement", args=[movement.pk])
    assert said(browser(cast.ada).post(url, {"our_id": ""}))[0].startswith("Give the id")
    assert said(browser(cast.ada).post(url, {"our_id": payout.end_to_end_id})) == ["Matched."]
    assert "fits something of ours" in words(page(cast.ada, "payouts:unmatched"))


def test_what_the_banks_kept_of_a_return_is_said_when_it_is_matched(cast, statement):
    payout = cast.pay(statement)
    told = f"date,credit,currency,end to end id,memo\n2026-11-12,75,KRW,{payout.end_to_end_id},returned"
    browser(cast.ada).post(reverse("payouts:bank_files"), {"file": SimpleUploadedFile("b.csv", told.encode())})
    url = reverse("payouts:match_movement", args=[queries.unmatched().get().pk])
    answer = browser(cast.ada).post(url, {"our_id": payout.end_to_end_id})
    assert said(answer) == ["Matched. The banks kept ₩5, which the platform bears."]


def test_what_is_nothing_of_ours_is_set_aside_by_the_page_and_listed_with_its_reason(cast, statement):
    told = SimpleUploadedFile("b.csv", b"date,debit,currency,reference,memo\n2026-11-10,3,KRW,B-1,fee")
    file = browser(cast.ada).post(reverse("payouts:bank_files"), {"file": told}).url
    url = reverse("payouts:set_aside_movement", args=[queries.unmatched().get().pk])
    assert said(browser(cast.ada).post(url, {"reason": " "})) == ["Give a reason."]
    assert said(browser(cast.ada).post(url, {"reason": "Monthly fee"})) == ["Set aside."]
    assert "fits something of ours" in words(page(cast.ada, "payouts:unmatched"))
    aside = browser(cast.ada).get(reverse("payouts:unmatched") + "?aside=1").content.decode()
    for html in (aside, browser(cast.ada).get(file).content.decode()):
        assert "Monthly fee" in words(html)
    assert 'action="' + reverse("payouts:match_movement", args=[queries.set_aside().get().pk]) in aside
    assert "data-movement-id" not in page(cast.ada, "payouts:unmatched")


def test_what_the_bank_says_of_a_movement_is_shown(cast, statement):
    cast.sent(statement)
    told = "date,debit,currency,reference,status,reason\n2026-11-10,80,KRW,B-1,실패,AC04 해지"
    answer = browser(cast.ada).post(reverse("payouts:bank_files"), {"file": SimpleUploadedFile("b.csv", told.encode())})
    for html in (page(cast.ada, "payouts:unmatched"), browser(cast.ada).get(answer.url).content.decode()):
        assert "B-1 rejected: AC04 해지" in words(html)


def test_what_is_no_bank_file_is_said(cast):
    url = reverse("payouts:bank_files")
    answer = browser(cast.ada).post(url, {"file": SimpleUploadedFile("x.csv", b"<html>")})
    assert "web page" in said(answer)[0]
    assert "required" in str(browser(cast.ada).post(url).context["form"].errors)


def test_the_record_is_public_and_names_no_worker(cast, statement):
    assert "No deposit has been due yet" in page(None, "payouts:record")


def test_the_record_tells_what_came_on_its_day_and_what_did_not(cast, statement):
    cast.pay(statement, on=TENTH + timedelta(days=2))
    actions.note_late_deposits(now=timezone.make_aware(timezone.datetime(2026, 12, 1)))
    html = page(None, "payouts:record")
    assert f'data-record="{cast.clara.pk}"' in html
    assert "2026-10 0 1 2 days 0 %" in words(html)
    assert "Ana" not in html


# However many there are, as many queries


def many(cast, count: int) -> PayoutRun:
    for number in range(count):
        worker = cast._person(f"W{number}")
        cast.approved(worker, cats=1 + number % 3)
        cast.bank_account(worker)
    closed()
    run = actions.run_payout(by=cast.ada, currency="KRW", pay_on=TENTH, now=NOVEMBER)
    actions.approve_payout(by=cast.abel, run=run, now=NOVEMBER)
    actions.send_payout(by=cast.ada, run=run, now=NOVEMBER)
    file = actions.reconcile(by=cast.ada, name="bank.csv", data=cast.bank_says(run))
    told = "".join(f"2026-11-10,{n},KRW,X-{n}\n" for n in range(1, count + 1))
    actions.reconcile(by=cast.ada, name="b.csv", data=f"date,debit,currency,reference\n{told}".encode())
    return run, file


@pytest.mark.parametrize("count", [2, 8])
def test_the_pages_ask_the_database_as_often_for_many_as_for_few(cast, count, django_assert_max_num_queries):
    run, file = many(cast, count)
    client = browser(cast.ada)
    addresses = {
        reverse("payouts:runs"): 14,
        reverse("payouts:run", args=[run.pk]): 16,
        reverse("payouts:bank_files"): 10,
        reverse("payouts:bank_file", args=[file.pk]): 11,
        reverse("payouts:unmatched"): 10,
        reverse("payouts:payees"): 9,
    }
    for address, most in addresses.items():
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
    assert run.payouts.count() == count
