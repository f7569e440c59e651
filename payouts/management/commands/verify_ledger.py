"""Compute the books again and name what does not agree: python manage.py verify_ledger."""

from dataclasses import asdict

from payouts.verification import Finding, Progress, verify
from people import commands


class Command(commands.Command):
    help = "Compute the books again, from verdicts to deposits; exit 1 and name each line that does not agree."

    def run(self, options):
        findings = []
        for found in verify():
            if isinstance(found, Finding):
                findings.append(asdict(found))
                self.say(f"  WRONG {found.text}")
            elif isinstance(found, Progress):
                self.progress(found.done, found.of)
            else:
                self.say(found)
        self.say(f"{len(findings)} findings" if findings else "The books agree.")
        return {"findings": findings}, commands.FOUND_WRONG if findings else 0
