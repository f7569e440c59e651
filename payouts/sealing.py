"""What must not be read at rest: sealed (encrypted and signed) with the first of BANK_KEYS, opened with any of them.

Fernet (AES-128-CBC with HMAC-SHA-256) of the `cryptography` package. A fingerprint recognizes a number without
opening it; its key is another one and never changes, or numbers would no longer be recognized.
"""

import hmac
import json
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.BANK_KEYS])


def seal(secret: dict[str, str]) -> bytes:
    return _keys().encrypt(json.dumps(secret).encode())


def unseal(sealed: bytes) -> dict[str, str]:
    """What was sealed. Raises cryptography's InvalidToken where none of the keys opens it, or it was altered."""
    return json.loads(_keys().decrypt(bytes(sealed)))


def resealed(sealed: bytes) -> bytes | None:
    """The same, sealed with the newest key; None where it is already."""
    try:
        Fernet(settings.BANK_KEYS[0]).decrypt(bytes(sealed))
    except InvalidToken:
        return _keys().rotate(bytes(sealed))
    return None


def fingerprint(country: str, bank_code: str, number: str) -> str:
    """Equal for equal accounts, and tells nothing to whoever lacks BANK_FINGERPRINT_KEY; 64 hex digits."""
    name = "|".join(("account-v1", country, bank_code, number))
    return hmac.new(settings.BANK_FINGERPRINT_KEY.encode(), name.encode(), sha256).hexdigest()
