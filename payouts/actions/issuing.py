"""Statements and their taxes, a band of workers at a time, in the database alone: no row passes through Python."""

import hmac
import json
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from payouts.ledger import NEAR_SQL, ROOM_SQL, SIGNED, book
from payouts.models import EARNING_KINDS, Band, Period
from payouts.paydays import pay_dates
from payouts.queries.months import LEFT_OVER_SQL
from payouts.tax import rule_sql, tax_sql
from people.errors import Refused
from projects.money import coin_sql, payable_sql

# Workers in a band: some seconds' work, so that a closing that is killed has little to do again. In smaller bands the
# planning of each would weigh as much as its sums.
BAND = 20_000
KINDS_SQL = ", ".join(f"'{kind}'" for kind in EARNING_KINDS)
SHA256_BLOCK = 64

# A bench measures the sums without the hashes: this is what it leaves out.
DIGEST_SQL = "encode(sha256(string_agg(line.hash, ''::bytea ORDER BY line.id)), 'hex')"
DIGEST_OF_NOTHING = sha256(b"").hexdigest()

SUMS_SQL = f"""
SELECT line.worker_id, line.pay_day, line.currency, sum({SIGNED.format("line")})::bigint AS earned, count(*) AS lines,
       sum(line.units) AS units, {{digest}} AS digest
FROM payouts_line line
WHERE line.period = %(period)s AND line.worker_id BETWEEN %(first)s AND %(last)s AND line.kind IN ({KINDS_SQL})
GROUP BY line.worker_id, line.pay_day, line.currency
"""

# With what each statement before this month left over, for the next one of its pay day and currency. Who earned nothing
# is paid what is left over from a coin on: the smallest deposit waits for more, and here no more came.
DUE_SQL = f"""
SELECT worker_id, pay_day, currency, coalesce(sums.earned, 0) AS earned, coalesce(sums.lines, 0) AS lines,
       coalesce(sums.units, 0) AS units, coalesce(sums.digest, '{DIGEST_OF_NOTHING}') AS digest,
       coalesce(before.carried_out_micro, 0) AS carried_in,
       coalesce(sums.earned, 0) + coalesce(before.carried_out_micro, 0) AS due,
       CASE WHEN sums.lines > 0 THEN coalesce((%(minimums)s::jsonb ->> currency)::bigint, 0) ELSE 0 END AS minimum,
       (%(pay_dates)s::jsonb ->> pay_day::text)::date AS paid_on
FROM ({{sums}}) sums
FULL JOIN (
    SELECT DISTINCT ON (worker_id, pay_day, currency) worker_id, pay_day, currency, carried_out_micro
    FROM payouts_statement
    WHERE worker_id BETWEEN %(first)s AND %(last)s AND period < %(period)s
    ORDER BY worker_id, pay_day, currency, period DESC
) before USING (worker_id, pay_day, currency)
WHERE sums.lines > 0 OR before.carried_out_micro >= {coin_sql("currency")}
"""

PAYABLE_SQL = """
SELECT due.*, {payable} AS gross, {rule} AS tax_rule
FROM ({due}) due LEFT JOIN payouts_taxprofile profile USING (worker_id)
"""

ISSUE_SQL = """
INSERT INTO payouts_statement (period, worker_id, pay_day, currency, earned_micro, carried_in_micro, gross_micro,
                               tax_rule, taxes, net_micro, carried_out_micro, line_count, units, digest, salt,
                               issued_at)
SELECT %(period)s, worker_id, pay_day, currency, earned, carried_in, gross, tax_rule, taxes, gross - withheld,
       due - gross, lines, units, digest,
       encode(substring(sha256(%(outer_pad)s || sha256(%(inner_pad)s ||
           convert_to(concat_ws('/', %(period)s, worker_id, pay_day, currency), 'UTF8'))) FOR 16), 'hex'),
       %(issued_at)s
FROM ({computed}) computed
ORDER BY worker_id, pay_day, currency
"""

TAXES_SQL = """
SELECT 'tax:' || concat_ws('/', period, worker_id, pay_day, currency) AS key, NULL::bigint AS verdict_id,
       NULL::bigint AS corrects_id, issued_at AS occurred_at, period::text, tax.number::int AS number, 'tax' AS kind,
       'worker' AS debit_kind, worker_id AS debit_owner, 'tax_' || (tax.part ->> 'kind') AS credit_kind,
       0::bigint AS credit_owner, (tax.part ->> 'amount_micro')::bigint AS amount_micro, currency::text,
       1::bigint AS units, (tax.part ->> 'amount_micro')::bigint AS unit_price_micro, pay_day, worker_id,
       NULL::bigint AS project_id, NULL::bigint AS label_id
FROM payouts_statement
CROSS JOIN LATERAL (
    SELECT part, row_number() OVER (ORDER BY place) AS number
    FROM jsonb_array_elements(taxes) WITH ORDINALITY parts(part, place) WHERE (part ->> 'amount_micro')::bigint > 0
) tax
WHERE period = %(period)s AND worker_id BETWEEN %(first)s AND %(last)s
"""

