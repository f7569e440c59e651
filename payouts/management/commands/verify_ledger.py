"""Compute the books again and name what does not agree: python manage.py verify_ledger."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from payouts.verification import Finding, Progress, verify
from people import commands


class Command(commands.Command):
    help = "Compute the books again, from verdicts to deposits; exit 1 and name each line that does not agree."

    def run(self, options):
        count = self._write_json(self._told()) if options["json"] else sum(1 for _finding in self._told())
        self.say(f"{count} findings" if count else "The books agree.")
        return None, commands.FOUND_WRONG if count else 0

    def _told(self) -> Iterator[Finding]:
        """Every finding, told as it is found: none is kept, however many there are."""
        for found in verify():
            if isinstance(found, Finding):
                self.say(f"  WRONG {found.text}")
                yield found
            elif isinstance(found, Progress):
                self.progress(found.done, found.of)
            else:
                self.say(found)

    def _write_json(self, findings: Iterable[Finding]) -> int:
        """One object, {"findings": [{"check", "where", "text"}, ...]}, a finding a line; returns how many."""
        count = 0
        self.stdout.write('{"findings": [', ending="")
        for count, finding in enumerate(findings, 1):
            self.stdout.write(",\n" if count > 1 else "\n", ending="")
            self.stdout.write(json.dumps(asdict(finding), ensure_ascii=False), ending="")
        self.stdout.write("]}")
        return count
