"""The bank's word: each file as it was read, each movement with what it caused, and each day as the bank gave it."""

from collections.abc import Iterator

from django.conf import settings

from payouts.queries.bank import DIGEST_SQL
from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# The event of a file keeps how many movements were new in it, and a digest of them.
FILES_SQL = f"""
SELECT file.id, file.name, told.count, event.data ->> 'new'
FROM payouts_bankfile file
LEFT JOIN people_event event ON event.subject = 'bankfile:' || file.id AND event.verb = 'bank_file.read'
CROSS JOIN LATERAL (
    SELECT count(*) AS count, {DIGEST_SQL} AS digest FROM payouts_movement movement WHERE movement.file_id = file.id
) told
WHERE told.count::text IS DISTINCT FROM event.data ->> 'new' OR told.digest IS DISTINCT FROM event.data ->> 'digest'
ORDER BY file.id
"""

# What a movement came to names what it was matched with, and what an admin said of it stands in the event log.
LOOSE_SQL = """
SELECT movement.id, movement.outcome
FROM payouts_movement movement
LEFT JOIN payouts_bankfile file ON file.id = movement.file_id
LEFT JOIN payouts_payout payout ON payout.id = movement.payout_id
LEFT JOIN payouts_funding funding ON funding.id = movement.funding_id
LEFT JOIN payouts_refund refund ON refund.id = movement.refund_id
LEFT JOIN LATERAL (
    SELECT bool_or(event.verb = 'movement.matched') AS matched,
           bool_or(event.verb = 'movement.set_aside' AND event.data ->> 'reason' = movement.why) AS aside
    FROM people_event event WHERE event.subject = 'movement:' || movement.id
) said ON true
WHERE movement.id > %(after)s AND movement.id <= %(upto)s AND (
    file.id IS NULL
    OR (payout.id IS NOT NULL) <> (movement.outcome IN ('paid', 'returned'))
    OR (funding.id IS NOT NULL) <> (movement.outcome = 'funded')
    OR (refund.id IS NOT NULL) <> (movement.outcome = 'refunded')
    OR movement.outcome = 'aside' AND said.aside IS NOT TRUE
    OR movement.outcome = 'unmatched' AND (said.matched OR said.aside OR movement.why = ''))
ORDER BY movement.id
"""

# Beside a deposit: what the bank told of it, what the books and the event log say, and on which days. It is booked on
# the bank's day, or at the moment of the act where that came before the day had begun.
DEPOSITS_SQL = """
SELECT payout.end_to_end_id, payout.state, payout.paid_on, payout.returned_on
FROM payouts_payout payout
JOIN payouts_statement statement ON statement.id = payout.statement_id
LEFT JOIN payouts_entry paid ON paid.key = 'payment:' || payout.end_to_end_id
LEFT JOIN payouts_entry back ON back.key = 'return:' || payout.end_to_end_id
CROSS JOIN LATERAL (
    SELECT payout.amount_micro - coalesce(sum(line.amount_micro), 0) AS back
    FROM payouts_line line WHERE line.entry_id = back.id AND line.kind = 'charge'
) amount
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE outcome = 'paid') AS paid,
           count(*) FILTER (WHERE outcome = 'paid' AND NOT incoming AND status = 'booked'
               AND (amount_micro, currency, booked_on) = (payout.amount_micro, statement.currency, payout.paid_on)
           ) AS rightly_paid,
           min({reference}) FILTER (WHERE outcome = 'paid') AS reference,
           count(*) FILTER (WHERE outcome = 'returned') AS returned,
           count(*) FILTER (WHERE outcome = 'returned' AND incoming) AS came_back,
           count(*) FILTER (WHERE outcome = 'returned' AND (incoming OR status = 'rejected')
               AND (amount_micro, currency, booked_on, reason)
                   = (amount.back, statement.currency, payout.returned_on, payout.return_reason)) AS rightly_returned
    FROM payouts_movement movement WHERE movement.payout_id = payout.id
) told
CROSS JOIN LATERAL (
    SELECT min(at) FILTER (WHERE verb = 'statement.paid') AS paid_at,
           min(at) FILTER (WHERE verb = 'statement.returned') AS returned_at
    FROM people_event event
    WHERE event.subject = 'statement:' || statement.id AND event.data ->> 'payout' = payout.id::text
) act
WHERE payout.id > %(after)s AND payout.id <= %(upto)s AND (
    told.paid <> (payout.paid_on IS NOT NULL)::int OR told.rightly_paid <> told.paid
    OR (told.returned > 0) <> (payout.state = 'returned') OR (told.rightly_returned > 0) <> (payout.state = 'returned')
    OR told.came_back > 1 OR (back.id IS NOT NULL AND told.came_back = 0)
    OR (payout.returned_on IS NOT NULL) <> (payout.state = 'returned')
    OR (act.paid_at IS NOT NULL) <> (paid.id IS NOT NULL)
    OR (act.returned_at IS NOT NULL) <> (payout.state = 'returned')
    OR payout.bank_reference <> CASE WHEN paid.id IS NULL THEN '' ELSE coalesce(told.reference, '') END
    OR paid.occurred_at <> least(payout.paid_on::timestamp AT TIME ZONE %(zone)s, act.paid_at)
    OR back.occurred_at <> least(payout.returned_on::timestamp AT TIME ZONE %(zone)s, act.returned_at))
ORDER BY payout.id
"""

