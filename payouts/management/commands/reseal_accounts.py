"""Encrypt bank details with the newest key: python manage.py reseal_accounts."""

from payouts import actions
from people import commands


class Command(commands.Command):
    help = "Encrypt with the first of BANK_KEYS what an older one encrypted; the older may go once this says 0."

    def run(self, options):
        accounts = actions.reseal_accounts()
        self.say(f"{accounts} accounts sealed anew")
        return {"accounts": accounts}, 0
