"""Computes the books again, from what caused them, and names what does not agree. In bands, in constant memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from payouts.actions.accrual import EARNED_SQL
from payouts.actions.closing import STATEMENT_ORDER, SUMS_SQL, leaf_of, root_of, statement_row
from payouts.ledger import BODY_HASH, LINE_HASH, SEAL
from payouts.models import EARNING_KINDS, Line, Period, Statement

BAND = 10_000


@dataclass(frozen=True)
class Finding:
    """Something that does not agree: which check found it, and where ("line 12", "statement 2026-10/3/10/KRW")."""

    check: str
    where: str
    text: str


ALTERED_LINES_SQL = f"""
SELECT line.id, entry.key FROM payouts_line line LEFT JOIN payouts_entry entry ON entry.id = line.entry_id
WHERE line.id > %(after)s AND line.id <= %(upto)s
  AND (entry.id IS NULL OR entry.period <> line.period
       OR entry.line_hashes[line.number] IS DISTINCT FROM {LINE_HASH.format("line")})
ORDER BY line.id
"""

ALTERED_ENTRIES_SQL = f"""
SELECT whole.id, whole.key,
       CASE WHEN whole.body_hash <> {BODY_HASH.format("whole")} OR whole.seal <> {SEAL.format("whole")} THEN 'altered'
            ELSE 'its lines are not all there' END
FROM (
    SELECT entry.*,
           (SELECT string_agg(hash, ''::bytea ORDER BY n) FROM unnest(entry.line_hashes) WITH ORDINALITY h(hash, n))
               AS joined_hashes,
           (SELECT count(*) FROM payouts_line line WHERE line.entry_id = entry.id) AS lines,
           (SELECT sum(amount_micro) FROM payouts_line line WHERE line.entry_id = entry.id) AS total
    FROM payouts_entry entry WHERE entry.id > %(after)s AND entry.id <= %(upto)s
) whole
WHERE whole.body_hash <> {BODY_HASH.format("whole")} OR whole.seal <> {SEAL.format("whole")}
   OR whole.lines <> cardinality(whole.line_hashes) OR whole.total IS DISTINCT FROM whole.total_micro
ORDER BY whole.id
"""

# What verdicts earned, beside what is booked for them: a box unpaid, paid twice, or paid at another price.
MISPAID_SQL = f"""
WITH earned AS ({EARNED_SQL}),
booked AS (
    SELECT line.*, entry.verdict_id, debit.kind AS debit_kind, debit.owner_id AS debit_owner,
           credit.kind AS credit_kind, credit.owner_id AS credit_owner
    FROM payouts_entry entry JOIN payouts_line line ON line.entry_id = entry.id
    JOIN payouts_ledgeraccount debit ON debit.id = line.debit_id
    JOIN payouts_ledgeraccount credit ON credit.id = line.credit_id
    WHERE entry.verdict_id = ANY(%(verdicts)s)
)
SELECT booked.id, coalesce(earned.verdict_id, booked.verdict_id), earned.amount_micro, booked.amount_micro
FROM earned FULL JOIN booked
  ON booked.verdict_id = earned.verdict_id AND booked.number = earned.number AND booked.kind = earned.kind
 AND booked.label_id IS NOT DISTINCT FROM earned.label_id AND booked.units = earned.units
 AND booked.unit_price_micro = earned.unit_price_micro AND booked.amount_micro = earned.amount_micro
 AND booked.worker_id = earned.worker_id AND booked.pay_day = earned.pay_day AND booked.currency = earned.currency
 AND booked.debit_kind = earned.debit_kind AND booked.debit_owner = earned.debit_owner
 AND booked.credit_kind = earned.credit_kind AND booked.credit_owner = earned.credit_owner
WHERE earned.verdict_id IS NULL OR booked.id IS NULL
ORDER BY 2, 1
"""

VERDICTS_SQL = """
SELECT id FROM review_verdict verdict
WHERE id > %(after)s AND NOT EXISTS (SELECT 1 FROM review_unbookedverdict u WHERE u.verdict_id = verdict.id)
ORDER BY id LIMIT %(band)s
"""

# A project's budget row beside the reservations that own it and the escrow that it mirrors.
BUDGETS_SQL = """
SELECT budget.project_id, budget.funded_micro, budget.reserved_micro, budget.spent_micro,
       coalesce(funded.total, 0), coalesce(reserved.total, 0), coalesce(spent.total, 0) + coalesce(unbooked.total, 0)
FROM projects_budget budget
LEFT JOIN (SELECT credit.owner_id AS project_id, sum(amount_micro)::bigint AS total
           FROM payouts_line line JOIN payouts_ledgeraccount credit ON credit.id = line.credit_id
           WHERE credit.kind = 'escrow' GROUP BY 1) funded USING (project_id)
LEFT JOIN (SELECT project_id, sum(reserved_micro)::bigint AS total
           FROM labeling_assignment GROUP BY 1) reserved USING (project_id)
LEFT JOIN (SELECT debit.owner_id AS project_id, sum(amount_micro)::bigint AS total
           FROM payouts_line line JOIN payouts_ledgeraccount debit ON debit.id = line.debit_id
           WHERE debit.kind = 'escrow' GROUP BY 1) spent USING (project_id)
LEFT JOIN (SELECT debit_owner AS project_id, sum(amount_micro)::bigint AS total
           FROM ({earned}) e GROUP BY 1) unbooked USING (project_id)
WHERE (budget.funded_micro, budget.reserved_micro, budget.spent_micro) IS DISTINCT FROM
      (coalesce(funded.total, 0), coalesce(reserved.total, 0), coalesce(spent.total, 0) + coalesce(unbooked.total, 0))
