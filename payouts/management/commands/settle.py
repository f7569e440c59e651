"""Close a month: python manage.py settle 2026-10."""

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
        asked = {"period": options["period"], "early": options["early"]}
        if options["dry_run"]:
            return self._preview(actions.preview_period(**asked))
        report = _report(actions.close_period(by=None, progress=self.progress, **asked))
        self.say(f"{report['period']} is closed, root {report['root']}")
        self._tell_deposits(report)
        return report, 0

    def _preview(self, report: dict) -> tuple[dict, int]:
        for text in report["obstacles"].values():
            self.say(f"cannot be closed: {text}")
        self.say(f"{report['period']} would have")
        self._tell_deposits(report)
        for row in report["not_in_it"]:
            worth = format_money(row["amount_micro"], row["currency"])
            self.say(f"  not in it: {row['images']} images {row['why']}, at most {worth}")
        return report, commands.FOUND_WRONG if report["obstacles"] else 0

    def _tell_deposits(self, report: dict) -> None:
        for day in report["deposits"]:
            gross, net = (format_money(day[name], day["currency"]) for name in ("gross_micro", "net_micro"))
            carried = format_money(day["carried_micro"], day["currency"])
            text = f"  pay day {day['pay_day']}: {day['statements']} statements, gross {gross}, net {net}"
            self.say(f"{text}, carried {carried}" if day["carried_micro"] else text)


def _report(period: Period) -> dict:
    """The closed month, and its deposits by pay day and currency."""
    sums = Statement.objects.filter(period=period.name).values("pay_day", "currency").order_by("pay_day", "currency")
    deposits = sums.annotate(
        statements=Count("id"),
        gross_micro=Sum("gross_micro"),
        net_micro=Sum("net_micro"),
        carried_micro=Sum("carried_out_micro"),
    )
    return {"period": period.name, "root": period.root, "closed_at": period.closed_at, "deposits": list(deposits)}
