"""The API of payouts: two admins, a bank's file out and a bank's file in; and a worker's own account."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from payouts import actions
from payouts.models import BankAccount, Statement
from tests.cast import PASSWORD
from tests.http import API, error, http
from tests.payouts.together import closed, next_run

ACCOUNT = {
    "currency": "KRW",
    "country": "KR",
    "holder": "Ana Cast",
    "number": "110-284-551020",
    "bank_code": "088",
    "password": PASSWORD,
}
RUN = {"currency": "KRW", "pay_on": next_run().isoformat()}


@pytest.fixture
def statement(cast) -> Statement:
    """Ana's 80 won of October, with an account to pay them to."""
    cast.approved(cats=2)
    closed()
    cast.bank_account(cast.ana)
    return Statement.objects.get(worker=cast.ana)


def test_a_run_goes_its_way_by_the_api(cast, statement):
    ada, abel = http(cast.ada), http(cast.abel)
    answer = ada.post(f"{API}/payouts/", RUN)
    assert answer.status_code == 201
    run = answer.json()
    assert (run["deposits"], run["total"], run["prepared_by"], run["approved_by"]) == (1, "80", cast.ada.pk, None)
    assert [(row["why"], row["worker"]) for row in run["left_out"]] == [("no_account", cast.rita.pk)]
    url = f"{API}/payouts/{run['id']}"
    assert error(ada.post(f"{url}/approve/"), 403)["code"] == "same_admin"
    assert error(ada.post(f"{url}/send/"), 409)["code"] == "not_approved"
    assert abel.post(f"{url}/approve/").json()["approved_by"] == cast.abel.pk
    sent = ada.post(f"{url}/send/", {"format": "korean"})
    assert sent.status_code == 200
    assert ada.get(f"{url}/file/").content == ada.get(f"{url}/file/?format=korean").content == sent.content
    assert error(ada.get(f"{url}/file/?format=pain001"), 409)["code"] == "sent_already"
    (deposit,) = ada.get(f"{url}/deposits/").json()["results"]
    assert (deposit["state"], deposit["statement"]) == ("sent", statement.pk)
    assert deposit["account"].startswith("•••• ")
    told = SimpleUploadedFile("bank.csv", cast.bank_says(statement.payouts.get().run))
    file = ada.post(f"{url}/reconcile/", {"file": told}, format="multipart").json()
    assert [(row["outcome"], row["payout"]) for row in file["movements"]] == [("paid", deposit["id"])]
    assert ada.get(f"{url}/").json()["paid"] == 1
    assert error(ada.post(f"{url}/cancel/"), 409)["code"] == "sent"
    assert [row["id"] for row in ada.get(f"{API}/payouts/").json()["results"]] == [run["id"]]
    assert http(cast.ana).get(f"{API}/statements/{statement.pk}/").json()["paid_on"] == RUN["pay_on"]


def test_a_file_may_be_the_whole_body(cast, statement):
    run = cast.sent(statement)
    url = f"{API}/payouts/{run.pk}/reconcile/"
    data = cast.bank_says(run)
    answer = http(cast.ada).generic("POST", url, data, content_type="application/octet-stream")
    assert [row["outcome"] for row in answer.json()["movements"]] == ["paid"]
    again = http(cast.ada).generic("POST", url, data, content_type="text/csv").json()
    assert again == answer.json()
    assert error(http(cast.ada).generic("POST", url, b"<html>", content_type="text/csv"), 400)["code"] == "bad_file"


@pytest.mark.parametrize(
    "body", [{}, {"currency": "KRW"}, {"currency": "GBP", "pay_on": "2026-11-10"}, RUN | {"pay_on": 1}]
)
def test_a_run_that_cannot_be_read_is_a_400(cast, body):
    error(http(cast.ada).post(f"{API}/payouts/", body), 400)


def test_a_run_that_is_not_there_is_a_404_and_for_others_a_403(cast, statement):
    error(http(cast.ada).get(f"{API}/payouts/999/"), 404)
    for user in (cast.ana, cast.clara):
        error(http(user).get(f"{API}/payouts/"), 403)


def test_a_worker_enters_an_account_with_the_password_and_reads_it_masked(cast):
    ana, url = http(cast.ana), f"{API}/me/bank-account/"
    told = ana.put(url, ACCOUNT).json()
    assert (told["masked"], told["confirmed_at"]) == ("•••• 1020", None)
    assert "551020" not in str(told)
    assert ana.get(url).json() == [told]
    assert error(ana.put(url, ACCOUNT | {"password": "guess"}), 403)["code"] == "wrong_password"
    wrong = error(ana.put(url, ACCOUNT | {"number": "12"}), 400)
    assert (wrong["code"], list(wrong["fields"])) == ("bad_account", ["number"])
    assert list(error(ana.put(url, {}), 400)["fields"])
    assert BankAccount.objects.count() == 1
    error(http(cast.clara).put(url, ACCOUNT), 403)


def test_passwords_are_not_tried_often(cast, monkeypatch):
    monkeypatch.setattr("rest_framework.throttling.ScopedRateThrottle.THROTTLE_RATES", {"login": "2/min"})
    url = f"{API}/me/bank-account/"
    answers = [http(cast.ana).put(url, ACCOUNT | {"password": "guess"}).status_code for _n in range(3)]
    assert answers == [403, 403, 429]
    assert http(cast.ana).get(url).status_code == 200


def test_a_confirmed_account_is_known_by_its_moment(cast):
    account = cast.bank_account(cast.ana)
    (told,) = http(cast.ana).get(f"{API}/me/bank-account/").json()
    assert (told["confirmed_at"], told["checked_at"]) != (None, None)
    assert reverse("payouts:bank_account")
    assert actions.reseal_accounts() == 0
    assert told["masked"] == account.masked
