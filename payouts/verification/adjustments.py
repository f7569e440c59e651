"""Each bonus and each deduction has its story, as it was sealed with it, and each story its line."""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# By line: a bonus gives what its story says, a deduction takes it, to the same worker in the same currency.
UNTOLD_SQL = """
SELECT coalesce(line.id, 0), coalesce(adjustment.entry_id, line.entry_id), adjustment.amount_micro, line.amount_micro
FROM (SELECT * FROM payouts_line WHERE id > %(after)s AND id <= %(upto)s AND kind IN ('bonus', 'deduction')) line
LEFT JOIN payouts_adjustment adjustment ON adjustment.entry_id = line.entry_id
WHERE adjustment.entry_id IS NULL OR adjustment.worker_id <> line.worker_id OR adjustment.currency <> line.currency
   OR adjustment.amount_micro <> CASE line.kind WHEN 'bonus' THEN line.amount_micro ELSE -line.amount_micro END
ORDER BY 1
"""

UNBOOKED_SQL = """
SELECT adjustment.entry_id FROM payouts_adjustment adjustment
WHERE (SELECT count(*) FROM payouts_line line
       WHERE line.entry_id = adjustment.entry_id AND line.kind IN ('bonus', 'deduction')) <> 1
ORDER BY 1
"""

# What `payouts.actions.adjusting` seals, put together again, and what the entry's own columns repeat of it.
RETOLD_SQL = """
SELECT entry.id FROM payouts_adjustment adjustment
JOIN payouts_entry entry ON entry.id = adjustment.entry_id
LEFT JOIN payouts_line corrected ON corrected.id = adjustment.corrects_id
WHERE entry.story IS DISTINCT FROM sha256(convert_to(concat_ws('|', 'adjustment-v1', adjustment.worker_id,
          coalesce(adjustment.project_id, 0), adjustment.amount_micro, adjustment.currency,
          coalesce(adjustment.corrects_id, 0), adjustment.made_by_id, adjustment.reason), 'UTF8'))
   OR entry.corrects_id IS DISTINCT FROM corrected.entry_id OR entry.occurred_at <> adjustment.made_at
ORDER BY 1
"""

# Of an addition no more is taken back than it gave, from its worker, and nothing else is ever taken back.
OVERTAKEN_SQL = """
SELECT deduction.corrects_id, sum(-deduction.amount_micro), coalesce(max(addition.amount_micro), 0)
FROM payouts_adjustment deduction
LEFT JOIN payouts_line addition ON addition.id = deduction.corrects_id AND addition.kind = 'bonus'
                               AND addition.worker_id = deduction.worker_id AND addition.currency = deduction.currency
WHERE deduction.amount_micro < 0
GROUP BY deduction.corrects_id
HAVING sum(-deduction.amount_micro) > coalesce(max(addition.amount_micro), 0)
ORDER BY 1
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_line"):
        for line, entry, told, booked in rows_of(UNTOLD_SQL, band):
            text = f"line {line} (entry {entry}) books {booked} micro, its story tells {told or 'nothing'}"
            yield Finding("adjustments", f"line {line}", text)
        yield progress
    for (entry,) in rows_of(UNBOOKED_SQL):
        yield Finding("adjustments", f"entry {entry}", f"the story of entry {entry} has not one line, but none or more")
    for (entry,) in rows_of(RETOLD_SQL):
        yield Finding("adjustments", f"entry {entry}", f"the story of entry {entry} is not the one it was sealed with")
    for line, taken, given in rows_of(OVERTAKEN_SQL):
        text = f"of line {line} {taken} micro are taken back, as an addition it gave {given}"
        yield Finding("adjustments", f"line {line}", text)
