"""The token, the one shape of errors, the schema and its page."""

import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework.throttling import ScopedRateThrottle

from tests.cast import PASSWORD
from tests.http import API, error, http


def token_of(user, **changes):
    return http().post(f"{API}/auth/token/", {"email": user.email, "password": PASSWORD} | changes)


def test_a_token_opens_the_api_and_stays_the_same(cast):
    first, second = token_of(cast.ana), token_of(cast.ana)
    assert first.status_code == 200
    assert first.json() == second.json()
    client = http()
    client.credentials(HTTP_AUTHORIZATION=f"Token {first.json()['token']}")
    assert client.get(f"{API}/earnings/").status_code == 200


def test_the_case_of_an_address_does_not_matter(cast):
    assert token_of(cast.ana, email="ANA@cast.example").status_code == 200


def test_a_wrong_password_and_an_unknown_address_are_told_alike(cast):
    wrong = error(token_of(cast.ana, password="nonsense"), 400)
    unknown = error(token_of(cast.ana, email="nobody@cast.example"), 400)
    assert wrong == unknown
    assert wrong["code"] == "wrong_credentials"


def test_a_closed_account_gets_no_token_and_its_token_opens_nothing(cast):
    token = token_of(cast.ana).json()["token"]
    cast.ana.is_active = False
    cast.ana.save()
    error(token_of(cast.ana), 400)
    client = http()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert error(client.get(f"{API}/earnings/"), 401)["code"] == "authentication_failed"


def test_guessing_passwords_is_slowed_down(cast, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"login": "3/min"})
    assert [token_of(cast.ana, password=f"guess {n}").status_code for n in range(5)] == [400, 400, 400, 429, 429]
    assert error(token_of(cast.ana), 429)["code"] == "throttled"


@pytest.mark.parametrize("body", ["[]", "null", "{", '"x"', '{"email": {}, "password": []}', "[" * 100_000, "\xff"])
def test_a_body_that_cannot_be_read_is_told_in_the_shape_of_errors(db, body):
    error(http().generic("POST", f"{API}/auth/token/", body, content_type="application/json"), 400)


def test_what_is_wrong_is_named_by_its_path(db):
    told = error(http().post(f"{API}/auth/token/", {"email": "no address"}), 400)
    assert set(told["fields"]) == {"email", "password"}
    assert told["message"].startswith("email: ")


def test_nested_mistakes_are_named_by_their_path(cast):
    submission = cast.submitted()
    body = {"decision": "approved", "boxes": [{"id": 1, "approved": True}, {"id": "x", "approved": True}]}
    told = error(http(cast.rita).post(f"{API}/submissions/{submission.pk}/decide/", body), 400)
    assert list(told["fields"]) == ["boxes.1.id"]


def test_half_a_character_is_refused_like_any_other_mistake(cast):
    body = '{"name": "\\ud800", "currency": "\\ud800", "labels": []}'
    told = error(http(cast.clara).generic("POST", f"{API}/projects/", body, content_type="application/json"), 400)
    assert {"name", "currency"} <= set(told["fields"])


@pytest.mark.parametrize("path", ["nothing/", "projects/x/", "assignments/-1/", "statements/1.5/", "periods/2026-10/"])
def test_an_address_that_the_api_does_not_have_answers_in_the_shape_of_errors(cast, path):
    assert error(http(cast.ana).get(f"{API}/{path}"), 404)["code"] == "not_found"


def test_an_address_without_its_slash_leads_to_the_one_with_it(cast):
    answer = http(cast.ana).get(f"{API}/projects")
    assert (answer.status_code, answer["Location"]) == (301, f"{API}/projects/")


def test_an_id_beyond_all_ids_is_not_found(cast):
    error(http(cast.ana).get(f"{API}/assignments/{10**30}/"), 404)
    error(http(cast.ada).get(f"{API}/statements/{10**30}/"), 404)


@pytest.mark.parametrize("path", ["projects/", "assignments/", "review/next/", "appeals/", "statements/", "earnings/"])
def test_without_a_name_there_is_nothing_to_see(db, path):
    answer = http().get(f"{API}/{path}")
    assert error(answer, 401)["code"] == "not_authenticated"
    assert answer["WWW-Authenticate"] == "Token"


def test_a_page_that_is_older_than_the_login_is_told_so_and_gets_the_new_token(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.ana)
    refused = browser.put(f"{API}/me/canvas/", {"grid": True}, content_type="application/json")
    assert error(refused, 403)["code"] == "csrf"
    answer = browser.get(f"{API}/me/csrf/")
    assert (answer.json()["person"], answer["Cache-Control"]) == (cast.ana.pk, "no-store")
    headers = {"X-CSRFToken": answer.json()["token"]}
    again = browser.put(f"{API}/me/canvas/", {"grid": True}, content_type="application/json", headers=headers)
    assert (again.status_code, again.json()) == (200, {"grid": True})


def test_a_wrong_method_is_refused_in_the_shape_of_errors(cast):
    answer = http(cast.ana).delete(f"{API}/earnings/")
    assert error(answer, 405)["code"] == "method_not_allowed"
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("cursor", ["x", "cD14", "cD0xMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw", "bz0xJnA9", "%00"])
def test_a_cursor_that_nobody_gave_out_is_refused(cast, cursor):
    answer = http(cast.ana).get(f"{API}/assignments/?cursor={cursor}")
    assert answer.status_code in {200, 404}, answer.content


def test_the_schema_is_generated_without_a_warning(db, capsys, tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    schema = (tmp_path / "schema.yml").read_text()
    for call in ("/projects/{id}/claim/", "/assignments/{id}/draft/", "/submissions/{id}/decide/", "/earnings/"):
        assert f"/api/v1{call}:" in schema


def test_the_docs_page_keeps_to_the_policy_of_the_site(client, db):
    page = client.get(f"{API}/docs/")
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    html = page.content.decode()
    assert "<style" not in html
    assert "<script>" not in html
