"""Reads about taxes withheld, for the tax office: by worker and month of payment."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction

from payouts.periods import following

# A statement counts in the month of its pay day, which is the one after its period.
WITHHELD_SQL = """
SELECT statement.worker_id, person.name, statement.currency, statement.period, sum(statement.gross_micro)::bigint,
       {kinds}, sum(statement.net_micro)::bigint
FROM payouts_statement statement JOIN people_user person ON person.id = statement.worker_id
JOIN payouts_period period ON period.name = statement.period AND period.closed_at IS NOT NULL
WHERE statement.period BETWEEN %(first)s AND %(last)s
GROUP BY GROUPING SETS (
    (statement.worker_id, person.name, statement.currency, statement.period),
    (statement.worker_id, person.name, statement.currency)
)
ORDER BY statement.worker_id, statement.currency, statement.period NULLS LAST
"""
KIND_SQL = """
(sum((SELECT sum((tax ->> 'amount_micro')::bigint) FROM jsonb_array_elements(statement.taxes) tax
      WHERE tax ->> 'kind' = '{kind}')))::bigint
"""
AT_ONCE = 2_000


def tax_kinds() -> list[str]:
    """Every tax that any rule withholds."""
    return list(dict.fromkeys(part.kind for rule in settings.TAX_RULES for part in rule.parts))


def withheld(year: int, month: str | None = None) -> Iterator[dict]:
    """What was withheld of deposits with a pay day in `year` (or in `month`, "2026-11"), by worker and currency.

    A row a month and then one with month "" for the year; amounts in micro. Read as it is asked for.
    """
    first, last = (_month_before(month),) * 2 if month else (f"{year - 1}-12", f"{year}-11")
    kinds = tax_kinds()
    columns = ", ".join(f"coalesce({KIND_SQL.format(kind=kind).strip()}, 0)" for kind in kinds) or "0"
    names = ["worker_id", "name", "currency", "month", "gross_micro", *(kinds or ["none"]), "net_micro"]
    with transaction.atomic(), connection.cursor() as cursor:
        sql = WITHHELD_SQL.format(kinds=columns)
        cursor.execute(f"DECLARE withheld NO SCROLL CURSOR FOR {sql}", {"first": first, "last": last})
        while True:
            cursor.execute(f"FETCH {AT_ONCE} FROM withheld")
            rows = cursor.fetchall()
            for row in rows:
                told = dict(zip(names, row, strict=True))
                yield told | {"month": following(told["month"]) if told["month"] else ""}
            if len(rows) < AT_ONCE:
                break
        cursor.execute("CLOSE withheld")


def _month_before(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"
