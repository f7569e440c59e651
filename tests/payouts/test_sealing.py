"""What is sealed is read with one of the keys, and recognized without any."""

import pytest
from cryptography.fernet import Fernet, InvalidToken

from payouts.sealing import fingerprint, resealed, seal, unseal

SECRET = {"holder": "이준호", "number": "110284551020"}


def test_what_is_sealed_comes_back_and_shows_nothing():
    sealed = seal(SECRET)
    assert unseal(sealed) == SECRET
    assert b"110284551020" not in sealed
    assert sealed != seal(SECRET)


def test_neither_another_key_nor_an_altered_seal_opens_it(settings):
    sealed = seal(SECRET)
    with pytest.raises(InvalidToken):
        unseal(sealed[:-2] + b"AA")
    settings.BANK_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_what_the_newest_key_sealed_is_left_alone(settings):
    sealed = seal(SECRET)
    assert resealed(sealed) is None
    settings.BANK_KEYS = [Fernet.generate_key().decode(), *settings.BANK_KEYS]
    again = resealed(sealed)
    assert unseal(again) == SECRET
    assert resealed(again) is None


def test_a_fingerprint_is_of_country_bank_and_number_and_of_its_own_key(settings):
    known = fingerprint("KR", "088", "110284551020")
    assert known == fingerprint("KR", "088", "110284551020")
    assert known != fingerprint("KR", "004", "110284551020")
    settings.BANK_FINGERPRINT_KEY = "another"
    assert known != fingerprint("KR", "088", "110284551020")
