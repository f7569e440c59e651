"""What the commands share: exit 0 when all is well, 1 when something was found wrong, 2 when asked wrongly."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError

from people.errors import Refused

FOUND_WRONG = 1
ASKED_WRONGLY = 2


class Command(BaseCommand):
    """A command whose `run` returns its result as a dict; `--json` prints that for machines.

    One that is too large to be kept is printed as it comes, and None in its place.
    """

    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        self.add_options(parser)

    def add_options(self, parser):
        """The command's own arguments."""

    def handle(self, *args, **options):
        self.quiet = options["json"]
        try:
            result, status = self.run(options)
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=ASKED_WRONGLY) from refusal
        if self.quiet and result is not None:
            self.stdout.write(json.dumps(result, default=str, ensure_ascii=False))
        if status:
            sys.exit(status)

    def run(self, options) -> tuple[dict | None, int]:
        """Do it; return the result and the exit status."""
        raise AssertionError("a command says what it runs")

    def say(self, text: str) -> None:
        """A word to the person at the terminal; machines that asked for JSON do not get it."""
        if not self.quiet:
            self.stdout.write(text)

    def progress(self, done: int, of: int) -> None:
        if not self.quiet:
            self.stderr.write(f"\r{done}/{of}", ending="" if done < of else "\n")
            self.stderr.flush()
