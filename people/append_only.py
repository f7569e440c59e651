"""For migrations: tables, or columns of them, that PostgreSQL itself keeps from being changed."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


FROZEN = """
CREATE TRIGGER frozen BEFORE UPDATE ON {table} FOR EACH ROW
WHEN (ROW({old}) IS DISTINCT FROM ROW({new})) EXECUTE FUNCTION refuse_change()
"""
KEPT = "CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"


def frozen_columns(table: str, *columns: str) -> migrations.RunSQL:
    """Triggers that refuse to change `columns` of a row of `table`, and to delete rows; other columns may move on."""
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("OLD", "NEW"))
    return migrations.RunSQL(
        [FROZEN.format(table=table, old=old, new=new), KEPT.format(table=table)],
        [f"DROP TRIGGER frozen ON {table}", f"DROP TRIGGER kept ON {table}"],
    )


def append_only(*tables: str) -> migrations.RunSQL:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE on `tables`."""
    make = "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {} EXECUTE FUNCTION refuse_change()"
    return migrations.RunSQL(
        [make.format(table) for table in tables],
        [f"DROP TRIGGER append_only ON {table}" for table in tables],
    )
