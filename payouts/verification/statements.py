"""Each statement is the sum of its lines, with the taxes that its rule takes on its day."""

from collections.abc import Iterator

from django.conf import settings

from payouts.actions.issuing import KINDS_SQL, computed_params, computed_sql, rules_now
from payouts.models import Period, Statement
from payouts.paydays import pay_date
from payouts.queries.months import LEFT_OVER_SQL
from payouts.tax import rule_sql
from payouts.verification.finding import BAND, Finding, Progress, rows_of
from people.models import Event

# What a worker had declared when the month was fenced off; nobody declares anything while a fence is raised.
DECLARED_SQL = """(SELECT event.data -> 'after' ->> {place} FROM people_event event
    WHERE event.subject = 'user:' || due.worker_id AND event.verb = 'tax.declared' AND event.id < %(fenced)s
    ORDER BY event.id DESC LIMIT 1)"""

# The rule that a statement names, where the month was closed under other rules than there are now.
RULE_KEPT = """(SELECT kept.tax_rule FROM payouts_statement kept
    WHERE kept.period = %(period)s AND kept.worker_id = due.worker_id AND kept.pay_day = due.pay_day
      AND kept.currency = due.currency)"""

DIFFERENCES_SQL = """
WITH computed AS MATERIALIZED ({computed}),
kept AS (
    SELECT * FROM payouts_statement
    WHERE period = %(period)s AND worker_id BETWEEN %(first)s AND %(last)s
)
SELECT concat_ws('/', %(period)s, coalesce(kept.worker_id, computed.worker_id),
           coalesce(kept.pay_day, computed.pay_day), coalesce(kept.currency, computed.currency)),
       CASE WHEN kept.id IS NULL THEN 'is missing'
            WHEN computed.worker_id IS NULL THEN 'has no lines and pays nothing that was carried'
            ELSE 'does not follow from its lines: ' || concat_ws(', ',
                CASE WHEN kept.earned_micro <> earned THEN 'earned' END,
                CASE WHEN kept.carried_in_micro <> carried_in THEN 'carried in' END,
                CASE WHEN kept.gross_micro <> gross THEN 'gross' END,
                CASE WHEN kept.tax_rule IS DISTINCT FROM computed.tax_rule THEN 'tax rule' END,
                CASE WHEN kept.taxes <> computed.taxes THEN 'taxes' END,
                CASE WHEN kept.net_micro <> gross - withheld THEN 'net' END,
                CASE WHEN kept.carried_out_micro <> due - gross THEN 'carried out' END,
                CASE WHEN kept.line_count <> lines THEN 'lines' END,
                CASE WHEN kept.units <> computed.units THEN 'units' END,
                CASE WHEN kept.digest <> computed.digest THEN 'digest' END) END
FROM computed FULL JOIN kept
  ON kept.worker_id = computed.worker_id AND kept.pay_day = computed.pay_day AND kept.currency = computed.currency
WHERE kept.id IS NULL OR computed.worker_id IS NULL
   OR (kept.earned_micro, kept.carried_in_micro, kept.gross_micro, kept.tax_rule::text, kept.taxes, kept.net_micro,
       kept.carried_out_micro, kept.line_count, kept.units, kept.digest::text)
      IS DISTINCT FROM
      (earned, carried_in, gross, computed.tax_rule::text, computed.taxes, gross - withheld, due - gross, lines,
       computed.units, computed.digest)
ORDER BY 1
"""

# The next workers who have lines or statements in a month, or something left over for it, found through the indexes.
WORKERS_SQL = f"""
SELECT min(worker_id), max(worker_id) FROM (
    (SELECT DISTINCT worker_id FROM payouts_line
     WHERE period = %(period)s AND kind IN ({KINDS_SQL}) AND worker_id > %(after)s ORDER BY 1 LIMIT %(band)s)
    UNION
    (SELECT DISTINCT worker_id FROM payouts_statement
     WHERE period = %(period)s AND worker_id > %(after)s ORDER BY 1 LIMIT %(band)s)
    UNION
    (SELECT DISTINCT worker_id FROM ({LEFT_OVER_SQL}) left_over WHERE worker_id > %(after)s ORDER BY 1 LIMIT %(band)s)
    ORDER BY 1 LIMIT %(band)s
) workers
"""


def check() -> Iterator[Finding | Progress]:
    periods = list(Period.objects.order_by("name"))
    done, of = 0, sum(Statement.objects.filter(period=period.name).count() for period in periods)
    for period in periods:
        yield from _wrong_rules(period)
        rule, known = _rule(period)
        for first, last in _bands(period):
            params = computed_params(period, first=first, last=last) | known
            for key, text in rows_of(DIFFERENCES_SQL.format(computed=computed_sql(rule=rule)), params):
                yield Finding("statements", f"statement {key}", f"statement {key} {text}")
            done += Statement.objects.filter(period=period.name, worker__gte=first, worker__lte=last).count()
            yield Progress(done, of)


def _rule(period: Period) -> tuple[str, dict]:
    """SQL for the name of the tax rule of each worker of a month, and what else it has to be given."""
    event = Event.objects.filter(subject=f"period:{period.name}", verb="period.fenced").first()
    if event is None or period.tax_rules != rules_now()["tax_rules"]:
        return RULE_KEPT, {}
    rule = rule_sql(
        settings.TAX_RULES,
        country=f"coalesce({DECLARED_SQL.format(place=0)}, %(country)s)",
        worker_type=f"coalesce({DECLARED_SQL.format(place=1)}, %(worker_type)s)",
        currency="due.currency",
        paid_on="due.paid_on",
    )
    return rule, {"fenced": event.pk, "country": "", "worker_type": ""} | period.taxed_as


def _bands(period: Period) -> Iterator[tuple[int, int]]:
    """The first and the last worker of so many; of a month that is closing, those whose statements are written."""
    if not period.closed_at:
        yield from period.bands.filter(done=True).order_by("first").values_list("first", "last")
        return
    after = 0
    while after is not None:
        ((first, after),) = rows_of(WORKERS_SQL, {"period": period.name, "after": after, "band": BAND})
        if first is not None:
            yield first, after


def _wrong_rules(period: Period) -> Iterator[Finding]:
    """Statements that name a tax rule which does not exist, or is not for their day or currency."""
    rules = {rule.name: rule for rule in settings.TAX_RULES}
    named = Statement.objects.filter(period=period.name).order_by().values_list("tax_rule", "pay_day", "currency")
    for name, pay_day, currency in sorted(named.distinct()):
        rule, paid_on = rules.get(name), pay_date(period.name, pay_day)
        if not rule or rule.currency not in {"*", currency} or not rule.covers(paid_on):
            text = f"{period.name}: {name!r} is no tax rule for {currency} paid on {paid_on}"
            yield Finding("statements", f"period {period.name}", text)
