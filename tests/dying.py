"""Processes that die by SIGKILL before or after their n-th statement, again and again, each a child of one server.

A module that calls `serve(act)` is run by `dying("its.name", url)`. It reads a line for each child, "7 before a b":
the child does act("a", "b") and is killed before its 7th statement is sent; "7 after": when it was answered; "0 after":
not at all. It answers with the child's exit code, negative for a signal.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.db import connection

SIGKILL = -signal.SIGKILL


def serve(act: Callable[..., object]) -> None:
    """Run `act` in a child for every line that comes in."""
    django.setup()  # once, for all the children
    for line in sys.stdin:
        statement, when, *words = line.split()
        child = os.fork()
        if not child:
            _live_until(int(statement), when, lambda words=words: act(*words))
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _live_until(statement: int, when: str, act: Callable[[], object]) -> None:
    """Never returns: a child ends here, whatever happens."""
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
            act()
    except Exception as error:
        # What the database said when it died, or what else went wrong.
        sys.stdout.write(f"{type(error).__name__} {str(error).splitlines()[0]!r} ")
        sys.stdout.flush()
        os._exit(1)
    os._exit(0)


class Dying:
    """The server, as a test talks to it; `story` is what its last child said before it ended."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.story = ""

    def act(self, statement: int, when: str, *words: object) -> int:
        """Let a child act; returns its exit code."""
        self.process.stdin.write(" ".join(map(str, (statement, when, *words))) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the server ended: {self.process.poll()}"
        self.story, _blank, code = answer.strip().rpartition(" ")
        return int(code)


@contextmanager
def dying(module: str, database_url: str) -> Iterator[Dying]:
    environment = os.environ | {"DATABASE_URL": database_url, "REDIS_URL": settings.REDIS_URL}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", module],
        env=environment,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield Dying(process)
        finally:
            process.stdin.close()
