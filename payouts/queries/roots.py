"""Reads about a month's published root: a Merkle tree (RFC 6962) over the root before it and its statements."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.db import connection

from payouts.models import Period

# The hash of a statement's leaf: everything that it says, under its salt. verify_statement.py computes it again.
LEAVES_SQL = r"""
SELECT sha256('\x00'::bytea || convert_to(concat_ws('|', 'statement-v2', salt,
           concat_ws('/', period, worker_id, pay_day, currency), earned_micro, carried_in_micro, gross_micro,
           (SELECT coalesce(string_agg((tax ->> 'kind') || '=' || (tax ->> 'amount_micro'), ',' ORDER BY place), '')
            FROM jsonb_array_elements(taxes) WITH ORDINALITY parts(tax, place)),
           net_micro, carried_out_micro, line_count, units, digest), 'UTF8'))
FROM payouts_statement WHERE period = %(period)s
ORDER BY worker_id, pay_day, currency
"""
AT_ONCE = 10_000


def root_before(period: str) -> str:
    """The root of the month before, in hex; empty for the first."""
    roots = Period.objects.filter(name__lt=period).order_by("-name").values_list("root", flat=True)
    return roots.first() or ""


def leaf_hashes(period: str) -> Iterator[bytes]:
    """The hashes of a month's leaves: first that of the root before it, then its statements' by worker, day, currency.

    Read as they are asked for, within a transaction.
    """
    yield sha256(b"\x00" + root_before(period).encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE leaves NO SCROLL CURSOR FOR {LEAVES_SQL}", {"period": period})
        while True:
            cursor.execute(f"FETCH {AT_ONCE} FROM leaves")
            rows = cursor.fetchall()
            yield from (bytes(row[0]) for row in rows)
            if len(rows) < AT_ONCE:
                break
        cursor.execute("CLOSE leaves")


def root_of(period: str) -> str:
    """A month's root in hex, computed from its statements, within a transaction."""
    return _root(leaf_hashes(period)).hex()


def _root(hashes: Iterable[bytes]) -> bytes:
    """The tree's root from the leaves' hashes, one after the other; keeps one hash a level."""
    whole: list[tuple[int, bytes]] = []  # complete trees of so many leaves, the largest first
    for leaf in hashes:
        size, node = 1, leaf
        while whole and whole[-1][0] == size:
            size, node = 2 * size, _pair(whole.pop()[1], node)
        whole.append((size, node))
    _size, node = whole.pop()
    while whole:
        node = _pair(whole.pop()[1], node)
    return node


def _pair(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
