"""The whole road by nothing but HTTP: what a script of a worker, a reviewer and an operator would do."""

from datetime import date
from urllib.parse import urlsplit

from rest_framework.test import APIClient

from demo import bank
from payouts.actions import accrue
from projects.money import MICRO
from tests.cast import PASSWORD
from tests.http import API, http


def script(user) -> APIClient:
    """A client that knows an address and a password, and trades them for a token."""
    client = APIClient()
    answer = client.post(f"{API}/auth/token/", {"email": user.email, "password": PASSWORD})
    client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    return client


def test_from_a_token_to_audited_lines(cast):
    assert cast.cats
    worker, reviewer, admin = script(cast.ana), script(cast.rita), script(cast.ada)

    (project,) = worker.get(f"{API}/projects/").json()["results"]
    cat, ear = project["labels"]
    (piece,) = worker.post(f"{API}/projects/{project['id']}/claim/", {"count": 1}).json()["assignments"]
    assert b"".join(worker.get(piece["image"]["url"]).streaming_content).startswith(b"\x89PNG")

    boxes = [
        {"label": cat["id"], "x": 10, "y": 10, "width": 40, "height": 30},
        {"label": cat["id"], "x": 90.5, "y": 20.25, "width": 40, "height": 30},
        {"label": ear["id"], "x": 12, "y": 10, "width": 8, "height": 9},
    ]
    work = f"{API}/assignments/{piece['id']}/"
    assert worker.put(f"{work}draft/", {"version": 0, "boxes": boxes}).json() == {"version": 1}
    key = {"HTTP_IDEMPOTENCY_KEY": "8f6e"}
    submission = worker.post(f"{work}submit/", {"boxes": boxes, "active_ms": 900}, **key).json()
    assert submission["amount"] == "95"

    given = reviewer.get(f"{API}/review/next/").json()["submission"]
    assert given["id"] == submission["id"]
    decision = {
        "decision": "returned",
        "boxes": [{"id": given["boxes"][2]["id"], "approved": False, "reason": "Loose"}],
    }
    assert reviewer.post(f"{API}/submissions/{given['id']}/decide/", decision).status_code == 200

    returned = worker.get(work).json()
    assert (returned["state"], returned["verdicts"][0]["boxes"][0]["reason"]) == ("returned", "Loose")
    boxes[2] |= {"width": 7}
    assert worker.post(f"{work}submit/", {"boxes": boxes, "active_ms": 1500}).json()["round"] == 2
    given = reviewer.get(f"{API}/review/next/").json()["submission"]
    assert reviewer.post(f"{API}/submissions/{given['id']}/decide/", {"decision": "approved"}).status_code == 200

    accrue()  # what Celery does, seconds later
    earnings = worker.get(f"{API}/earnings/").json()
    assert earnings["totals"] == [{"currency": "KRW", "amount": "95", "amount_micro": 95 * MICRO}]
    assert sorted(line["amount"] for line in earnings["lines"]) == ["15", "80"]

    closed = admin.post(f"{API}/periods/{earnings['period']}/close/", {"early": True}).json()
    assert closed["statements"] == 2
    assert worker.get(f"{API}/earnings/").json()["lines"] == []

    (statement,) = worker.get(f"{API}/statements/").json()["results"]
    assert statement["pay_on"] == earnings["expected"][0]["pay_on"]
    page = worker.get(f"{API}/statements/{statement['id']}/lines/").json()
    sums = sum(line["amount_micro"] for line in page["results"])
    taxes = sum(tax["amount_micro"] for tax in statement["taxes"])
    assert (sums, sums - taxes) == (statement["gross_micro"], statement["net_micro"])
    assert all(line["units"] * line["unit_price_micro"] == line["amount_micro"] for line in page["results"])
    story = worker.get(f"{API}/assignments/{page['results'][0]['assignment']}/").json()["money"]
    assert {box["statement"] for box in story} == {statement["id"]}

    account = {"currency": "KRW", "country": "KR", "holder": "W", "number": "110-284-551020", "bank_code": "088"}
    assert worker.put(f"{API}/me/bank-account/", account | {"password": PASSWORD}).status_code == 200
    mailed = cast.ana.notices.get(kind="bank_account_entered").data["link"]
    assert http(cast.ana).post(urlsplit(mailed).path).status_code == 302
    account = cast.ana.bank_accounts.get()
    assert (
        http(cast.ada).post(f"/payees/accounts/{account.pk}/check/", {"holder": "W"}, format="multipart").status_code
        == 302
    )

    other_admin = script(cast.abel)
    run = admin.post(f"{API}/payouts/", {"currency": "KRW", "pay_on": statement["pay_on"]}).json()
    assert other_admin.post(f"{API}/payouts/{run['id']}/approve/").status_code == 200
    orders = admin.post(f"{API}/payouts/{run['id']}/send/").content
    answer = bank.statement(orders, date.fromisoformat(statement["pay_on"]))
    told = admin.generic("POST", f"{API}/payouts/{run['id']}/reconcile/", answer, content_type="text/csv").json()
    assert [movement["outcome"] for movement in told["movements"]] == ["paid"]
    assert worker.get(f"{API}/statements/{statement['id']}/").json()["paid_on"] == statement["pay_on"]

    reviewers = reviewer.get(f"{API}/statements/").json()["results"]
    assert [(one["net"], one["units"]) for one in reviewers] == [("10", 2)]
