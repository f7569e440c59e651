"""The id that a deposit carries through every bank and back: "HB", its number in base 32, a check character. Pure."""

from payouts.bankfiles.orders import DIGITS, short_id


def payout_id(number: int) -> str:
    """At most 12 letters and digits, so that it survives the 14 bytes of a Korean passbook line."""
    return short_id(number * len(DIGITS) + _check(number))


def _check(number: int) -> int:
    """Luhn's check in base 32 (ISO/IEC 7812-1 annex B, mod N): no single wrong digit passes."""
    total, factor = 0, 2
    while number:
        number, digit = divmod(number, len(DIGITS))
        total += digit * factor // len(DIGITS) + digit * factor % len(DIGITS)
        factor = 3 - factor
    return -total % len(DIGITS)
