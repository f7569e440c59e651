"""`manage.py demo`: serve the demo. With --tell, only fill an empty database with its story."""

import os
import sys
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from people.models import User


class Command(BaseCommand):
    help = "Serve the demo on a database of its own (or on DATABASE_URL); Ctrl-C stops it."

    def add_arguments(self, parser):
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--fresh", action="store_true", help="forget what happened and start anew")
        parser.add_argument("--tell", action="store_true", help="only migrate and tell the story, then stop")

    def handle(self, *args, port, fresh, tell, **options):
        if tell:
            self.tell()
            return
        # A new program in this one's place: what this one has started belongs to no settings yet.
        command = [sys.executable, "-m", "demo.serve", "--port", port, *(["--fresh"] if fresh else [])]
        self.stdout.flush()
        os.execv(sys.executable, command)  # noqa: S606

    def tell(self) -> None:
        call_command("migrate", verbosity=0)
        if User.objects.exists():
            return
        from demo.story import tell

        start = time.monotonic()

        def say(text: str) -> None:
            self.stdout.write(f"  {time.monotonic() - start:5.1f} s  {text}")
            self.stdout.flush()

        self.stdout.write("Telling the story …")
        with transaction.atomic():  # all of it, or nothing
            tell(timezone.now(), say)
        say("done")
