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
    ("in", "returned") and carries the end-to-end id of the one that went out. At most 120 characters of reference, 35
    of end-to-end id, 500 of each text.

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


def with_references(found: Sequence[tuple[str, Movement]]) -> list[Movement]:
    """The movements, each under a reference of its own that is the same in whatever file and order they are told.

    `found` is (own account, movement with the bank's reference or ""). A bank's reference is kept where one movement
    bears it. Where it has none, or gives the same to different movements, a digest of what was moved makes it one;
    movements equal in everything are numbered.
    """
    bearers = Counter(movement.reference for movement in {movement for _, movement in found})
    times: Counter[str] = Counter()
    movements = []
    for account, movement in found:
        reference = movement.reference
        if not reference or len(reference) > MOST_REFERENCE:
            reference = _digest(account, movement)
        elif bearers[reference] > 1:
            reference = f"{reference}/{_digest(account, movement)[:10]}"
        times[reference] += 1
        number = f"#{times[reference]}" if times[reference] > 1 else ""
        movements.append(_shortened(replace(movement, reference=reference + number)))
    return movements


def _shortened(movement: Movement) -> Movement:
    """Without the ends of texts longer than ISO 20022 allows, which no bank sends and no table has room for."""
    return replace(
        movement,
        end_to_end_id=movement.end_to_end_id[:35],
        remittance=movement.remittance[:MOST_TEXT],
        reason=movement.reason[:MOST_TEXT],
    )


def _digest(account: str, movement: Movement) -> str:
    fields = (
        account,
        movement.on.isoformat(),
        movement.direction,
        movement.status,
        str(movement.amount),
        movement.currency,
        movement.end_to_end_id,
        movement.remittance,
    )
    return sha256("\x1f".join(fields).encode("utf-8", "surrogatepass")).hexdigest()[:32]