# A transfer is booked on its day, or at the moment in which it was recorded; the day of one that a file or an admin's
# match confirmed is the bank's.
FUNDINGS_SQL = """
SELECT funding.reference
FROM payouts_funding funding
JOIN projects_project project ON project.id = funding.project_id
LEFT JOIN payouts_entry entry ON entry.key = 'fund:' || funding.project_id || ':' || funding.bank_reference
CROSS JOIN LATERAL (
    SELECT count(*) AS count, count(*) FILTER (WHERE movement.incoming
               AND (movement.amount_micro, movement.currency) = (funding.received_micro, project.currency)
               AND ({confirmed_at} IS DISTINCT FROM funding.confirmed_at OR entry.occurred_at IN (funding.confirmed_at,
                    least(movement.booked_on::timestamp AT TIME ZONE %(zone)s, funding.confirmed_at)))) AS rightly
    FROM payouts_movement movement JOIN payouts_bankfile file ON file.id = movement.file_id
    WHERE movement.funding_id = funding.id
) told
WHERE funding.id > %(after)s AND funding.id <= %(upto)s AND (
    told.count > 1 OR told.rightly <> told.count OR entry.occurred_at > funding.confirmed_at)
ORDER BY funding.id
"""

REFUNDS_SQL = """
SELECT refund.end_to_end_id
FROM payouts_refund refund
JOIN projects_project project ON project.id = refund.project_id
LEFT JOIN payouts_entry opened ON opened.key = 'refund:' || refund.id
LEFT JOIN payouts_entry paid ON paid.key = 'refund-paid:' || refund.id
LEFT JOIN people_event act ON act.subject = 'refund:' || refund.id AND act.verb = 'refund.paid'
CROSS JOIN LATERAL (
    SELECT count(*) AS count, count(*) FILTER (WHERE NOT movement.incoming
               AND (movement.amount_micro, movement.currency) = (refund.amount_micro, project.currency)
               AND ({confirmed_at} IS DISTINCT FROM act.at OR movement.booked_on = refund.paid_on)) AS rightly
    FROM payouts_movement movement JOIN payouts_bankfile file ON file.id = movement.file_id
    WHERE movement.refund_id = refund.id
) told
WHERE told.count > 1 OR told.rightly <> told.count OR opened.occurred_at <> refund.opened_at
   OR paid.occurred_at <> least(refund.paid_on::timestamp AT TIME ZONE %(zone)s, act.at)
ORDER BY refund.id
"""

# The moment at which a movement was settled: when its file was read, or an admin said what it was about.
CONFIRMED_AT = """(SELECT coalesce(max(event.at), file.imported_at) FROM people_event event
    WHERE event.subject = 'movement:' || movement.id AND event.verb = 'movement.matched')"""

# The reference that a deposit keeps: `payouts.actions.arriving.bank_reference` in SQL.
REFERENCE = """CASE WHEN length(reference) > 50 THEN left(encode(sha256(convert_to(reference, 'UTF8')), 'hex'), 50)
    WHEN reference = '' THEN key ELSE reference END"""


def check() -> Iterator[Finding | Progress]:
    zone = {"zone": settings.SETTLEMENT_TIME_ZONE}
    for file, name, count, told in rows_of(FILES_SQL):
        text = (
            f"bank file {file} ({name}) told {told} new movements; of it there are {count}, or they say something else"
        )
        yield Finding("movements", f"bank file {file}", text)
    for band, progress in bands_of("payouts_movement"):
        for movement, outcome in rows_of(LOOSE_SQL, band):
            text = (
                f"movement {movement} is {outcome}, but what it is about is not there, or the event log says otherwise"
            )
            yield Finding("movements", f"movement {movement}", text)
        yield progress
    for band, progress in bands_of("payouts_payout"):
        for our_id, state, paid_on, returned_on in rows_of(DEPOSITS_SQL.format(reference=REFERENCE), band | zone):
            text = (
                f"deposit {our_id} is {state} (paid {paid_on}, back {returned_on}), the bank or the books say otherwise"
            )
            yield Finding("movements", f"deposit {our_id}", text)
        yield progress
    for band, progress in bands_of("payouts_funding"):
        for (reference,) in rows_of(FUNDINGS_SQL.format(confirmed_at=CONFIRMED_AT), band | zone):
            text = f"funding {reference} came otherwise than the bank or the books say"
            yield Finding("movements", f"funding {reference}", text)
        yield progress
    for (our_id,) in rows_of(REFUNDS_SQL.format(confirmed_at=CONFIRMED_AT), zone):
        text = f"refund {our_id} left otherwise than the bank or the books say"
        yield Finding("movements", f"refund {our_id}", text)
