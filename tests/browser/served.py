"""The server of mortal.py as a test has it: killed when the test says so, or when it is at work, and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tests.browser.mortal import DOOM
from tests.payouts.together import database_url, until

MORE_THAN_ANY = 1_000


class Served:
    """The server, as a test has it."""

    def __init__(self, process: subprocess.Popen, port: int, folder: Path) -> None:
        self.process, self.port, self.folder = process, port, folder
        self.url = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        self.process.stdin.write("start\n")
        self.process.stdin.flush()
        self.group = int(self.process.stdout.readline())
        until(self._answers)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)
        self.wait_until_dead()

    def doom(self, request: str, statement: int = MORE_THAN_ANY) -> None:
        """Die in the next request of that name, before its n-th statement or else without an answer."""
        written = self.folder / "written"
        written.write_text(f"{request} {statement}")
        written.rename(self.folder / DOOM)

    def wait_until_dead(self) -> None:
        """Until the port is free: a process counts as dead while its last thread still holds on to it."""
        until(lambda: not self._answers())

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """A server on the test's own database, whose pictures lie in folder/media; it is started already."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.browser.mortal", str(port), str(folder)],
        env=environment,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        served = Served(process, port, folder)
        try:
            served.start()
            yield served
        finally:
            process.stdin.close()
