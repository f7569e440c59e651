"""Reads about what a closing would do, and what it would leave out."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from labeling.states import State

# Why work that was handed in is in no statement yet.
REASONS = {
    State.SUBMITTED.value: _("in review"),
    State.RETURNED.value: _("returned to its worker"),
    State.APPEALED.value: _("appealed"),
}

DEPOSITS_SQL = """
SELECT pay_day, currency, count(*), sum(gross)::bigint, sum(withheld)::bigint, sum(gross - withheld)::bigint,
       count(*) FILTER (WHERE gross = 0), sum(due - gross)::bigint
FROM ({computed}) computed GROUP BY pay_day, currency ORDER BY pay_day, currency
"""

NOT_IN_IT_SQL = """
SELECT assignment.state, project.currency, count(DISTINCT assignment.id), sum(rate.unit_price_micro)::bigint
FROM labeling_assignment assignment
JOIN projects_project project ON project.id = assignment.project_id
JOIN labeling_submission submission
  ON submission.assignment_id = assignment.id AND submission.round = assignment.round
JOIN labeling_box box ON box.submission_id = submission.id
JOIN projects_rate rate ON rate.rate_card_id = assignment.rate_card_id AND rate.label_id = box.label_id
WHERE assignment.state = ANY(%(states)s) AND submission.submitted_at < %(before)s
GROUP BY assignment.state, project.currency ORDER BY assignment.state, project.currency
"""


def deposits_of(computed: str, params: dict) -> list[dict]:
    """The sums of the statements that the query `computed` yields, by pay day and currency; amounts in micro."""
    names = ["pay_day", "currency", "statements", "gross_micro", "taxes_micro", "net_micro", "all_carried"]
    with connection.cursor() as cursor:
        cursor.execute(DEPOSITS_SQL.format(computed=computed), params)
        return [dict(zip([*names, "carried_micro"], row, strict=True)) for row in cursor.fetchall()]


def not_in_month(before: datetime) -> list[dict]:
    """Work handed in before that moment which is not decided for good: why, how many images, what they may be worth."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_IN_IT_SQL, {"states": list(REASONS), "before": before})
        return [
            {"reason": state, "why": REASONS[state], "currency": currency, "images": images, "amount_micro": amount}
            for state, currency, images, amount in cursor.fetchall()
        ]
