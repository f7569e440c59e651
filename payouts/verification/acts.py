"""Each act on money that left a row stands in the event log as the row has it, and each such event has its row."""

from collections.abc import Iterator
from dataclasses import dataclass

from payouts.verification.finding import Finding, Progress, rows_of


@dataclass(frozen=True)
class Act:
    """The rows of `payouts_<model>` that tell of it are those for which `done` holds; `same` compares one, `row`, with
    its `event`. Both are SQL, as are `pk` and the `subject` under which the event is found.
    """

    model: str
    verb: str
    done: str
    same: str
    pk: str = "id"
    subject: str = ""

    @property
    def name(self) -> str:
        """SQL for the subject of the event."""
        return self.subject or f"'{self.model}:' || row.{self.pk}"


def _by(column: str) -> str:
    """That of whose name and moment a row keeps both, `<column>_by` and `<column>_at`."""
    return f"event.at = row.{column}_at AND event.actor_id IS NOT DISTINCT FROM row.{column}_by_id"


def _tells(**columns: str) -> str:
    """Each of the event's data as text is what its column says."""
    return " AND ".join(f"event.data ->> '{name}' = ({column})::text" for name, column in columns.items())


ACTS = [
    Act(
        "period",
        "period.fenced",
        "true",
        "event.at = row.fenced_at AND event.actor_id IS NOT DISTINCT FROM row.closed_by_id"
        " AND event.data = jsonb_build_object('minimums', row.minimums, 'taxed_as', row.taxed_as,"
        " 'tax_rules', row.tax_rules, 'last_entry', row.last_entry, 'last_line', row.last_line)",
        "name",
    ),
    Act(
        "period",
        "period.closed",
        "row.closed_at IS NOT NULL",
        f"{_by('closed')} AND {_tells(root='row.root')} AND event.data ->> 'statements' ="
        " (SELECT count(*)::text FROM payouts_statement statement WHERE statement.period = row.name)",
        "name",
    ),
    Act("bankfile", "bank_file.read", "true", f"{_by('imported')} AND {_tells(sha256='row.sha256')}"),
    Act(
        "payoutrun",
        "payout.prepared",
        "true",
        f"{_by('prepared')} AND {_tells(currency='row.currency', pay_on='row.pay_on')}",
    ),
    Act("payoutrun", "payout.approved", "row.approved_at IS NOT NULL", _by("approved")),
    Act("payoutrun", "payout.sent", "row.sent_at IS NOT NULL", "event.at = row.sent_at"),
    Act("payoutrun", "payout.cancelled", "row.cancelled_at IS NOT NULL", _by("cancelled")),
    Act("hold", "hold.placed", "true", f"{_by('placed')} AND {_tells(worker='row.worker_id', reason='row.reason')}"),
    Act("hold", "hold.lifted", "row.lifted_at IS NOT NULL", _by("lifted")),
    Act(
        "bankaccount",
        "account.entered",
        "true",
        "event.at = row.added_at AND event.actor_id = row.worker_id"
        f" AND {_tells(currency='row.currency', masked='row.masked')}",
    ),
    Act(
        "bankaccount",
        "account.confirmed",
        "row.confirmed_at IS NOT NULL",
        "event.at = row.confirmed_at AND event.actor_id = row.worker_id",
    ),
    Act("bankaccount", "account.checked", "row.checked_at IS NOT NULL", _by("checked")),
    Act(
        "refund",
        "refund.opened",
        "true",
        f"{_by('opened')} AND {_tells(amount_micro='row.amount_micro', reference='row.end_to_end_id')}",
    ),
    Act(
        "refund",
        "refund.paid",
        "row.paid_on IS NOT NULL",
        f"event.actor_id = row.paid_by_id AND {_tells(reference='row.bank_reference')}",
    ),
    # One that nobody announced is asked for and confirmed in one breath.
    Act(
        "funding",
        "funding.announced",
        "told = 1 OR (row.requested_at, row.requested_by_id) IS DISTINCT FROM (row.confirmed_at, row.confirmed_by_id)",
        f"{_by('requested')} AND {_tells(amount_micro='row.amount_micro', reference='row.reference')}",
    ),
    Act(
        "adjustment",
        "adjustment.made",
        "true",
        f"{_by('made')} AND {_tells(amount_micro='row.amount_micro', reason='row.reason')}",
        "entry_id",
    ),
    Act(
        "latedeposit",
        "deposit.late",
        "true",
        "event.at = row.noticed_at",
        "statement_id",
        "'statement:' || row.statement_id",
    ),
]

