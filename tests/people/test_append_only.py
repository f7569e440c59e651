"""What PostgreSQL itself refuses, whoever asks: rows that were promised are never changed."""

import pytest
from django.db import IntegrityError, transaction

# Whole tables of these; `everything` puts at least one row into each.
TABLES = [
    "people_event",
    "projects_ratecard",
    "projects_rate",
    "labeling_submission",
    "labeling_box",
    "review_verdict",
    "review_boxverdict",
]


@pytest.fixture
def everything(cast, sql):
    submission = cast.submitted(cats=2)
    refused = [{"id": submission.boxes.first().pk, "approved": False, "reason": "Too loose"}]
    cast.decided(submission, boxes=refused)
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # or PostgreSQL would refuse to truncate for another reason
    for table in TABLES:
        assert sql(f"SELECT count(*) FROM {table}")[0][0], table
    return cast


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE", "DELETE FROM {} WHERE id = -1"],
)
def test_what_was_handed_in_promised_decided_or_done_is_append_only(everything, sql, table, statement):
    before = sql(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        sql(statement.format(table))
    assert sql(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t") == before


def test_the_orm_comes_no_further(everything):
    from people.models import Event
    from review.models import BoxVerdict

    for change in (
        lambda: Event.objects.update(verb="nothing"),
        lambda: Event.objects.first().save(),
        lambda: BoxVerdict.objects.filter(approved=False).update(approved=True),
        lambda: BoxVerdict.objects.first().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_each_of_these_tables_has_its_trigger_and_new_rows_are_welcome(everything, sql):
    triggers = sql("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'refuse_change'::regproc")
    assert set(TABLES) <= {table for (table,) in triggers}
    everything.decided(everything.submitted(everything.ben))
