"""Each assignment has reserved what may still be owed for it, and nothing where nothing can be."""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# What `projects.pricing` reserves, computed again by state. A claimed or returned piece depends on the project's rules
# at the moment when it got there; where those changed since, it has at least what a box and its review cost. What was
# refused stays reserved until an objection was decided; when it is too late for one, `free_unappealed` comes by later.
RESERVATIONS_SQL = """
WITH band AS (
    SELECT assignment.id, assignment.state, assignment.reserved_micro, assignment.round, assignment.rate_card_id,
           project.id AS project_id, project.max_boxes, project.max_rounds, card.review_price_micro AS review,
           card.fee_bp, submission.id AS submission_id, verdict.id AS verdict_id, verdict.appeal_until,
           coalesce(verdict.decided_at, assignment.claimed_at) AS since
    FROM labeling_assignment assignment
    JOIN projects_project project ON project.id = assignment.project_id
    JOIN projects_ratecard card ON card.id = assignment.rate_card_id
    LEFT JOIN labeling_submission submission
      ON submission.assignment_id = assignment.id AND submission.round = assignment.round
    LEFT JOIN review_verdict verdict ON verdict.submission_id = submission.id AND verdict.source <> 'appeal'
    WHERE assignment.id > %(after)s AND assignment.id <= %(upto)s
), priced AS (
    SELECT band.*, dearest.price AS dearest, boxes.pay AS pay, boxes.refused AS refused,
           appeal.id IS NOT NULL AS appealed, appeal.verdict_id IS NOT NULL AS settled,
           EXISTS (SELECT 1 FROM people_event event
                   WHERE event.subject = 'project:' || band.project_id AND event.verb = 'project.updated'
                     AND event.at >= band.since
                     AND event.data -> 'fields' ?| ARRAY['max_boxes', 'max_rounds']) AS changed
    FROM band
    CROSS JOIN LATERAL (
        SELECT max(unit_price_micro) AS price FROM projects_rate rate WHERE rate.rate_card_id = band.rate_card_id
    ) dearest
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(rate.unit_price_micro), 0)::bigint AS pay,
               coalesce(sum(rate.unit_price_micro) FILTER (WHERE NOT box_verdict.approved), 0)::bigint AS refused,
               count(*) FILTER (WHERE NOT box_verdict.approved) AS refusals
        FROM labeling_box box
        JOIN projects_rate rate ON rate.rate_card_id = band.rate_card_id AND rate.label_id = box.label_id
        LEFT JOIN review_boxverdict box_verdict
          ON box_verdict.box_id = box.id AND box_verdict.verdict_id = band.verdict_id
        WHERE box.submission_id = band.submission_id
    ) boxes
    LEFT JOIN review_appeal appeal ON appeal.submission_id = band.submission_id
), owed AS (
    SELECT id, state, reserved_micro, fee_bp,
           CASE WHEN state IN ('claimed', 'returned') AND changed THEN dearest + review
                WHEN state = 'claimed' THEN max_boxes * dearest + (max_rounds + 1) * review
                WHEN state = 'returned' THEN max_boxes * dearest + (max_rounds - round + 1) * review
                WHEN state = 'submitted' THEN pay + 2 * review
                WHEN state = 'appealed' THEN refused + review
                WHEN state IN ('approved', 'rejected') AND refused > 0 AND NOT settled
                     AND (appealed OR appeal_until >= now()) THEN refused + review
                ELSE 0 END AS least,
           CASE WHEN state IN ('claimed', 'returned') AND changed THEN NULL
                WHEN state = 'claimed' THEN max_boxes * dearest + (max_rounds + 1) * review
                WHEN state = 'returned' THEN max_boxes * dearest + (max_rounds - round + 1) * review
                WHEN state = 'submitted' THEN pay + 2 * review
                WHEN state IN ('approved', 'rejected', 'appealed') AND refused > 0 AND NOT settled
                     THEN refused + review
                ELSE 0 END AS most
    FROM priced
), with_fees AS (
    SELECT id, state, reserved_micro, least + least * fee_bp / 10000 AS least, most + most * fee_bp / 10000 AS most
    FROM owed
)
SELECT id, state, reserved_micro, least, most FROM with_fees
WHERE reserved_micro < least OR reserved_micro > most
ORDER BY id
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("labeling_assignment"):
        for assignment, state, reserved, least, most in rows_of(RESERVATIONS_SQL, band):
            owed = str(least) if least == most else f"at least {least}" if most is None else f"{least} to {most}"
            text = f"assignment {assignment} ({state}) has reserved {reserved} micro, but may cost {owed}"
            yield Finding("reservations", f"assignment {assignment}", text)
        yield progress
