"""What was withheld for the tax office: python manage.py withholding 2026 --csv > withheld.csv."""

from django.core.management.base import CommandError

from payouts import queries, withholding_report
from payouts.documents.spreadsheet import statement_csv
from payouts.periods import read_period
from people import commands


class Command(commands.Command):
    help = "Taxes withheld from deposits with a pay day in a year, by worker and month."

    def add_options(self, parser):
        parser.add_argument("year", type=int, help="like 2026")
        parser.add_argument("--month", help="this month of payment alone, like 2026-11")
        parser.add_argument("--csv", action="store_true", help="print a spreadsheet")

    def run(self, options):
        month = _month(options["month"], options["year"])
        found, kinds = queries.withheld(options["year"], month), queries.tax_kinds()
        if self.quiet:
            return {"rows": list(found)}, 0
        lines = withholding_report.rows(found, kinds)
        if options["csv"]:
            for part in statement_csv(lines, withholding_report.columns(kinds)):
                self.stdout.write(part if isinstance(part, str) else part.decode(), ending="")
        else:
            for row in lines:
                self.say("  ".join(map(str, row)))
        return {}, 0


def _month(given: str | None, year: int) -> str | None:
    try:
        month = read_period(given) if given else None
    except ValueError as error:
        raise CommandError(str(error), returncode=commands.ASKED_WRONGLY) from error
    if month and not month.startswith(f"{year}-"):
        raise CommandError(f"{month} is not in {year}", returncode=commands.ASKED_WRONGLY)
    return month
