"""What a bank says has happened on the platform's account. Pure; amounts in micro."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Literal

MOST_BYTES = 50 * 1024 * 1024
MOST_UNITS = 10**12
MOST_REFERENCE = 100
MOST_TEXT = 500

Direction = Literal["out", "in"]
Status = Literal["booked", "rejected", "returned"]


class BadBankFile(Exception):
    """A file that is not what a bank sends, or not wholly; nothing of it is used.

    `code` is for machines, `where` names the line, row and column, or element ("row 7, 출금액", "Ntry 3/Amt"),
    `text` is for people.
    """

    def __init__(self, code: str, where: str, text: str):
        super().__init__(f"{where}: {text}" if where else text)
        self.code, self.where, self.text = code, where, text


@dataclass(frozen=True)
class Movement:
    """One transfer as the bank tells it. `amount` is in micro and positive; a transfer that came back is
    ("in", "returned") and carries the end-to-end id of the one that went out; ("out", "returned") takes back what had
    come in. At most 100 characters of reference, 35 of end-to-end id, 500 of each text, 40 of key.

    `reference` is the bank's own, or "": banks begin again with every day and account, give one to all of a batch, and
    to what came back that of what had gone out. So a movement is known by its `key`, which is made of all that it is.

    Whoever pays in chooses the end-to-end id and the text of a payment that arrives: an ("in", "booked") movement
    proves nothing about an order of ours.
    """

    reference: str
    end_to_end_id: str
    amount: int
    currency: str
    direction: Direction
    status: Status
    on: date
    remittance: str
    reason: str
    key: str = ""


def with_keys(found: Sequence[tuple[str, Movement]]) -> list[Movement]:
    """The movements, each under a key of its own that is the same in whatever file and order they are told.

    `found` is (own account, movement). Movements equal in everything are numbered.
    """
    times: Counter[str] = Counter()
    movements = []
    for account, movement in found:
        key = _digest(account, movement)
        times[key] += 1
        number = f"#{times[key]}" if times[key] > 1 else ""
        movements.append(_shortened(replace(movement, key=key + number)))
    return movements


def _shortened(movement: Movement) -> Movement:
    """Without the ends of texts longer than ISO 20022 allows, which no bank sends and no table has room for."""
    return replace(
        movement,
        reference=movement.reference[:MOST_REFERENCE],
        end_to_end_id=movement.end_to_end_id[:35],
        remittance=movement.remittance[:MOST_TEXT],
        reason=movement.reason[:MOST_TEXT],
    )


def _digest(account: str, movement: Movement) -> str:
    """Of what a movement is. The text of an order of ours is left out where its reference and id say which it is: one
    bank words it in its notification otherwise than in its statement."""
    is_order = (movement.direction, movement.status) != ("in", "booked")
    is_named = is_order and movement.reference and movement.end_to_end_id
    fields = (
        account,
        movement.reference,
        movement.on.isoformat(),
        movement.direction,
        movement.status,
        str(movement.amount),
        movement.currency,
        movement.end_to_end_id,
        "" if is_named else movement.remittance,
    )
    return sha256("\x1f".join(fields).encode("utf-8", "surrogatepass")).hexdigest()[:32]
