"""Earned: what verdicts approved becomes lines, pulled from review seconds later."""

from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from payouts.ledger import NEAR_SQL, Booked, LedgerConflict, book, hold_fence
from people.actions import record
from review.actions import book_verdicts
from review.models import UnbookedVerdict

BATCH = 20_000

# What each verdict earns: a line per label and price for the worker, one for the reviewer, one for the platform.
EARNED_SQL = """
WITH earned AS (
    SELECT verdict.id AS verdict_id, verdict.decided_at, 'draw' AS kind, assignment.project_id, assignment.worker_id,
           project.currency, assignment.pay_day, box.label_id, rate.unit_price_micro, count(*) AS units,
           assignment.rate_card_id
    FROM review_verdict verdict
    JOIN review_boxverdict box_verdict ON box_verdict.verdict_id = verdict.id AND box_verdict.approved
    JOIN labeling_box box ON box.id = box_verdict.box_id
    JOIN labeling_submission submission ON submission.id = verdict.submission_id
    JOIN labeling_assignment assignment ON assignment.id = submission.assignment_id
    JOIN projects_project project ON project.id = assignment.project_id
    JOIN projects_rate rate ON rate.rate_card_id = assignment.rate_card_id AND rate.label_id = box.label_id
    WHERE verdict.id = ANY(%(verdicts)s)
    GROUP BY verdict.id, assignment.id, project.id, box.label_id, rate.unit_price_micro
    UNION ALL
    SELECT verdict.id, verdict.decided_at, 'review', assignment.project_id, verdict.decided_by_id, project.currency,
           assignment.pay_day, NULL, verdict.review_price_micro, 1, assignment.rate_card_id
    FROM review_verdict verdict
    JOIN labeling_submission submission ON submission.id = verdict.submission_id
    JOIN labeling_assignment assignment ON assignment.id = submission.assignment_id
    JOIN projects_project project ON project.id = assignment.project_id
    WHERE verdict.id = ANY(%(verdicts)s) AND verdict.review_price_micro > 0
), with_fees AS (
    SELECT verdict_id, decided_at, kind, project_id, worker_id, currency, pay_day, label_id, unit_price_micro, units
    FROM earned
    UNION ALL
    SELECT verdict_id, decided_at, 'fee', project_id, NULL, currency, NULL, NULL, fee, 1
    FROM (
        SELECT verdict_id, decided_at, earned.project_id, currency,
               floor(sum(units * unit_price_micro) * card.fee_bp / 10000)::bigint AS fee
        FROM earned JOIN projects_ratecard card ON card.id = earned.rate_card_id
        GROUP BY verdict_id, decided_at, earned.project_id, currency, card.fee_bp
    ) fees WHERE fee > 0
)
SELECT 'verdict:' || verdict_id AS key, verdict_id, NULL::bigint AS corrects_id, decided_at AS occurred_at,
       NULL::text AS period, row_number() OVER (PARTITION BY verdict_id ORDER BY kind, label_id)::int AS number,
       kind, 'escrow' AS debit_kind, project_id AS debit_owner,
       CASE kind WHEN 'fee' THEN 'fee' ELSE 'worker' END AS credit_kind, coalesce(worker_id, 0) AS credit_owner,
       units * unit_price_micro AS amount_micro, currency, units, unit_price_micro, pay_day, worker_id, project_id,
       label_id
FROM with_fees
"""


@dataclass
class Accrued:
    """What was booked of how many verdicts, and by verdict what the books answered where they would not take it."""

    booked: Booked = field(default_factory=dict)
    verdicts: int = 0
    refused: dict[int, Exception] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        return sum(lines for lines, _micro in self.booked.values())

    def add(self, booked: Booked, *, verdicts: int) -> None:
        self.verdicts += verdicts
        for currency, (lines, micro) in booked.items():
            lines_before, micro_before = self.booked.get(currency, (0, 0))
            self.booked[currency] = (lines_before + lines, micro_before + micro)


def accrue() -> int:
    """Book what verdicts earned since the last time; returns the number of new lines. Any number may run at once.

    Whatever can be booked is, with an event for each batch; then the first verdict that cannot be raises
    LedgerConflict, IntegrityError or DataError.
    """
    accrued = accrue_all()
    for error in accrued.refused.values():
        raise error
    return accrued.lines


def accrue_all() -> Accrued:
    """`accrue`, for who goes on although some verdicts cannot be booked."""
    accrued = Accrued()
    while _accrue_batch(accrued):
        pass
    return accrued


@transaction.atomic
def _accrue_batch(accrued: Accrued) -> bool:
    """Book the next verdicts that are waiting and were not refused; False where there are none."""
    # Before it takes verdicts: a closing that began now would skip them as taken, and they would miss their month.
    hold_fence()
    waiting = UnbookedVerdict.objects.select_for_update(skip_locked=True).exclude(pk__in=accrued.refused).order_by("pk")
    verdicts = list(waiting.values_list("pk", flat=True)[:BATCH])
    if not verdicts:
        return False
    with connection.cursor() as cursor:
        cursor.execute(NEAR_SQL)
    batch = Accrued()
    _book(verdicts, batch)
    accrued.add(batch.booked, verdicts=batch.verdicts)
    accrued.refused |= batch.refused
    if batch.booked:
        # In the transaction of its lines: one that is killed has neither.
        record(verb="work.accrued", subject="ledger", by=None, at=timezone.now(), **_sums(batch))
    return True


def _sums(accrued: Accrued) -> dict:
    """Of how many verdicts how many lines for how much, by currency."""
    by_currency = {currency: {"lines": n, "amount_micro": micro} for currency, (n, micro) in accrued.booked.items()}
    return {"verdicts": accrued.verdicts, "booked": by_currency}


def _book(verdicts: list[int], accrued: Accrued) -> None:
    """All at once; where that is refused each half by itself, until whichever cannot be booked stands alone."""
    try:
        with transaction.atomic():
            booked = book(EARNED_SQL, {"verdicts": verdicts})
            book_verdicts(verdicts)
        accrued.add(booked, verdicts=len(verdicts))
    except (LedgerConflict, IntegrityError, DataError) as error:
        if len(verdicts) == 1:
            accrued.refused[verdicts[0]] = error
            return
        half = len(verdicts) // 2
        _book(verdicts[:half], accrued)
        _book(verdicts[half:], accrued)
