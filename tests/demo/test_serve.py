"""The demo as a person has it: asked wrongly, started, used, stopped, and with a part that dies."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from demo import serve


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    return a_free_port()


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One folder for the whole module: the story is told by whichever test comes first.

    Not in pytest's own folder, which it closes to the user as whom PostgreSQL runs where we are root.
    """
    top = Path(tempfile.mkdtemp(prefix="honestbox-demo-"))
    yield top / "data"
    shutil.rmtree(top, ignore_errors=True)


@pytest.fixture
def demo(data, free_port):
    """Start the demo; `lines` are what it printed until it was ready."""
    started = []

    def demo(*options: str) -> tuple[subprocess.Popen, list[str]]:
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "demo.serve", "--port", str(free_port), *options],
            cwd=settings.BASE_DIR,
            env=environment | {"HONESTBOX_DATA": str(data)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(child)
        lines = []
        for line in child.stdout:
            lines.append(line)
            if "Ctrl-C stops everything" in line:
                break
        return child, lines

    yield demo
    for child in started:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
            child.communicate(timeout=60)


def start_elsewhere(data: Path, port: int = 0) -> subprocess.CompletedProcess:
    """A demo that is expected to say no at once."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "demo.serve", "--port", str(port or a_free_port())],
        cwd=settings.BASE_DIR,
        env=os.environ | {"HONESTBOX_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def processes_of(child: subprocess.Popen, data: Path) -> list[psutil.Process]:
    """Everything that the demo started, its servers included, wherever it hangs in the tree of processes."""
    family = psutil.Process(child.pid).children(recursive=True)
    return family + [p for p in psutil.process_iter(["cmdline"]) if str(data) in " ".join(p.info["cmdline"] or [])]


def test_a_port_that_is_no_port_is_refused():
    for wrong in ("eighty", "0", "65536", "-1"):
        with pytest.raises(serve.AskedWrongly, match="give a number from 1 to 65535"):
            serve.read_options([f"--port={wrong}"])


def test_fresh_empties_no_database_that_was_given(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/books")
    with pytest.raises(serve.AskedWrongly, match="names another one"):
        serve.read_options(["--fresh"])


def test_a_busy_port_is_one_line_and_exit_2_before_anything_starts(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        ran = start_elsewhere(tmp_path / "data", port)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert f"Port {port} is in use" in ran.stderr
    assert not (tmp_path / "data").exists()


def test_it_serves_the_story_and_leaves_nothing_behind(demo, data, free_port):
    child, lines = demo()
    text = "".join(lines)
    for key in ("worker", "newcomer", "reviewer", "client", "admin", "admin2"):
        assert f"{key}@demo.example" in text
    assert f"http://127.0.0.1:{free_port}" in text
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=30) as answer:
        assert answer.status == 200
    running = processes_of(child, data)
    assert len(running) >= 7  # PostgreSQL, Valkey, a worker with two processes, beat, the web server and its own

    other = start_elsewhere(data)
    assert other.returncode == 2
    assert "A demo is running" in other.stderr

    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)

    assert child.returncode == 0
    assert [p for p in running if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []


def test_a_part_that_dies_takes_the_demo_with_it_and_is_named(demo, data):
    child, _lines = demo()
    running = processes_of(child, data)
    worker = next(p for p in running if "worker" in p.cmdline() and p.ppid() == child.pid)
    worker.kill()
    output, _none = child.communicate(timeout=60)
    assert child.returncode == 1
    assert re.search(r"The worker process ended by signal 9", output)
    assert f"The end of {data / 'worker.log'}" in output
    assert [p for p in running if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []


def test_the_second_start_keeps_what_is_there_and_is_quick(demo, data):
    child, _lines = demo()
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=60)
    start = time.monotonic()
    _child, lines = demo()
    assert time.monotonic() - start < 30  # 5 to 10 s, but this machine may be busy with other tests
    assert "Telling the story" not in "".join(lines)
