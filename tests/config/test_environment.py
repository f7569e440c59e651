"""Every reader of the environment fails loudly, and says which variable and why."""

import json
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(
    ("given", "expected"), [("1", True), ("true", True), ("YES", True), ("0", False), ("no", False), ("", True)]
)
def test_a_flag_is_yes_or_no_and_an_empty_one_its_default(monkeypatch, given, expected):
    monkeypatch.setenv("A_FLAG", given)
    assert environment.env_flag("A_FLAG", True) is expected


def test_a_flag_that_is_neither_is_refused(monkeypatch):
    monkeypatch.setenv("A_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG='maybe': give one of 1, true"):
        environment.env_flag("A_FLAG", True)


def test_a_list_is_split_at_commas_and_empty_parts_are_left_out(monkeypatch):
    monkeypatch.setenv("A_LIST", " one, two,,")
    assert environment.env_list("A_LIST", "x") == ["one", "two"]
    monkeypatch.delenv("A_LIST")
    assert environment.env_list("A_LIST", "x,y") == ["x", "y"]


def test_days_are_written_as_iso_dates(monkeypatch):
    monkeypatch.setenv("SOME_DAYS", "2027-01-01, 2027-02-08")
    assert environment.env_dates("SOME_DAYS", "") == {date(2027, 1, 1), date(2027, 2, 8)}
    monkeypatch.setenv("SOME_DAYS", "2027-02-30")
    with pytest.raises(ImproperlyConfigured, match="SOME_DAYS='2027-02-30': give days like 2026-10-05"):
        environment.env_dates("SOME_DAYS", "")


def test_a_database_url_may_escape_its_password_and_carry_options():
    database = environment.database_from_url("postgresql://me:p%40ss@db:5433/books?sslmode=require")
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("me", "p@ss", "db")
    assert (database["PORT"], database["NAME"]) == (5433, "books")
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_s_folder_is_a_host():
    database = environment.database_from_url("postgresql://postgres:@/postgres?host=/var/run/pg")
    assert (database["HOST"], database["OPTIONS"]) == ("/var/run/pg", {})


def test_only_postgresql_will_do():
    with pytest.raises(ImproperlyConfigured, match="for PostgreSQL only, not 'sqlite'"):
        environment.database_from_url("sqlite:///file")


def test_keys_are_fernet_keys_the_newest_first(monkeypatch):
    first, second = "A" * 43 + "=", "B" * 42 + "A="
    monkeypatch.setenv("KEYS", f"{first}, {second}")
    assert environment.env_keys("KEYS", "") == [first, second]
    monkeypatch.setenv("KEYS", f"{first},secret")
    with pytest.raises(ImproperlyConfigured, match="KEYS: not a Fernet key"):
        environment.env_keys("KEYS", "")


PAYER = {"name": "We", "account": "110", "bank_code": "088", "bic": "", "country": "KR"}


def test_our_own_accounts_are_given_as_json(monkeypatch):
    monkeypatch.setenv("PAYERS", json.dumps({"KRW": PAYER}))
    assert environment.env_payers("PAYERS", {}) == {"KRW": PAYER}
    monkeypatch.delenv("PAYERS")
    assert environment.env_payers("PAYERS", {}) == {}


@pytest.mark.parametrize("given", ["no json", "[]", '{"KRW": {"name": "We"}}', '{"KRW": "110"}'])
def test_accounts_that_cannot_be_read_stop_the_start(monkeypatch, given):
    monkeypatch.setenv("PAYERS", given)
    with pytest.raises(ImproperlyConfigured, match="PAYERS: give JSON like"):
        environment.env_payers("PAYERS", {})
