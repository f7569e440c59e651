"""What a client writes on a transfer: "HB-7K3QX-4". Short, nothing in it looks like something else, checked. Pure."""

import re
import secrets

# No 0 and O, no 1 and I: 32 characters.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 5
FUNDING, REFUND = "HB", "HR"


def new_reference(prefix: str = FUNDING) -> str:
    """One of 33 million; whoever keeps it sees to it that it is the only one."""
    body = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))
    return f"{prefix}-{body}-{check_character(body)}"


def check_character(body: str) -> str:
    """Luhn's check in base 32 (ISO/IEC 7812-1 annex B, mod N): one wrong character never passes, nor do two neighbours
    that changed places, but for the first and last of the alphabet."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def references_in(text: str, prefix: str = FUNDING) -> list[str]:
    """The references that stand in what a bank passed on: with spaces for hyphens or without either, in any case."""
    pattern = rf"(?=(?<![A-Z0-9]){prefix}[\s-]*([{ALPHABET}]{{{LENGTH}}})[\s-]*([{ALPHABET}])(?![A-Z0-9]))"
    found = re.findall(pattern, text.upper())
    return list(dict.fromkeys(f"{prefix}-{body}-{check}" for body, check in found if check_character(body) == check))