# By the numbers of users, and not by who has lines: counting ten million lines would take as long as summing them up.
BANDS_SQL = f"""
INSERT INTO payouts_band (period_id, first, last, done)
SELECT %(period)s, first, first + %(size)s - 1, false
FROM (SELECT generate_series(min(id), max(id), %(size)s) AS first FROM people_user) bands
WHERE EXISTS (SELECT 1 FROM payouts_line line
              WHERE line.period = %(period)s AND line.worker_id BETWEEN first AND first + %(size)s - 1
                AND line.kind IN ({KINDS_SQL}))
   OR EXISTS ({LEFT_OVER_SQL} AND worker_id BETWEEN first AND first + %(size)s - 1)
ORDER BY first
"""


def rules_now() -> dict:
    """What a month is closed under, as the settings say: the fields of a Period, which keeps them."""
    rules = [asdict(rule) for rule in settings.TAX_RULES]
    return {
        "minimums": settings.MIN_DEPOSIT,
        "taxed_as": {"country": settings.DEFAULT_TAX_COUNTRY, "worker_type": settings.DEFAULT_TAX_TYPE},
        "tax_rules": sha256(json.dumps(rules, default=str).encode()).hexdigest(),
    }


def other_rules(period: Period) -> dict[str, str]:
    """{"other_rules": text} where a month has still to be taxed and began under tax rules that are no longer there."""
    if period.tax_rules == rules_now()["tax_rules"] or not period.bands.filter(done=False).exists():
        return {}
    text = _("The closing of %(period)s began under other tax rules: put them back until it is closed.")
    return {"other_rules": text % {"period": period.name}}


def rule_in_force() -> str:
    """SQL for the name of the tax rule of a worker's profile; one without a profile is taken as the month says."""
    return rule_sql(
        settings.TAX_RULES,
        country="coalesce(profile.country, %(country)s)",
        worker_type="coalesce(profile.worker_type, %(worker_type)s)",
        currency="due.currency",
        paid_on="due.paid_on",
    )


def computed_sql(*, rule: str, digest: str = DIGEST_SQL) -> str:
    """A query for all that the statements of a band say, one row a statement; `rule` is SQL for a tax rule's name."""
    due = DUE_SQL.format(sums=SUMS_SQL.format(digest=digest))
    payable = payable_sql("due.due", currency="due.currency", minimum="due.minimum")
    return tax_sql(PAYABLE_SQL.format(due=due, payable=payable, rule=rule), settings.TAX_RULES)


def computed_params(period: Period, *, first: int, last: int) -> dict:
    """What `computed_sql` is run with, for the workers from `first` to `last`."""
    return {
        "period": period.name,
        "first": first,
        "last": last,
        "minimums": json.dumps(period.minimums),
        "pay_dates": json.dumps(pay_dates(period.name)),
        **period.taxed_as,
    }


def make_bands(period: Period) -> None:
    """Divide the workers of a month that was just fenced off."""
    with connection.cursor() as cursor:
        cursor.execute(BANDS_SQL, {"period": period.name, "size": BAND})


def issue_bands(period: Period, progress: Callable[[int, int], None]) -> None:
    """Issue the statements of every band that is not done, beside whoever else does; returns when all are.

    Refused("other_rules") where one is left and the month began under other tax rules.
    """
    for code, text in other_rules(period).items():
        raise Refused(code, text, status=409)
    total = period.bands.count()
    while _issue_next(period):
        progress(period.bands.filter(done=True).count(), total)


@transaction.atomic
def _issue_next(period: Period) -> bool:
    """Take one band and issue its statements; False where none is left to do."""
    waiting = Band.objects.filter(period=period, done=False).order_by("first")
    # Where others have all that is left, wait for one of them: whoever is killed leaves its band to this one.
    band = waiting.select_for_update(skip_locked=True).first() or waiting.select_for_update().first()
    if band is None:
        return False
    _issue(period, band)
    Band.objects.filter(pk=band.pk).update(done=True)
    return True


def _issue(period: Period, band: Band) -> None:
    """Write the statements of a band and book their taxes."""
    params = computed_params(period, first=band.first, last=band.last)
    issue = ISSUE_SQL.format(computed=computed_sql(rule=rule_in_force()))
    with connection.cursor() as cursor:
        cursor.execute(NEAR_SQL)
        cursor.execute(ROOM_SQL)
        cursor.execute(issue, params | salt_pads() | {"issued_at": period.fenced_at})
    book(TAXES_SQL, {"period": period.name, "first": band.first, "last": band.last})


def salt_pads() -> dict[str, bytes]:
    """The two keyed blocks of HMAC-SHA256 (RFC 2104), with which PostgreSQL computes salts without an extension.

    A salt is the code of its statement's name under a key of this installation: nobody else can guess it, and a
    closing that is run again gives the same.
    """
    key = hmac.digest(settings.SECRET_KEY.encode(), b"payouts.statement.salt", sha256).ljust(SHA256_BLOCK, b"\0")
    return {"inner_pad": bytes(byte ^ 0x36 for byte in key), "outer_pad": bytes(byte ^ 0x5C for byte in key)}