ORDER BY budget.project_id
"""


def verify() -> Iterator[Finding | str]:
    """Runs every check; yields the name of each check as it begins, and every finding."""
    for check in (altered_lines, altered_entries, mispaid_verdicts, budgets, statements, roots, payments):
        yield check.__name__.replace("_", " ")
        yield from check()


def _rows(sql: str, params: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _bands(table: str) -> Iterator[dict]:
    (last,) = _rows(f"SELECT coalesce(max(id), 0) FROM {table}", {})[0]
    for after in range(0, last, BAND):
        yield {"after": after, "upto": after + BAND}


def altered_lines() -> Iterator[Finding]:
    """Lines that are not what their entry was sealed with."""
    for band in _bands("payouts_line"):
        for line, key in _rows(ALTERED_LINES_SQL, band):
            yield Finding("altered lines", f"line {line}", f"line {line} (entry {key}) is not what was booked")


def altered_entries() -> Iterator[Finding]:
    """Entries that are not what was sealed, or whose lines are gone or more."""
    for band in _bands("payouts_entry"):
        for entry, key, text in _rows(ALTERED_ENTRIES_SQL, band):
            yield Finding("altered entries", f"entry {entry}", f"entry {key}: {text}")


def mispaid_verdicts() -> Iterator[Finding]:
    """Each approved box is paid exactly once, at the price that was promised."""
    after = 0
    while verdicts := [row[0] for row in _rows(VERDICTS_SQL, {"after": after, "band": BAND})]:
        after = verdicts[-1]
        for line, verdict, earned, booked in _rows(MISPAID_SQL, {"verdicts": verdicts}):
            where = f"line {line}" if line else f"verdict {verdict}"
            text = f"verdict {verdict} earned {earned or 'nothing'} micro, {where} books {booked or 'nothing'}"
            yield Finding("mispaid verdicts", where, text)


def budgets() -> Iterator[Finding]:
    """What a project has, has promised and has spent, as the assignments and the escrow say."""
    unbooked = [row[0] for row in _rows("SELECT verdict_id FROM review_unbookedverdict", {})]
    names = ("funded", "reserved", "spent")
    for project, *sums in _rows(BUDGETS_SQL.format(earned=EARNED_SQL), {"verdicts": unbooked}):
        for name, kept, computed in zip(names, sums[:3], sums[3:], strict=True):
            if kept != computed:
                text = f"project {project}: {name} is {kept} micro, but {computed} by its owners"
                yield Finding("budgets", f"project {project}", text)


def statements() -> Iterator[Finding]:
    """Each statement of a closed month is the sum of its lines, with the taxes of its day."""
    for period in Period.objects.exclude(closed_at=None).order_by("name"):
        lines = Line.objects.filter(period=period.name, kind__in=EARNING_KINDS)
        workers = list(lines.order_by("worker").values_list("worker", flat=True).distinct())
        for start in range(0, len(workers), BAND):
            yield from _compare(period.name, workers[start : start + BAND])
        for extra in Statement.objects.filter(period=period.name).exclude(worker__in=workers):
            yield Finding("statements", f"statement {extra.key}", f"statement {extra.key} has no lines")


def _compare(period: str, workers: list[int]) -> Iterator[Finding]:
    params = {"period": period, "workers": workers, "kinds": EARNING_KINDS}
    computed = {}
    for row in _rows(SUMS_SQL, params):
        kept = statement_row(period, *row)
        computed[kept["worker_id"], kept["pay_day"], kept["currency"]] = kept
    names = {
        "earned": "earned_micro",
        "carried_in": "carried_in_micro",
        "gross": "gross_micro",
        "taxes": "taxes",
        "net": "net_micro",
        "carried_out": "carried_out_micro",
        "lines": "line_count",
        "units": "units",
        "digest": "digest",
    }
    for statement in Statement.objects.filter(period=period, worker__in=workers).iterator():
        expected = computed.pop((statement.worker_id, statement.pay_day, statement.currency), None)
        wrong = [name for name, field in names.items() if not expected or expected[name] != getattr(statement, field)]
        if wrong:
            text = f"statement {statement.key}: {', '.join(wrong)} do not follow from its lines"
            yield Finding("statements", f"statement {statement.key}", text)
    for worker, pay_day, currency in computed:
        key = f"{period}/{worker}/{pay_day}/{currency}"
        yield Finding("statements", f"statement {key}", f"statement {key} is missing")


def roots() -> Iterator[Finding]:
    """Each closed month's root commits to its statements and to the month before."""
    before = ""
    for period in Period.objects.order_by("name"):
        if period.closed_at:
            leaves = [leaf_of(s) for s in Statement.objects.filter(period=period.name).order_by(*STATEMENT_ORDER)]
            if root_of(before, leaves) != period.root:
                yield Finding(
                    "roots", f"period {period.name}", f"the root of {period.name} is not that of its statements"
                )
        before = period.root


PAYMENTS_SQL = """
SELECT payout.bank_reference, payout.amount_micro, statement.net_micro, line.amount_micro
FROM payouts_payout payout JOIN payouts_statement statement ON statement.id = payout.statement_id
LEFT JOIN payouts_entry entry ON entry.key = 'payment:' || statement.period || '/' || statement.worker_id || '/'
                                             || statement.pay_day || '/' || statement.currency
LEFT JOIN payouts_line line ON line.entry_id = entry.id
WHERE payout.amount_micro <> statement.net_micro OR line.amount_micro IS DISTINCT FROM payout.amount_micro
ORDER BY 1
"""


def payments() -> Iterator[Finding]:
    """Each deposit is its statement's net, and stands on the books."""
    for reference, paid, net, booked in _rows(PAYMENTS_SQL, {}):
        text = f"deposit {reference} is {paid} micro, its statement {net}, its line {booked or 'missing'}"
        yield Finding("payments", f"deposit {reference}", text)
