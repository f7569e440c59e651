"""Some of many lines: found by an index one after the other, and never by sorting or counting them all."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from payouts import queries
from payouts.models import Line, Statement
from people.keyset import page_of
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.together import closed

NONE = {"project": None, "kind": "", "label": "", "since": None, "until": None, "at_least": None, "at_most": None}


# As it is when nothing was ever in it: what earlier tests left would tell the planner of other sizes and values.
FRESH_SQL = """
DO $$ BEGIN
    SET LOCAL session_replication_role = replica;
    TRUNCATE payouts_line CASCADE;
    DELETE FROM pg_statistic WHERE starelid = 'payouts_line'::regclass;
    SET LOCAL session_replication_role = origin;
END $$
"""


@pytest.fixture
def work(cast, sql):
    """Ana's: 2 cats and 1 ear on the 12th in Cats, 3 cats on the 14th in Toys."""
    sql(FRESH_SQL)
    cast.approved(cats=2, ears=1)
    cast.toys = cast.opened(cast.draft(name="Toys"))
    cast.approved(cats=3, project=cast.toys, by=cast.ada, now=NOON + timedelta(days=2))
    return cast


def amounts(cast, **wanted) -> list[int]:
    lines = queries.narrowed(queries.earning_lines(cast.ana), **(NONE | wanted))
    return sorted(line.amount_micro // MICRO for line in lines)


def test_without_a_wish_all_lines_are_there(work):
    assert amounts(work) == [15, 80, 120]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"label": "cat"}, [80, 120]),
        ({"label": "EAR"}, [15]),
        ({"label": "dog"}, []),
        ({"kind": "draw"}, [15, 80, 120]),
        ({"kind": "bonus"}, []),
        ({"since": date(2026, 10, 13)}, [120]),
        ({"until": date(2026, 10, 12)}, [15, 80]),
        ({"since": date(2026, 10, 12), "until": date(2026, 10, 12)}, [15, 80]),
        ({"since": date(2026, 11, 1)}, []),
        ({"at_least": 80 * MICRO}, [80, 120]),
        ({"at_most": 80 * MICRO}, [15, 80]),
        ({"at_least": 16 * MICRO, "at_most": 100 * MICRO, "label": "cat"}, [80]),
    ],
)
def test_each_wish_narrows(work, wanted, found):
    assert amounts(work, **wanted) == found


def test_a_project_and_its_label(work):
    assert amounts(work, project=work.toys.pk) == [120]
    assert amounts(work, project=work.toys.pk, label="ear") == []


def test_the_projects_to_choose_from_are_those_with_lines(work):
    work.draft(name="Never worked for")
    assert [project.name for project in queries.projects_of_lines(work.ana)] == ["Cats", "Toys"]
    assert list(queries.projects_of_lines(work.ben)) == []


def plan(rows) -> list[dict]:
    """The nodes of the plan of one page, asked for while tables are too small for an index to be worth it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        sql, params = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (found,) = cursor.fetchone()
    found = json.loads(found) if isinstance(found, str) else found
    return list(_nodes(found[0]["Plan"]))


def _nodes(node: dict):
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


def lists(cast) -> dict:
    statement = Statement.objects.get(worker=cast.ana)
    mine = queries.earning_lines(cast.ana).order_by("-id")
    return {
        "a statement": ("earned_lines", queries.lines_of(statement)),
        "further on in a statement": ("earned_lines", queries.lines_of(statement).filter(id__gt=10)),
        "back in a statement": ("earned_lines", queries.lines_of(statement).filter(id__lt=10).reverse()),
        "all lines": ("lines_of_a_worker", mine),
        "further on": ("lines_of_a_worker", mine.filter(id__lt=10)),
        "of a project": ("lines_by_project", queries.narrowed(mine, **(NONE | {"project": cast.cats.pk}))),
    }


@pytest.mark.parametrize("name", ["a statement", "further on in a statement", "back in a statement"])
def test_a_page_of_a_statement_is_read_in_order_from_its_index(work, name):
    closed()
    _in_order_from_an_index(*lists(work)[name])


@pytest.mark.parametrize("name", ["all lines", "further on", "of a project"])
def test_a_page_of_all_lines_is_read_in_order_from_its_index(work, name):
    closed()
    _in_order_from_an_index(*lists(work)[name])


def _in_order_from_an_index(index, rows):
    nodes = plan(rows[:101])
    assert not [node for node in nodes if "Sort" in node["Node Type"]]
    assert [node["Index Name"] for node in nodes if "Index Name" in node] == [index]
    assert "OFFSET" not in str(rows[:101].query)


# Her 80 won of cats again and again, by her and by 39 others, over 200 days; its entry does not matter here.
MANY_LINES_SQL = """
INSERT INTO payouts_line (entry_id, number, kind, debit_id, credit_id, amount_micro, currency, units, unit_price_micro,
                          period, occurred_at, pay_day, worker_id, project_id, label_id, hash)
SELECT -n, 1, kind, debit_id, credit_id, amount_micro, currency, units, unit_price_micro, period,
       occurred_at - (20000 - n) / 100 * interval '1 day', pay_day, worker_id + n %% 40, project_id, label_id, hash
FROM (SELECT * FROM payouts_line WHERE worker_id = %s ORDER BY id LIMIT 1) line, generate_series(1, 20000) n
"""


@pytest.fixture
def many_lines(work, sql):
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        sql(MANY_LINES_SQL, [work.ana.pk])
    sql("ANALYZE payouts_line")
    return work


# Not in one transaction: what ANALYZE counted would outlive its rollback, and mislead the plans of later tests.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("index", "wanted"),
    [
        ("lines_by_day", {"since": date(2026, 6, 1), "until": date(2026, 6, 1)}),
        # Long ago, or rare: newest first would pass by all that came since.
        ("lines_by_day", {"until": date(2026, 3, 31)}),
        ("lines_by_label", {"label": "ear"}),
        ("lines_by_amount", {"at_least": 1000 * MICRO}),
        ("lines_by_amount", {"at_most": MICRO}),
    ],
)
def test_few_of_many_lines_are_found_through_an_index(many_lines, index, wanted):
    mine = queries.narrowed(queries.earning_lines(many_lines.ana), **(NONE | wanted))
    with transaction.atomic():
        nodes = plan(mine.order_by("-id")[:101])
    assert [node["Index Name"] for node in nodes if "Index Name" in node] == [index]


def test_pages_of_lines_meet_each_line_once(work):
    mine = queries.earning_lines(work.ana).order_by("-id")
    first = page_of(mine, {}, size=2)
    second = page_of(mine, {"after": str(first.next)}, size=2)
    assert [line.pk for line in [*first, *second]] == list(mine.values_list("pk", flat=True))
    assert Line.objects.filter(worker=work.ana).count() == 3
