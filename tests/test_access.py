"""Who may what: every address of Honestbox, tried by every member of the cast.

Not yours is 404; yours but not allowed is 403. A visitor is sent to log in, and by the API told 401. What a row expects
of those who may is what the address answers to an empty body: a page, a redirect, or a 400 or 409 that says what lacks.
"""

import re
from datetime import datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from payouts import actions as payouts
from payouts.models import Line, Statement
from projects import actions as projects
from projects.money import MICRO
from review import actions as review
from tests.cast import NOON, SEOUL, picture
from tests.payouts.together import next_run

# Ana's work it is, on Clara's project that Rita judges. Raul judges Carl's.
PEOPLE = ["ana", "ben", "rita", "raul", "clara", "carl", "ada", "nobody"]
TABLE = """
                                                        ana   ben   rita  raul  clara carl  ada   nobody
GET     /                                               200   200   200   200   302   302   302   200
GET     /healthz                                        200   200   200   200   200   200   200   200
GET     /work/offline.js                                200   200   200   200   200   200   200   200

GET     /account/login/                                 302   302   302   302   302   302   302   200
POST    /account/login/                                 302   302   302   302   302   302   302   200
GET     /account/logout/                                200   200   200   200   200   200   200   302
POST    /account/logout/                                302   302   302   302   302   302   302   302
GET     /account/inactive/                              200   200   200   200   200   200   200   200
GET     /account/signup/                                302   302   302   302   302   302   302   200
POST    /account/signup/                                302   302   302   302   302   302   302   200
GET     /account/reauthenticate/                        200   200   200   200   200   200   200   login
POST    /account/reauthenticate/                        200   200   200   200   200   200   200   login
GET     /account/email/                                 200   200   200   200   200   200   200   login
POST    /account/email/                                 302   302   302   302   302   302   302   login
GET     /account/confirm-email/                         200   200   200   200   200   200   200   200
GET     /account/password/change/                       200   200   200   200   200   200   200   login
POST    /account/password/change/                       200   200   200   200   200   200   200   login
GET     /account/password/set/                          302   302   302   302   302   302   302   login
POST    /account/password/set/                          302   302   302   302   302   302   302   login
GET     /account/password/reset/                        200   200   200   200   200   200   200   200
POST    /account/password/reset/                        200   200   200   200   200   200   200   200
GET     /account/login/code/confirm/                    302   302   302   302   302   302   302   login
POST    /account/login/code/confirm/                    302   302   302   302   302   302   302   login
GET     /account/confirm-email/<key>/                   200   200   200   200   200   200   200   200
POST    /account/confirm-email/<key>/                   404   404   404   404   404   404   404   404
GET     /account/password/reset/key/done/               200   200   200   200   200   200   200   200
GET     /account/password/reset/key/<uidb36>-<key>/     200   200   200   200   200   200   200   200
POST    /account/password/reset/key/<uidb36>-<key>/     200   200   200   200   200   200   200   200
GET     /account/password/reset/done/                   200   200   200   200   200   200   200   200

POST    /language/                                      302   302   302   302   302   302   302   302
GET     /settings/                                      200   200   200   200   200   200   200   login
POST    /settings/                                      200   200   200   200   200   200   200   login
GET     /notices/                                       200   200   200   200   200   200   200   login
POST    /notices/                                       302   302   302   302   302   302   302   login

GET     /projects/                                      403   403   403   403   200   200   200   login
GET     /projects/new/                                  403   403   403   403   200   200   200   login
POST    /projects/new/                                  403   403   403   403   200   200   200   login
POST    /projects/preview/                              403   403   403   403   200   200   200   login
GET     /projects/<int:pk>/                             403   403   403   403   200   404   200   login
GET     /projects/<int:pk>/edit/                        403   403   403   403   200   404   200   login
POST    /projects/<int:pk>/edit/                        403   403   403   403   200   404   200   login
GET     /projects/<int:pk>/images/                      403   403   403   403   200   404   200   login
POST    /projects/<int:pk>/images/                      403   403   403   403   200   404   200   login
POST    /projects/<int:pk>/open/                        403   403   403   403   302   404   302   login
POST    /projects/<int:pk>/pause/                       403   403   403   403   302   404   302   login
POST    /projects/<int:pk>/close/                       403   403   403   403   302   404   302   login
POST    /projects/<int:pk>/reviewers/                   403   403   403   403   302   404   302   login
POST    /projects/<int:pk>/reviewers/<int:seat>/leave/  403   403   403   403   302   404   302   login
POST    /projects/<int:pk>/guide/                       403   403   403   403   302   404   302   login
GET     /projects/<int:pk>/guide/<str:name>             200   200   200   200   200   404   200   login

GET     /images/<int:pk>/                               404   404   200   404   200   404   200   login
GET     /images/<int:pk>/thumbnail/                     404   404   200   404   200   404   200   login

GET     /projects/<int:pk>/proposals/                   403   403   403   403   200   404   200   login
POST    /projects/<int:pk>/proposals/                   403   403   403   403   200   404   200   login

GET     /work/projects/<int:pk>/                        200   200   200   200   403   403   403   login
POST    /work/projects/<int:pk>/claim/                  302   302   302   302   403   403   403   login
GET     /work/<int:pk>/next/                            302   404   404   404   403   403   403   login
GET     /work/<int:pk>/image/                           200   404   404   404   403   403   403   login
GET     /work/<int:pk>/thumbnail/                       200   404   404   404   403   403   403   login
GET     /work/<int:pk>/label/                           200   404   404   404   403   403   403   login

GET     /review/                                        403   403   200   200   403   403   200   login
GET     /review/next/                                   403   403   302   302   403   403   302   login
GET     /review/<int:pk>/                               403   404   200   404   404   404   200   login
POST    /review/<int:pk>/appeal/                        302   404   404   404   404   404   404   login
GET     /review/appeals/                                403   403   200   200   403   403   200   login
GET     /review/appeals/<int:pk>/                       403   404   403   404   404   404   200   login
POST    /review/appeals/<int:pk>/                       403   404   403   404   404   404   302   login
GET     /work/                                          200   200   200   200   403   403   403   login
GET     /work/<int:pk>/                                 200   404   200   404   200   404   200   login

GET     /money/                                         200   200   200   200   403   403   403   login
GET     /statements/                                    302   302   302   302   403   403   200   login
GET     /statements/<int:pk>/                           200   404   404   404   403   403   200   login
GET     /statements/<int:pk>/download.<str:file_format> 200   404   404   404   403   403   200   login
GET     /lines/                                         200   200   200   200   403   403   403   login
GET     /lines/<int:pk>/                                200   404   404   404   403   403   200   login
GET     /lines/<int:pk>/image/                          200   404   404   404   403   403   200   login
GET     /lines/<int:pk>/thumbnail/                      200   404   404   404   403   403   200   login
GET     /money/account/                                 200   200   200   200   403   403   403   login
GET     /money/account/<str:currency>/                  302   302   302   302   403   403   403   login
POST    /money/account/<str:currency>/                  302   302   302   302   403   403   403   login
GET     /money/account/confirm/<str:token>/             200   200   200   200   403   403   403   login
POST    /money/account/confirm/<str:token>/             302   302   302   302   403   403   403   login
GET     /money/tax/                                     200   200   200   200   403   403   403   login
POST    /money/tax/                                     200   200   200   200   403   403   403   login
GET     /payees/                                        403   403   403   403   403   403   200   login
POST    /payees/                                        403   403   403   403   403   403   200   login
POST    /payees/accounts/<int:pk>/check/                403   403   403   403   403   403   302   login
POST    /payees/accounts/<int:pk>/number/               403   403   403   403   403   403   302   login
POST    /payees/holds/<int:pk>/lift/                    403   403   403   403   403   403   302   login
GET     /months/                                        403   403   403   403   403   403   200   login
GET     /months/progress/                               403   403   403   403   403   403   200   login
GET     /months/preview/                                403   403   403   403   403   403   302   login
GET     /months/withheld.csv                            403   403   403   403   403   403   404   login
POST    /months/close/                                  403   403   403   403   403   403   302   login
GET     /payouts/                                       403   403   403   403   403   403   200   login
POST    /payouts/prepare/                               403   403   403   403   403   403   200   login
GET     /payouts/<int:pk>/                              403   403   403   403   403   403   200   login
POST    /payouts/<int:pk>/approve/                      403   403   403   403   403   403   302   login
POST    /payouts/<int:pk>/cancel/                       403   403   403   403   403   403   302   login
POST    /payouts/<int:pk>/send/                         403   403   403   403   403   403   302   login
GET     /payouts/<int:pk>/file/                         403   403   403   403   403   403   302   login
GET     /bank-files/                                    403   403   403   403   403   403   200   login
POST    /bank-files/                                    403   403   403   403   403   403   200   login
GET     /bank-files/<int:pk>/                           403   403   403   403   403   403   200   login
GET     /bank-files/unmatched/                          403   403   403   403   403   403   200   login
POST    /bank-files/movements/<int:pk>/match/           403   403   403   403   403   403   302   login
POST    /bank-files/movements/<int:pk>/set-aside/       403   403   403   403   403   403   302   login
GET     /record/                                        200   200   200   200   200   200   200   200
GET     /roots/                                         200   200   200   200   200   200   200   200
GET     /roots.json                                     200   200   200   200   200   200   200   200
GET     /verify_statement.py                            200   200   200   200   200   200   200   200
GET     /books/                                         403   403   403   403   403   403   200   login
GET     /books/accounts/<int:pk>/                       403   403   403   403   403   403   200   login
GET     /books/<str:kind>/<str:currency>/               403   403   403   403   403   403   200   login
GET     /books/journal.hledger                          403   403   403   403   403   403   200   login
GET     /books/journal.beancount                        403   403   403   403   403   403   200   login
GET     /events/                                        403   403   403   403   403   403   200   login
GET     /lines/<int:pk>/adjust/                         403   403   403   403   403   403   200   login
POST    /lines/<int:pk>/adjust/                         403   403   403   403   403   403   200   login
POST    /lines/<int:pk>/ask/                            302   404   404   404   403   403   403   login
GET     /statements/<int:pk>/adjust/                    403   403   403   403   403   403   200   login
POST    /statements/<int:pk>/adjust/                    403   403   403   403   403   403   200   login
POST    /statements/<int:pk>/ask/                       302   404   404   404   403   403   403   login
GET     /questions/                                     200   200   200   200   403   403   200   login
GET     /questions/<int:pk>/                            200   404   404   404   403   403   200   login
POST    /questions/<int:pk>/                            200   404   404   404   403   403   200   login
GET     /fundings/                                      403   403   403   403   403   403   200   login
GET     /fundings/<int:pk>/                             403   403   403   403   200   404   200   login
POST    /fundings/<int:pk>/                             403   403   403   403   200   404   200   login
GET     /fundings/<int:pk>/invoice.pdf                  403   403   403   403   200   404   200   login
GET     /fundings/<int:pk>/receipt.pdf                  403   403   403   403   404   404   404   login
GET     /fees/                                          403   403   403   403   403   403   200   login
GET     /fees/fees.csv                                  403   403   403   403   403   403   200   login
POST    /refunds/<int:pk>/paid/                         403   403   403   403   403   403   302   login
GET     /projects/<int:pk>/budget/                      403   403   403   403   200   404   200   login
POST    /projects/<int:pk>/refund/                      403   403   403   403   403   403   302   login
GET     /projects/<int:pk>/fund/                        403   403   403   403   200   404   200   login
POST    /projects/<int:pk>/fund/                        403   403   403   403   200   404   200   login

POST    /api/v1/auth/token/                             400   400   400   400   400   400   400   400
GET     /api/v1/review/next/                            403   403   200   200   403   403   200   401
GET     /api/v1/me/canvas/                              200   200   200   200   200   200   200   401
PUT     /api/v1/me/canvas/                              200   200   200   200   200   200   200   401
GET     /api/v1/me/csrf/                                200   200   200   200   200   200   200   401
GET     /api/v1/earnings/                               200   200   200   200   403   403   403   401
POST    /api/v1/periods/<str:period>/close/             403   403   403   403   403   403   200   401

GET     /api/v1/projects/                               200   200   200   200   200   200   200   401
POST    /api/v1/projects/                               403   403   403   403   400   400   400   401
GET     /api/v1/projects/<int:pk>/                      200   200   200   200   200   404   200   401
PATCH   /api/v1/projects/<int:pk>/                      403   403   403   403   200   404   200   401
PUT     /api/v1/projects/<int:pk>/                      405   405   405   405   405   405   405   401
DELETE  /api/v1/projects/<int:pk>/                      405   405   405   405   405   405   405   401
POST    /api/v1/projects/<int:pk>/claim/                200   200   200   200   403   404   403   401
POST    /api/v1/projects/<int:pk>/close/                403   403   403   403   200   404   200   401
POST    /api/v1/projects/<int:pk>/fund/                 403   403   403   403   400   404   400   401
POST    /api/v1/projects/<int:pk>/images/               403   403   403   403   400   404   400   401
POST    /api/v1/projects/<int:pk>/open/                 403   403   403   403   409   404   409   401
POST    /api/v1/projects/<int:pk>/pause/                403   403   403   403   200   404   200   401
POST    /api/v1/projects/<int:pk>/proposals/            403   403   403   403   400   404   400   401

GET     /api/v1/assignments/                            200   200   200   200   403   403   403   401
GET     /api/v1/assignments/<int:pk>/                   200   404   404   404   403   403   403   401
PUT     /api/v1/assignments/<int:pk>/                   405   405   405   405   403   403   403   401
PATCH   /api/v1/assignments/<int:pk>/                   405   405   405   405   403   403   403   401
DELETE  /api/v1/assignments/<int:pk>/                   405   405   405   405   403   403   403   401
PUT     /api/v1/assignments/<int:pk>/draft/             400   404   404   404   403   403   403   401
GET     /api/v1/assignments/<int:pk>/canvas/            200   404   404   404   403   403   403   401
GET     /api/v1/assignments/<int:pk>/image/             200   404   404   404   403   403   403   401
POST    /api/v1/assignments/<int:pk>/reclaim/           409   404   404   404   403   403   403   401
POST    /api/v1/assignments/<int:pk>/release/           204   404   404   404   403   403   403   401
POST    /api/v1/assignments/<int:pk>/submit/            400   404   404   404   403   403   403   401

POST    /api/v1/submissions/<int:pk>/appeal/            400   404   404   404   404   404   404   401
POST    /api/v1/submissions/<int:pk>/decide/            403   404   400   404   404   404   400   401
GET     /api/v1/submissions/<int:pk>/canvas/            403   404   200   404   404   404   200   401
POST    /api/v1/submissions/<int:pk>/put-back/          403   404   204   404   404   404   204   401
GET     /api/v1/submissions/<int:pk>/image/             200   404   200   404   200   404   200   401
GET     /api/v1/appeals/                                403   403   200   200   403   403   200   401
POST    /api/v1/appeals/<int:pk>/decide/                403   404   403   404   404   404   400   401

GET     /api/v1/statements/                             200   200   200   200   403   403   200   401
GET     /api/v1/statements/<int:pk>/                    200   404   404   404   403   403   200   401
PATCH   /api/v1/statements/<int:pk>/                    405   405   405   405   403   403   405   401
DELETE  /api/v1/statements/<int:pk>/                    405   405   405   405   403   403   405   401
GET     /api/v1/statements/<int:pk>/lines/              200   404   404   404   403   403   200   401
GET     /api/v1/statements/<int:pk>/download.<str:file_format> 200 404 404 404 403   403   200   401
POST    /api/v1/statements/<int:pk>/questions/          400   404   404   404   403   403   403   401
POST    /api/v1/lines/<int:pk>/questions/               400   404   404   404   403   403   403   401
GET     /api/v1/questions/                              200   200   200   200   403   403   200   401
GET     /api/v1/questions/<int:pk>/                     200   404   404   404   403   403   200   401
POST    /api/v1/questions/<int:pk>/answer/              403   404   404   404   403   403   400   401
POST    /api/v1/questions/<int:pk>/reply/               400   404   404   404   403   403   403   401
POST    /api/v1/adjustments/                            403   403   403   403   403   403   400   401
GET     /api/v1/me/bank-account/                        200   200   200   200   403   403   403   401
PUT     /api/v1/me/bank-account/                        400   400   400   400   403   403   403   401
GET     /api/v1/payouts/                                403   403   403   403   403   403   200   401
POST    /api/v1/payouts/                                403   403   403   403   403   403   400   401
GET     /api/v1/payouts/<int:pk>/                       403   403   403   403   403   403   200   401
PATCH   /api/v1/payouts/<int:pk>/                       403   403   403   403   403   403   405   401
GET     /api/v1/payouts/<int:pk>/deposits/              403   403   403   403   403   403   200   401
POST    /api/v1/payouts/<int:pk>/approve/               403   403   403   403   403   403   200   401
POST    /api/v1/payouts/<int:pk>/cancel/                403   403   403   403   403   403   200   401
POST    /api/v1/payouts/<int:pk>/send/                  403   403   403   403   403   403   409   401
GET     /api/v1/payouts/<int:pk>/file/                  403   403   403   403   403   403   409   401
POST    /api/v1/payouts/<int:pk>/reconcile/             403   403   403   403   403   403   400   401
GET     /api/v1/schema/                                 200   200   200   200   200   200   200   200
GET     /api/v1/docs/                                   200   200   200   200   200   200   200   200
GET     /api/v1/.*/                                     404   404   404   404   404   404   404   404
POST    /api/v1/.*/                                     404   404   404   404   404   404   404   404
"""


