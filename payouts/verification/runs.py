"""Each run holds the deposits that were prepared and approved, each as far as its run, on an account of its worker."""

from collections.abc import Iterator

from payouts.payout_ids import payout_id
from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# What the event log says of a run: how many deposits for how much, and which were taken out before they were sent.
TOLD_SQL = """
SELECT (event.data ->> 'payouts')::bigint AS payouts, (event.data ->> 'total_micro')::numeric AS total_micro,
       coalesce(event.data -> 'stopped', '[]') AS stopped
FROM people_event event WHERE event.subject = 'payoutrun:' || run.id AND event.verb = 'payout.{verb}'
"""

SUMS_SQL = f"""
SELECT run.id, held.count, held.total, prepared.payouts, prepared.total_micro
FROM payouts_payoutrun run
LEFT JOIN LATERAL ({TOLD_SQL.format(verb="prepared")}) prepared ON true
LEFT JOIN LATERAL ({TOLD_SQL.format(verb="approved")}) approved ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS count, sum(amount_micro) AS total,
           count(*) FILTER (WHERE NOT approved.stopped ? end_to_end_id) AS approved_count,
           sum(amount_micro) FILTER (WHERE NOT approved.stopped ? end_to_end_id) AS approved_total
    FROM payouts_payout payout WHERE payout.run_id = run.id
) held
WHERE (held.count, held.total) IS DISTINCT FROM (prepared.payouts, prepared.total_micro)
   OR run.approved_at IS NOT NULL
      AND (held.approved_count, held.approved_total) IS DISTINCT FROM (approved.payouts, approved.total_micro)
ORDER BY run.id
"""

# Where a run is, there are its deposits; those that were taken out are called off, and no others.
STATES_SQL = f"""
SELECT run.id, payout.end_to_end_id, payout.state
FROM payouts_payout payout
LEFT JOIN payouts_payoutrun run ON run.id = payout.run_id
LEFT JOIN LATERAL ({TOLD_SQL.format(verb="approved")}) approved ON true
LEFT JOIN LATERAL ({TOLD_SQL.format(verb="sent")}) sent ON true
CROSS JOIN LATERAL (
    SELECT coalesce(approved.stopped ? payout.end_to_end_id OR sent.stopped ? payout.end_to_end_id, false) AS stopped
) was
WHERE payout.id > %(after)s AND payout.id <= %(upto)s AND NOT CASE
    WHEN run.cancelled_at IS NOT NULL OR was.stopped THEN payout.state = 'cancelled'
    WHEN run.sent_at IS NOT NULL THEN payout.state IN ('sent', 'paid', 'returned')
    WHEN run.approved_at IS NOT NULL THEN payout.state = 'approved'
    ELSE payout.state = 'prepared' END
ORDER BY payout.id
"""

STRANGERS_SQL = """
SELECT payout.end_to_end_id
FROM payouts_payout payout
LEFT JOIN payouts_payoutrun run ON run.id = payout.run_id
LEFT JOIN payouts_statement statement ON statement.id = payout.statement_id
LEFT JOIN payouts_bankaccount account ON account.id = payout.account_id
WHERE payout.id > %(after)s AND payout.id <= %(upto)s
  AND ((account.worker_id, account.currency) IS DISTINCT FROM (statement.worker_id, statement.currency)
       OR run.currency IS DISTINCT FROM statement.currency)
ORDER BY payout.id
"""

IDS_SQL = "SELECT id, end_to_end_id FROM payouts_payout WHERE id > %(after)s AND id <= %(upto)s ORDER BY id"


def check() -> Iterator[Finding | Progress]:
    for run, count, total, told, told_total in rows_of(SUMS_SQL):
        text = f"run {run} holds {count} deposits of {total or 0} micro, prepared were {told} of {told_total}"
        yield Finding("runs", f"run {run}", f"{text}, and what was approved of them")
    for band, progress in bands_of("payouts_payout"):
        for run, our_id, state in rows_of(STATES_SQL, band):
            yield Finding("runs", f"run {run}", f"deposit {our_id} is {state}, which its run {run} did not make it")
        for (our_id,) in rows_of(STRANGERS_SQL, band):
            text = f"deposit {our_id} goes to an account that is not its worker's, or in another currency"
            yield Finding("runs", f"deposit {our_id}", text)
        for pk, our_id in rows_of(IDS_SQL, band):
            if our_id != payout_id(pk):
                yield Finding("runs", f"deposit {our_id}", f"deposit {our_id} was sent to the bank as {payout_id(pk)}")
        yield progress
