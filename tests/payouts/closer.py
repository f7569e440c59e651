"""A process that closes October 2026 in children of its own, each of which dies where it is told.

    DATABASE_URL=… python -m tests.payouts.closer

Reads a line for each child: "7 before" kills it by SIGKILL before its 7th statement, "7 after" when that was answered,
"0 after" lets it end; answers each with the child's exit code, negative for a signal. Bands are of one worker.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import django
from django.conf import settings
from django.db import connection

BY = datetime.fromisoformat("2026-11-02T09:00:00+09:00")


def main() -> None:
    django.setup()  # once, for all the children
    for line in sys.stdin:
        statement, when = line.split()
        child = os.fork()
        if not child:
            _close(int(statement), when)
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _close(statement: int, when: str) -> None:
    """Never returns: a child ends here, whatever happens."""
    from payouts.actions import close_period, issuing

    issuing.BAND = 1
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == statement and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(sql, params, many, context)
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    try:
        with connection.execute_wrapper(count):
            close_period(by=None, period="2026-10", now=BY)
    except Exception as error:
        # What the database said when it died, or what else went wrong.
        sys.stdout.write(f"{type(error).__name__} {str(error).splitlines()[0]!r} ")
        sys.stdout.flush()
        os._exit(1)
    os._exit(0)


class Closer:
    """The process, as a test talks to it; `story` is what its last child said before it ended."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.story = ""

    def close(self, statement: int = 0, when: str = "after") -> int:
        """Let a child close; returns its exit code."""
        self.process.stdin.write(f"{statement} {when}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the closer ended: {self.process.poll()}"
        self.story, _blank, code = answer.strip().rpartition(" ")
        return int(code)


@contextmanager
def closer(database_url: str) -> Iterator[Closer]:
    environment = os.environ | {"DATABASE_URL": database_url, "REDIS_URL": settings.REDIS_URL}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.payouts.closer"],
        env=environment,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield Closer(process)
        finally:
            process.stdin.close()


if __name__ == "__main__":
    main()
