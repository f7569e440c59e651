"""Ledger and statements are never changed, and of what is paid only how far it got; lines are checked as they come.

The check of lines against their entry runs once a statement over all its new rows (a transition table), so it costs
next to nothing.
"""

from django.db import migrations

from people.append_only import append_only, frozen_columns

CHECK = """
CREATE FUNCTION check_new_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
    SELECT line.id INTO wrong
    FROM new_lines line
    LEFT JOIN payouts_ledgeraccount debit ON debit.id = line.debit_id AND debit.currency = line.currency
    LEFT JOIN payouts_ledgeraccount credit ON credit.id = line.credit_id AND credit.currency = line.currency
    WHERE debit.id IS NULL OR credit.id IS NULL
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'line % has no account, or an account of another currency', wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT sums.entry_id INTO wrong
    FROM (
        SELECT entry_id, period, occurred_at, sum(amount_micro) AS total, count(*) AS lines, min(number) AS first,
               max(number) AS last
        FROM new_lines GROUP BY entry_id, period, occurred_at
    ) sums
    LEFT JOIN payouts_entry entry ON entry.id = sums.entry_id AND entry.period = sums.period
                                 AND entry.occurred_at = sums.occurred_at
    WHERE entry.id IS NULL OR entry.total_micro <> sums.total OR entry.line_count <> sums.lines
       OR sums.first <> 1 OR sums.last <> entry.line_count
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'lines name entry %, which has another time, other numbers or another sum, or is not there',
            wrong USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER check_new_lines AFTER INSERT ON payouts_line
REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION check_new_lines()
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_initial"), ("people", "0002_events_are_append_only")]
    operations = [
        append_only(
            "payouts_line", "payouts_entry", "payouts_ledgeraccount", "payouts_statement", "payouts_adjustment"
        ),
        append_only("payouts_remark", "payouts_bankfile", "payouts_latedeposit"),
        frozen_columns("payouts_funding", "project_id", "amount_micro", "reference", "requested_by_id", "requested_at"),
        frozen_columns("payouts_refund", "project_id", "amount_micro", "end_to_end_id", "opened_at"),
        # What is sealed may be sealed anew with another key; the fingerprint says that it is the same number.
        frozen_columns("payouts_bankaccount", "worker_id", "currency", "country", "bank_code", "masked", "fingerprint"),
        frozen_columns("payouts_hold", "worker_id", "reason", "placed_by_id", "placed_at"),
        frozen_columns("payouts_payoutrun", "currency", "pay_on", "prepared_by_id", "prepared_at"),
        frozen_columns("payouts_payout", "run_id", "statement_id", "account_id", "amount_micro", "end_to_end_id"),
        frozen_columns(
            *("payouts_movement", "key", "reference", "end_to_end_id", "amount_micro", "currency", "incoming"),
            *("booked_on", "status", "reason"),
        ),
        migrations.RunSQL(CHECK, "DROP FUNCTION check_new_lines()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER check_new_lines ON payouts_line"),
    ]
