"""Book what verdicts earned, now, without waiting for Celery: python manage.py accrue."""

from payouts import actions
from people import commands


class Command(commands.Command):
    help = "Book what verdicts earned since the last time."

    def run(self, options):
        lines = actions.accrue()
        self.say(f"{lines} new lines")
        return {"lines": lines}, 0
