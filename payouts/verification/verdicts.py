"""Each approved box is paid exactly once, at the price that was promised; and so is each review."""

from collections.abc import Iterator

from payouts.actions.accrual import EARNED_SQL
from payouts.verification.finding import BAND, Finding, Progress, rows_of

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
 AND booked.worker_id IS NOT DISTINCT FROM earned.worker_id AND booked.pay_day IS NOT DISTINCT FROM earned.pay_day
 AND booked.currency = earned.currency AND booked.project_id = earned.project_id
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


def check() -> Iterator[Finding | Progress]:
    ((first, last),) = rows_of("SELECT min(id), max(id) FROM review_verdict")
    after = 0
    while verdicts := [row[0] for row in rows_of(VERDICTS_SQL, {"after": after, "band": BAND})]:
        after = verdicts[-1]
        for line, verdict, earned, booked in rows_of(MISPAID_SQL, {"verdicts": verdicts}):
            where = f"line {line}" if line else f"verdict {verdict}"
            text = f"verdict {verdict} earned {earned or 'nothing'} micro, {where} books {booked or 'nothing'}"
            yield Finding("mispaid verdicts", where, text)
        yield Progress(after - first + 1, last - first + 1)
