"""For migrations: tables that PostgreSQL itself keeps from being changed."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(*tables: str) -> migrations.RunSQL:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE on `tables`."""
    make = "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {} EXECUTE FUNCTION refuse_change()"
    return migrations.RunSQL(
        [make.format(table) for table in tables],
        [f"DROP TRIGGER append_only ON {table}" for table in tables],
    )
