"""What was approved cannot change: a deposit moves only forward, and only with its run; what is set once stays set."""

from django.db import migrations

# From where a deposit may go where. `payouts.models.Payout.State` names the states.
MOVES = {
    "prepared": ["approved", "cancelled"],
    "approved": ["sent", "cancelled"],
    "sent": ["paid", "returned"],
    "paid": ["returned"],
}
ALLOWED = " OR ".join(
    f"OLD.state = '{before}' AND NEW.state IN ({', '.join(repr(after) for after in afters)})"
    for before, afters in MOVES.items()
)
MOVE = f"""
CREATE FUNCTION check_payout_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE run payouts_payoutrun%ROWTYPE;
BEGIN
    SELECT * INTO run FROM payouts_payoutrun WHERE id = NEW.run_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'prepared' OR run.approved_at IS NOT NULL OR run.cancelled_at IS NOT NULL THEN
            RAISE EXCEPTION 'run % takes no more deposits', NEW.run_id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NOT ({ALLOWED}) OR NEW.state = 'approved' AND run.approved_at IS NULL
          OR NEW.state = 'sent' AND run.sent_at IS NULL THEN
        RAISE EXCEPTION 'deposit % does not go from % to %', NEW.end_to_end_id, OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""
ON_INSERT = """
CREATE TRIGGER check_new_payout BEFORE INSERT ON payouts_payout FOR EACH ROW EXECUTE FUNCTION check_payout_move()
"""
ON_UPDATE = """
CREATE TRIGGER check_payout_move BEFORE UPDATE ON payouts_payout FOR EACH ROW
WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION check_payout_move()
"""


def set_once(table: str, *columns: str) -> migrations.RunSQL:
    """A trigger that refuses to change a column of `columns` that is set."""
    change = " OR ".join(f"OLD.{it} IS NOT NULL AND OLD.{it} IS DISTINCT FROM NEW.{it}" for it in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER set_once BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({change}) "
        "EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER set_once ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("payouts", "0002_the_ledger_is_append_only")]
    operations = [
        migrations.RunSQL(MOVE, "DROP FUNCTION check_payout_move()"),
        migrations.RunSQL(ON_INSERT, "DROP TRIGGER check_new_payout ON payouts_payout"),
        migrations.RunSQL(ON_UPDATE, "DROP TRIGGER check_payout_move ON payouts_payout"),
        set_once("payouts_payoutrun", "approved_by_id", "approved_at", "sent_at", "cancelled_by_id", "cancelled_at"),
        set_once("payouts_bankaccount", "confirmed_at", "checked_by_id", "checked_at", "replaced_at"),
        set_once("payouts_hold", "lifted_by_id", "lifted_at"),
        set_once("payouts_payout", "paid_on", "returned_on"),
    ]
