"""A transfer that has arrived and a refund that was sent are never changed again."""

from django.db import migrations

SETTLED = """
CREATE TRIGGER settled BEFORE UPDATE ON {table} FOR EACH ROW
WHEN (OLD.{column} IS NOT NULL) EXECUTE FUNCTION refuse_change()
"""


def settled(table: str, column: str) -> migrations.RunSQL:
    """A trigger that refuses every change of a row of `table` whose `column` is set."""
    return migrations.RunSQL(SETTLED.format(table=table, column=column), f"DROP TRIGGER settled ON {table}")


class Migration(migrations.Migration):
    dependencies = [("payouts", "0003_deposits_move_one_way")]
    operations = [settled("payouts_funding", "confirmed_at"), settled("payouts_refund", "paid_on")]