def table() -> dict[str, str]:
    """ "GET /work/" to "200 200 …", one answer for each of `PEOPLE`."""
    rows = [line.split() for line in TABLE.splitlines() if line.strip()]
    assert rows.pop(0) == PEOPLE
    answers = {f"{method} {address}": " ".join(answers) for method, address, *answers in rows}
    assert len(answers) == len(rows), "a row stands twice"
    return answers


def addresses(resolver=None, before: str = "") -> list[str]:
    """Every address that leads somewhere, as the urls.py write it; of a named group in a regex, its name."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", path)
        found += addresses(pattern, path) if hasattr(pattern, "url_patterns") else [f"/{path}"]
    return found


@pytest.fixture
def things(cast) -> dict[str, object]:
    """What stands in an address, by how the address begins."""
    assert cast.dogs
    projects.add_guide_picture(by=cast.clara, project=cast.cats, name="cat.png", data=picture(99), now=NOON)
    cast.approved(cats=2)
    refused = cast.submitted()
    cast.decided(refused, "rejected", reason="No cat")
    appeal = review.appeal(by=cast.ana, submission=refused, reason="Look", now=NOON)
    payouts.close_period(by=cast.ada, period="2026-10", now=datetime(2026, 11, 2, tzinfo=SEOUL))
    (held,) = cast.claim()
    in_review = cast.submitted()
    funding = payouts.announce_funding(by=cast.clara, project=cast.cats, amount=1_000 * MICRO)
    shut = cast.opened(cast.draft(name="Shut"))
    projects.close_project(by=cast.clara, project=shut, now=NOON)
    refund = payouts.refund_project(by=cast.ada, project=shut)
    line = Line.objects.get(worker=cast.ana, kind="draw")
    question = payouts.ask(by=cast.ana, line=line, text="Why?")
    account = cast.bank_account(cast.ana)
    run = payouts.run_payout(by=cast.abel, currency="KRW", pay_on=next_run())
    hold = payouts.place_hold(by=cast.ada, worker=cast.ben, reason="Papers")
    told = b"date,debit,currency,reference\n2026-11-10,7,KRW,B-1"
    file = payouts.reconcile(by=cast.ada, name="bank.csv", data=told)
    return {
        "work/projects/": cast.cats.pk,
        "work/": held.pk,
        "projects/": cast.cats.pk,
        "images/": cast.cats.images.first().pk,
        "review/appeals/": appeal.pk,
        "review/": in_review.pk,
        "statements/": Statement.objects.get(worker=cast.ana).pk,
        "lines/": line.pk,
        "fundings/": funding.pk,
        "refunds/": refund.pk,
        "questions/": question.pk,
        "payees/accounts/": account.pk,
        "payees/holds/": hold.pk,
        "payouts/": run.pk,
        "bank-files/": file.pk,
        "books/accounts/": line.credit_id,
        "bank-files/movements/": file.movements.get().pk,
        "assignments/": held.pk,
        "submissions/": in_review.pk,
        "appeals/": appeal.pk,
        "seat": cast.cats.seats.get().pk,
    }


def fill(address: str, things: dict[str, object]) -> str:
    """The address of the scenario's things."""
    values = {"<str:name>": "cat.png", "<str:period>": "2026-10", "<uidb36>": "1", "<key>": "none", ".*": "nowhere"}
    values |= {"<str:currency>": "KRW", "<str:token>": "none", "<str:kind>": "worker", "<str:file_format>": "json"}
    rest = address.removeprefix("/api/v1").removeprefix("/")
    if "<int:pk>" in rest:
        values["<int:pk>"] = things[max((begin for begin in things if rest.startswith(begin)), key=len)]
    for name, value in (values | {"<int:seat>": things["seat"]}).items():
        address = address.replace(name, str(value))
    return address


def ask(method: str, path: str, session: str | None) -> str:
    """What the address answers, in one word; whatever it did is undone."""
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        answer = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        b"".join(answer.streaming_content if answer.streaming else [])  # to the end, or a picture's file stays open
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return "login"
    return str(answer.status_code)


@pytest.fixture
def sessions(cast) -> dict[str, str | None]:
    found = {"nobody": None}
    for name in PEOPLE[:-1]:
        client = Client()
        client.force_login(getattr(cast, name))
        found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def test_the_table_lists_every_address_and_none_that_is_gone():
    assert {row.split()[1] for row in table()} == set(addresses())


def test_every_address_answers_each_of_the_cast_as_the_table_says(things, sessions):
    found = {}
    for row in table():
        method, address = row.split()
        path = fill(address, things)
        found[row] = " ".join(ask(method, path, sessions[name]) for name in PEOPLE)
    assert found == table()
