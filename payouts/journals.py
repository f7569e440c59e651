"""The books as plain-text accounting reads them: hledger and beancount. Pure, and streamed entry by entry.

Amounts are signed as an accountant signs them: what debits an account is positive. So a balance here is that of our
trial balance, debits less credits, to the last micro.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from projects.money import plain_amount

# hledger and beancount both take the account's group from the first word.
GROUPS = {
    "bank": "Assets:Bank",
    "client": "Liabilities:Client",
    "escrow": "Liabilities:Escrow",
    "worker": "Liabilities:Worker",
    "fee": "Income:Fee",
}
TAX_PREFIX = "tax_"


@dataclass(frozen=True)
class Transfer:
    """One line of the books: `amount` micro moved from `debit` to `credit`, each an account's kind and owner."""

    entry: str
    on: date
    kind: str
    debit: tuple[str, int]
    credit: tuple[str, int]
    amount: int
    currency: str


def account_name(kind: str, owner: int) -> str:
    """ "Liabilities:Worker:12", "Liabilities:Tax:Income"."""
    group = f"Liabilities:Tax:{kind.removeprefix(TAX_PREFIX).title()}" if kind.startswith(TAX_PREFIX) else GROUPS[kind]
    return f"{group}:{owner}" if owner else group


def hledger(transfers: Iterable[Transfer]) -> Iterator[str]:
    """A journal for `hledger -f`: `transfers` in the order of the books, those of one entry beside each other."""
    for entry, lines in groupby(transfers, key=lambda transfer: transfer.entry):
        moved = list(lines)
        yield f"{moved[0].on:%Y-%m-%d} * {_words(entry)}\n{''.join(map(_postings, moved))}\n"


def beancount(transfers: Iterable[Transfer], accounts: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """A ledger for `bean-check`; `accounts` are kind, owner and currency of every account there is."""
    yield 'option "title" "Honestbox"\n'
    currencies: dict[str, list[str]] = {}
    for kind, owner, currency in accounts:
        currencies.setdefault(account_name(kind, owner), []).append(currency)
    for name, used in sorted(currencies.items()):
        yield f"1970-01-01 open {name} {','.join(sorted(used))}\n"
    for entry, lines in groupby(transfers, key=lambda transfer: transfer.entry):
        moved = list(lines)
        yield f'\n{moved[0].on:%Y-%m-%d} * "{_words(entry)}"\n{"".join(map(_postings, moved))}'


def _words(entry: str) -> str:
    """An entry's key without what would end the text or begin a comment: banks' references stand in some."""
    return re.sub(r"[^\w:/.+-]", "_", entry)


def _postings(transfer: Transfer) -> str:
    amount, currency = plain_amount(transfer.amount), transfer.currency
    return (
        f"    {account_name(*transfer.debit)}  {amount} {currency}\n"
        f"    {account_name(*transfer.credit)}  -{amount} {currency}\n"
    )
