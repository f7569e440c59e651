"""Close a month: python manage.py settle 2026-10."""

from django.db import transaction
from django.db.models import Count, Sum

from payouts import actions
from payouts.models import Period, Statement
from people import commands
from projects.money import format_money


class Command(commands.Command):
    help = "Close a month into statements. Run again, it finishes what was interrupted and changes nothing else."

    def add_options(self, parser):
        parser.add_argument("period", help="the month, like 2026-10")
        parser.add_argument("--early", action="store_true", help="although the month is not over")
        parser.add_argument("--dry-run", action="store_true", help="show what it would do, and do nothing")

    def run(self, options):
        if options["dry_run"]:
            with transaction.atomic():
                report = self._close(options)
                transaction.set_rollback(True)
        else:
            report = self._close(options)
        self._tell(report, dry_run=options["dry_run"])
        return report, 0

    def _close(self, options) -> dict:
        period = actions.close_period(by=None, period=options["period"], early=options["early"], progress=self.progress)
        return _report(period)

    def _tell(self, report: dict, *, dry_run: bool) -> None:
        self.say(f"{report['period']} {'would close' if dry_run else 'is closed'}, root {report['root']}")
        for day in report["deposits"]:
            gross, net = (format_money(day[name], day["currency"]) for name in ("gross_micro", "net_micro"))
            self.say(f"  pay day {day['pay_day']}: {day['statements']} statements, gross {gross}, net {net}")


def _report(period: Period) -> dict:
    """The closed month, and its deposits by pay day and currency."""
    sums = Statement.objects.filter(period=period.name).values("pay_day", "currency").order_by("pay_day", "currency")
    deposits = sums.annotate(statements=Count("id"), gross_micro=Sum("gross_micro"), net_micro=Sum("net_micro"))
    return {"period": period.name, "root": period.root, "closed_at": period.closed_at, "deposits": list(deposits)}
