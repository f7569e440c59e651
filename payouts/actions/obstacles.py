"""What keeps a month from being closed, each with its reason."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payouts import queries
from payouts.actions.accrual import accrue_all
from payouts.ledger import BODY_HASH, LINE_HASH
from payouts.models import Period
from payouts.periods import ends_at, period_of, read_period, starts_at
from people.errors import Refused
from review.models import Verdict

# So many of the latest lines, as many from anywhere and as many entries are compared whole; verification compares all.
SAMPLE = 2_000

UNSOUND_SQL = f"""
WITH span AS (SELECT min(id) AS first, max(id) AS last FROM payouts_line),
span_of_entries AS (SELECT min(id) AS first, max(id) AS last FROM payouts_entry),
picked AS (
    SELECT generate_series(greatest(first, last - %(sample)s + 1), last) AS id FROM span
    UNION
    SELECT floor(first + random() * (last - first + 1))::bigint FROM span, generate_series(1, %(sample)s)
),
sampled AS (
    SELECT line.entry_id FROM picked JOIN payouts_line line USING (id) WHERE line.period = %(period)s
    UNION
    SELECT entry.id FROM (
        SELECT floor(first + random() * (last - first + 1))::bigint AS id
        FROM span_of_entries, generate_series(1, %(sample)s)
    ) picked JOIN payouts_entry entry USING (id) WHERE entry.period = %(period)s
)
SELECT sampled.entry_id
FROM sampled
LEFT JOIN payouts_entry entry ON entry.id = sampled.entry_id
LEFT JOIN LATERAL (
    SELECT entry.key, coalesce(sum(line.amount_micro), 0) AS total_micro, count(*) AS line_count,
           coalesce(string_agg(line.hash, ''::bytea ORDER BY line.number), '') AS joined_hashes,
           bool_or((entry.period, entry.occurred_at) <> (line.period, line.occurred_at)
                   OR line.hash <> {LINE_HASH.format("line")}) AS altered
    FROM payouts_line line WHERE line.entry_id = sampled.entry_id
) whole ON true
WHERE entry.id IS NULL OR whole.altered
   OR entry.line_count <> whole.line_count OR entry.total_micro <> whole.total_micro
   OR entry.body_hash <> {BODY_HASH.format("whole")}
ORDER BY 1 LIMIT 10
"""

# Entries carry the sums of their lines. Both are read from where the month can have begun, not from the first day on.
BALANCE_SQL = """
SELECT entries.total = lines.total AND entries.count = lines.count
FROM (SELECT coalesce(sum(total_micro), 0) AS total, coalesce(sum(line_count), 0) AS count
      FROM payouts_entry WHERE id > %(last_entry)s AND period = %(period)s) entries,
     (SELECT coalesce(sum(amount_micro), 0) AS total, count(*) AS count
      FROM payouts_line WHERE id > %(last_line)s AND period = %(period)s) lines
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
    """Verdicts of the month whose money is not on the books, although they were tried again just now.

    One that is committed after this look is none of them: it comes late, and goes to the next month as others do.
    """
    refused = accrue_all().refused
    before = Verdict.objects.filter(pk__in=refused, decided_at__lt=ends_at(period, queries.ZONE))
    left = list(before.order_by("pk").values_list("pk", flat=True))
    if not left:
        return ""
    text = ngettext("%(n)d verdict cannot be booked", "%(n)d verdicts cannot be booked", len(left)) % {"n": len(left)}
    return f"{text}: {str(refused[left[0]]).splitlines()[0]}."


def _out_of_order(period: str) -> str:
    if Period.objects.filter(name__gt=period).exists():
        return _("A later month is closed already.")
    earlier = queries.months_to_close(before=period)
    return _("Close %(period)s first.") % {"period": earlier[0]} if earlier else ""


def _unsound(period: str) -> str:
    """Among a sample, entries that are not what was booked; or a trial balance of the month that fails."""
    with connection.cursor() as cursor:
        cursor.execute(UNSOUND_SQL, {"period": period, "sample": SAMPLE})
        if entries := ", ".join(str(row[0]) for row in cursor.fetchall()):
            return _("Entries %(entries)s are not what was booked; run verify_ledger.") % {"entries": entries}
        cursor.execute(BALANCE_SQL, {"period": period} | _begins_after(period))
        if not cursor.fetchone()[0]:
            return _("The lines of %(period)s do not add up to its entries; run verify_ledger.") % {"period": period}
    return ""


def _begins_after(period: str) -> dict[str, int]:
    """Ids after which all of a month was booked: those of the last fence before its first day.

    What is decided in a month is booked after that, and what came late for the month before even later.
    """
    before = Period.objects.filter(name__lt=period, fenced_at__lte=starts_at(period, queries.ZONE)).order_by("-name")
    found = before.values("last_entry", "last_line").first()
    return found or {"last_entry": 0, "last_line": 0}
