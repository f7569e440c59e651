"""What keeps a month from being closed, each with its reason."""

from datetime import datetime

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payouts import queries
from payouts.actions.accrual import accrue
from payouts.ledger import BODY_HASH, LINE_HASH, LedgerConflict
from payouts.models import Period
from payouts.periods import ends_at, period_of, read_period
from people.errors import Refused
from review.models import UnbookedVerdict

# So many of the latest lines, and as many from anywhere, are compared with what was booked; verification compares all.
SAMPLE = 2_000

UNSOUND_SQL = f"""
WITH span AS (SELECT min(id) AS first, max(id) AS last FROM payouts_line),
picked AS (
    SELECT generate_series(greatest(first, last - %(sample)s + 1), last) AS id FROM span
    UNION
    SELECT floor(first + random() * (last - first + 1))::bigint FROM span, generate_series(1, %(sample)s)
),
sampled AS (SELECT line.* FROM picked JOIN payouts_line line USING (id) WHERE line.period = %(period)s)
SELECT DISTINCT line.entry_id
FROM sampled line
LEFT JOIN payouts_entry entry ON entry.id = line.entry_id
LEFT JOIN LATERAL (
    SELECT entry.key, sum(beside.amount_micro) AS total_micro, count(*) AS line_count,
           string_agg(beside.hash, ''::bytea ORDER BY beside.number) AS joined_hashes
    FROM payouts_line beside WHERE beside.entry_id = line.entry_id
) whole ON true
WHERE entry.id IS NULL OR (entry.period, entry.occurred_at) <> (line.period, line.occurred_at)
   OR line.hash <> {LINE_HASH.format("line")}
   OR entry.line_count <> whole.line_count OR entry.total_micro <> whole.total_micro
   OR entry.body_hash <> {BODY_HASH.format("whole")}
ORDER BY 1 LIMIT 10
"""


def check_month(period: str) -> None:
    """Refused("bad_period") where it is no month like 2026-10."""
    try:
        read_period(period)
    except ValueError as error:
        raise Refused("bad_period", str(error)) from error


def check_no_obstacle(period: str, *, early: bool, now: datetime) -> None:
    """Refused with every obstacle: the first one's code, all their texts, and the texts by code as fields."""
    if found := obstacles(period, early=early, now=now):
        raise Refused(next(iter(found)), " ".join(found.values()), status=409, fields=found)


def obstacles(period: str, *, early: bool, now: datetime) -> dict[str, str]:
    """Code to text of everything that keeps an open month from being closed; books what can be booked first."""
    found = {
        "not_over": _not_over(period, early=early, now=now),
        "not_booked": _not_booked(period),
        "out_of_order": _out_of_order(period),
        "unsound": _unsound(period),
    }
    return {code: text for code, text in found.items() if text}


def _not_over(period: str, *, early: bool, now: datetime) -> str:
    if period > period_of(now, queries.ZONE) or (not early and now < ends_at(period, queries.ZONE)):
        return _("%(period)s is not over yet.") % {"period": period}
    return ""


def _not_booked(period: str) -> str:
    """Verdicts of the month whose money is not on the books, although they were tried again just now."""
    why = ""
    try:
        accrue()
    except (LedgerConflict, DatabaseError) as error:
        why = str(error).splitlines()[0]
    left = UnbookedVerdict.objects.filter(verdict__decided_at__lt=ends_at(period, queries.ZONE)).count()
    if not left:
        return ""
    text = ngettext("%(n)d verdict cannot be booked", "%(n)d verdicts cannot be booked", left) % {"n": left}
    return f"{text}: {why}." if why else f"{text}."


def _out_of_order(period: str) -> str:
    if Period.objects.filter(name__gt=period).exists():
        return _("A later month is closed already.")
    earlier = queries.months_to_close(before=period)
    return _("Close %(period)s first.") % {"period": earlier[0]} if earlier else ""


def _unsound(period: str) -> str:
    """A trial balance that fails: among a sample, lines that are not what was booked, or are gone."""
    with connection.cursor() as cursor:
        cursor.execute(UNSOUND_SQL, {"period": period, "sample": SAMPLE})
        entries = ", ".join(str(row[0]) for row in cursor.fetchall())
    return (
        _("Entries %(entries)s are not what was booked; run verify_ledger.") % {"entries": entries} if entries else ""
    )
