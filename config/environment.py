"""How settings are read from the environment. A reader fails loudly: it names the variable and says what to give."""

import json
import os
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from payouts.tax import Rule
from payouts.tax_rules import read_rules
from projects.money import parse_amount


def env_text(name: str, default: str) -> str:
    return os.environ.get(name) or default


def env_flag(name: str, default: bool) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    given = os.environ.get(name)
    if not given:
        return default
    if given.lower() not in words:
        raise ImproperlyConfigured(f"{name}={given!r}: give one of {', '.join(words)}")
    return words[given.lower()]


def env_int(name: str, default: int) -> int:
    given = os.environ.get(name) or str(default)
    if not given.isdecimal():
        raise ImproperlyConfigured(f"{name}={given!r}: give a whole number")
    return int(given)


def env_list(name: str, default: str) -> list[str]:
    return [word.strip() for word in env_text(name, default).split(",") if word.strip()]


def env_dates(name: str, default: str) -> frozenset[date]:
    """ "2026-10-05,2026-10-09" as days."""
    days = set()
    for word in env_list(name, default):
        try:
            days.add(date.fromisoformat(word))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}={word!r}: give days like 2026-10-05,2026-10-09") from error
    return frozenset(days)


def env_payers(name: str, default: dict) -> dict[str, dict[str, str]]:
    """The platform's own bank accounts: a JSON object of currency to name, account, bank_code, bic and country."""
    given = os.environ.get(name)
    try:
        payers = json.loads(given) if given else default
        return {
            currency: {field: payer[field] for field in ("name", "account", "bank_code", "bic", "country")}
            for currency, payer in payers.items()
        }
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        example = '{"KRW": {"name": "…", "account": "…", "bank_code": "088", "bic": "", "country": "KR"}}'
        raise ImproperlyConfigured(f"{name}: give JSON like {example}") from error


def env_keys(name: str, default: str) -> list[str]:
    """Fernet keys, the newest first."""
    keys = env_list(name, default)
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: not a Fernet key (32 bytes in url-safe base 64)") from error
    return keys


def env_pairs(name: str, default: str) -> dict[str, str]:
    """ "KRW=this account;USD=that one" as a dict."""
    pairs = [part.partition("=") for part in env_text(name, default).split(";") if part.strip()]
    for key, equals, value in pairs:
        if not (key.strip() and equals and value.strip()):
            raise ImproperlyConfigured(f"{name}: give it like KRW=this account;USD=that one")
    return {key.strip(): value.strip() for key, _equals, value in pairs}


def env_amounts(name: str, default: str) -> dict[str, int]:
    """ "KRW:1000,USD:5.50" as currency to micro."""
    amounts = {}
    for word in env_list(name, default):
        currency, _colon, amount = word.partition(":")
        try:
            amounts[currency] = parse_amount(amount, currency)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}={word!r}: give it like KRW:1000,USD:5 ({error})") from error
    return amounts


def env_tax_rules(name: str) -> tuple[Rule, ...]:
    """The built-in tax rules, with those of the JSON file that the variable names."""
    path = env_text(name, "")
    try:
        return read_rules(Path(path).read_text() if path else "[]")
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{name}={path!r}: {error}") from error


def database_from_url(url: str) -> dict:
    """Django's database settings for postgresql://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL is for PostgreSQL only, not {parts.scheme or url!r}")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
