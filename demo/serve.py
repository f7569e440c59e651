"""Serves the demo: PostgreSQL, Valkey, the story, a Celery worker, beat and the web server, until Ctrl-C.

    python -m demo.serve [--port 8000] [--fresh]

Runs before Django is set up, so that a wrong question is answered before anything is started.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
GRACE_SECONDS = 8
READY_SECONDS = 60
KEPT_WHEN_FRESH = {
    "test",
    "demo.lock",
    "in-use.lock",
    "starting.lock",
    "postgres.lock",
}  # the linters' servers, and open locks


class AskedWrongly(Exception):
    """What was asked for cannot be done; exit 2."""


class Failed(Exception):
    """Something that should run does not; exit 1."""


class Stopped(Exception):
    """A signal asked for the end; exit 0."""


def main(arguments: list[str] | None = None) -> int:
    try:
        options = read_options(arguments)
        check_port(options.port)
        if options.check:
            return 0
        Demo(options).run()
    except AskedWrongly as error:
        print(error, file=sys.stderr)
        return 2
    except Failed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Stopped:
        pass
    return 0


def read_options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__.partition("\n")[0])
    parser.add_argument("--port", default="8000", help="where to serve (default: 8000)")
    parser.add_argument("--fresh", action="store_true", help="forget what happened and start anew")
    parser.add_argument("--check", action="store_true", help="only say whether it could start")
    options = parser.parse_args(arguments)
    if not options.port.isdigit() or not 0 < int(options.port) < 65_536:
        raise AskedWrongly(f"PORT={options.port}: give a number from 1 to 65535")
    options.port = int(options.port)
    if options.fresh and os.environ.get("DATABASE_URL"):
        raise AskedWrongly("FRESH=1 empties the demo's own database only, and DATABASE_URL names another one.")
    return options


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise AskedWrongly(f"Port {port} is not for normal users. Another one: make demo PORT=8001") from error
        except OSError as error:
            text = f"Port {port} is in use. Stop what listens there, or choose another: make demo PORT={port + 1}"
            raise AskedWrongly(text) from error


class Demo:
    """Everything that runs, and the order in which it starts and stops."""

    def __init__(self, options: argparse.Namespace):
        self.port, self.fresh = options.port, options.fresh
        self.data = Path(os.environ.get("HONESTBOX_DATA") or BASE_DIR / ".data")
        self.children: dict[str, subprocess.Popen] = {}
        self.asked_to_stop = False
        self.environment = os.environ | {
            "HONESTBOX_DATA": str(self.data),
            "SITE_URL": f"http://{HOST}:{self.port}",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self) -> None:
        """Until a signal (Stopped) or the end of a child (Failed)."""
        self.data.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)
        lock = self._take_lock()
        try:
            self._start_servers()
            self._tell_story()
            self._start_children()
            self._wait_until_ready()
            self._welcome()
            self._watch()
        finally:
            self._stop()
            os.close(lock)

    def _note_signal(self, number, frame) -> None:
        """Only noted: raised here, it could come between the start of a child and the note that it runs."""
        self.asked_to_stop = True

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds)
        if self.asked_to_stop:
            raise Stopped

    def _take_lock(self) -> int:
        lock = os.open(self.data / "demo.lock", os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AskedWrongly(f"A demo is running on {self.data} already. Stop it first, with Ctrl-C.") from error
        return lock

    def _start_servers(self) -> None:
        from config import embedded

        if self.fresh:
            if not embedded.stop(self.data):
                raise AskedWrongly(f"Another program uses the database in {self.data}. Stop it first.")
            for item in self.data.iterdir():
                if item.name not in KEPT_WHEN_FRESH:
                    shutil.rmtree(item) if item.is_dir() else item.unlink()
        if not os.environ.get("DATABASE_URL"):
            print("Starting PostgreSQL …", flush=True)
            self.environment["DATABASE_URL"] = embedded.postgres_url(self.data)
        if not os.environ.get("REDIS_URL"):
            print("Starting Valkey …", flush=True)
            self.environment["REDIS_URL"] = embedded.valkey_url(self.data)

    def _tell_story(self) -> None:
        child = self._start("story", sys.executable, "manage.py", "demo", "--tell", log=False)
        while child.poll() is None:
            self._pause(0.1)
        if code := child.returncode:
            raise Failed(f"The story could not be told (exit {code}).")
        del self.children["story"]

    def _start_children(self) -> None:
        print("Starting a worker, beat and the web server …", flush=True)
        celery = (sys.executable, "-m", "celery", "-A", "config", "--quiet")
        self._start("worker", *celery, "worker", "--concurrency=2", "--loglevel=INFO")
        self._start("beat", *celery, "beat", f"--schedule={self.data / 'beat-schedule'}", "--pidfile=")
        bind = f"--bind={HOST}:{self.port}"
        gunicorn = (sys.executable, "-m", "gunicorn", "config.wsgi", bind, "--workers=1", "--threads=8")
        self._start("web", *gunicorn, "--access-logfile=-", "--graceful-timeout=3", "--no-control-socket")

    def _start(self, name: str, *command: str, log: bool = True) -> subprocess.Popen:
        """In a session of its own: Ctrl-C is for us, and a session can be ended as a whole."""
        output = self._log(name).open("ab") if log else None
        child = subprocess.Popen(  # noqa: S603
            command,
            cwd=BASE_DIR,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
        )
        if output:
            output.close()
        self.children[name] = child
        return child

    def _log(self, name: str) -> Path:
        return self.data / f"{name}.log"

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self._check_children()
            try:
                urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                self._pause(0.2)
        raise Failed(f"The web server did not answer within {READY_SECONDS} s.\n{self._end_of_log('web')}")

    def _check_children(self) -> None:
        for name, child in self.children.items():
            if (code := child.poll()) is not None:
                how = f"with exit {code}" if code >= 0 else f"by signal {-code}"
                raise Failed(f"The {name} process ended {how}, so the demo stops.\n{self._end_of_log(name)}")

    def _end_of_log(self, name: str) -> str:
        path = self._log(name)
        lines = path.read_text(errors="replace").splitlines()[-15:] if path.exists() else []
        return "\n".join([f"The end of {path}:", *(f"  {line}" for line in lines)])

    def _welcome(self) -> None:
        from demo.logins import EMAILS, PASSWORD

        print(f"\nHonestbox is ready: http://{HOST}:{self.port}\n\nSign in with the password {PASSWORD} as\n")
        for email, who in EMAILS.items():
            print(f"  {email:24} {who}")
        print(f"\nMails and logs are in {self.data}/*.log. Ctrl-C stops everything.", flush=True)

    def _watch(self) -> None:
        while True:
            self._check_children()
            self._pause(0.3)

    def _stop(self) -> None:
        """End every child, politely first; then whatever is left of its session. The servers end with this process."""
        if self.children:
            print("\nStopping …", flush=True)
        for child in self.children.values():
            if child.returncode is None:
                child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while not all(map(has_ended, self.children.values())) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def has_ended(child: subprocess.Popen) -> bool:
    """Whether it ended, without burying it where that is possible: until then nobody else gets its number."""
    if child.returncode is not None or not hasattr(os, "waitid"):
        return child.poll() is not None
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


if __name__ == "__main__":
    sys.exit(main())
