"""The servers from wheels, each test with a folder and processes of its own: this one has its own servers already."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.conf import settings

USE = """
import sys, time
from pathlib import Path
from config import embedded
folder = Path(sys.argv[1])
print(embedded.postgres_url(folder), embedded.valkey_url(folder), flush=True)
sys.stdin.read()
"""
STOP = "import sys; from pathlib import Path; from config import embedded; print(embedded.stop(Path(sys.argv[1])))"


@pytest.fixture
def folder():
    """Not in pytest's own folder, which it closes to the user as whom PostgreSQL runs where we are root."""
    top = Path(tempfile.mkdtemp(prefix="honestbox-embedded-"))
    yield top / "data"
    for process in servers(top):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    shutil.rmtree(top, ignore_errors=True)


@pytest.fixture
def use(folder):
    """Start a process that uses the servers until its standard input ends."""
    users = []

    def use() -> tuple[subprocess.Popen, str]:
        user = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", USE, str(folder)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        users.append(user)
        return user, user.stdout.readline().strip()

    yield use
    for user in users:
        if user.poll() is None:
            user.kill()


def leave(user: subprocess.Popen) -> None:
    user.communicate(timeout=60)
    assert user.returncode == 0


def servers(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline", "name", "status"]):
        command = " ".join(process.info["cmdline"] or [])
        if process.info["name"] in {"postgres", "valkey-server"} and str(folder) in command:
            found.append(process)
    return found


def stop(folder: Path) -> str:
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STOP, str(folder)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return ran.stdout.strip()


def test_two_processes_share_the_servers_and_the_last_to_leave_stops_them(folder, use):
    first, urls = use()
    second, same = use()
    assert urls == same
    assert len(servers(folder)) == 2

    leave(first)  # which had started them
    assert len(servers(folder)) == 2
    assert stop(folder) == "False"

    leave(second)
    assert servers(folder) == []


def test_a_process_that_was_killed_does_not_keep_the_servers_for_ever(folder, use):
    killed, _urls = use()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert len(servers(folder)) == 2  # nobody was left to stop them

    next_one, _urls = use()
    assert len(servers(folder)) == 2
    leave(next_one)
    assert servers(folder) == []


def test_what_outlived_its_users_can_be_stopped(folder, use):
    killed, _urls = use()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert stop(folder) == "True"
    assert servers(folder) == []
    assert stop(folder / "never-used") == "True"


def test_another_server_that_got_the_noted_port_is_not_taken_for_ours(folder, use):
    folder.mkdir()
    (folder / "valkey.url").write_text(settings.REDIS_URL)  # answers, but is not this folder's
    user, urls = use()
    assert settings.REDIS_URL not in urls
    leave(user)


def test_no_file_for_all_users_of_the_machine_keeps_a_second_user_out(folder, use):
    user, _urls = use()
    started = time.time() - 60
    for name in ("/tmp/.lockfile", "/run/.lockfile"):  # noqa: S108
        assert not os.path.exists(name) or os.stat(name).st_mtime < started
    assert (folder / "postgres.lock").exists()
    leave(user)