UNLIKE_SQL = """
SELECT split_part({name}, ':', 1) || ' ' || row.{pk}, told
FROM payouts_{model} AS row
CROSS JOIN LATERAL (
    SELECT count(*) AS told, count(*) FILTER (WHERE {same}) AS rightly
    FROM people_event event WHERE event.subject = {name} AND event.verb = '{verb}'
) events
WHERE told <> ({done})::int OR rightly <> told
ORDER BY row.{pk}
"""
ROWLESS_SQL = """
SELECT DISTINCT replace(event.subject, ':', ' ') FROM people_event event
WHERE event.verb = '{verb}' AND NOT EXISTS (SELECT 1 FROM payouts_{model} AS row WHERE {name} = event.subject)
ORDER BY 1
"""

# What confirmed a funding is told of its project.
FUNDED_SQL = """
SELECT 'funding ' || funding.id
FROM payouts_funding funding
CROSS JOIN LATERAL (
    SELECT count(*) AS told, count(*) FILTER (
        WHERE event.at = funding.confirmed_at AND event.actor_id = funding.confirmed_by_id
          AND event.data ->> 'amount_micro' = funding.received_micro::text
          AND event.data ->> 'reference' = funding.bank_reference) AS rightly
    FROM people_event event
    WHERE event.subject = 'project:' || funding.project_id AND event.verb = 'project.funded'
      AND event.data ->> 'funding' = funding.reference
) events
WHERE told <> (funding.confirmed_at IS NOT NULL)::int OR rightly <> told
ORDER BY funding.id
"""
UNFUNDED_SQL = """
SELECT DISTINCT replace(event.subject, ':', ' ') FROM people_event event
WHERE event.verb = 'project.funded' AND NOT EXISTS (
    SELECT 1 FROM payouts_funding funding WHERE funding.reference = event.data ->> 'funding')
ORDER BY 1
"""

# What a worker declared last is what the next closing goes by.
DECLARED_SQL = """
SELECT 'taxprofile ' || coalesce(profile.worker_id::text, declared.worker_id)
FROM payouts_taxprofile profile
FULL JOIN (
    SELECT DISTINCT ON (subject) split_part(subject, ':', 2) AS worker_id, at, data -> 'after' AS after
    FROM people_event WHERE verb = 'tax.declared' ORDER BY subject, id DESC
) declared ON declared.worker_id = profile.worker_id::text
WHERE (profile.declared_at, jsonb_build_array(profile.country, profile.worker_type))
      IS DISTINCT FROM (declared.at, declared.after)
ORDER BY 1
"""


def check() -> Iterator[Finding | Progress]:
    for done, act in enumerate(ACTS, 1):
        parts = {name: getattr(act, name) for name in ("model", "verb", "done", "same", "pk", "name")}
        for where, told in rows_of(UNLIKE_SQL.format(**parts)):
            text = f"{where} and the event log do not agree on {act.verb}, which it tells {told} times"
            yield Finding("acts", where, text)
        for (where,) in rows_of(ROWLESS_SQL.format(**parts)):
            yield Finding("acts", where, f"the event log tells {act.verb} of {where}, which is not there")
        yield Progress(done, len(ACTS) + 1)
    for sql, verb in ((FUNDED_SQL, "project.funded"), (UNFUNDED_SQL, "project.funded"), (DECLARED_SQL, "tax.declared")):
        for (where,) in rows_of(sql):
            yield Finding("acts", where, f"{where} and the event log do not agree on {verb}")
    yield Progress(len(ACTS) + 1, len(ACTS) + 1)
