"""A web server as production runs it, which dies by SIGKILL in the middle of a request, and is there again at once.

This module, run by served.py, loads Django once; for each line that it reads it forks a gunicorn on the same port and
database, and answers with the id of its group of processes. The server kills itself where the file `doom` says so:
"draft 7" is before the 7th statement of the next request to …/draft/, or, where that has fewer, when it has done
everything and says nothing.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from gunicorn.app.base import BaseApplication

DOOM = "doom"


class Web(BaseApplication):
    def __init__(self, application: Callable, port: int) -> None:
        self.application, self.port = application, port
        super().__init__()

    def load_config(self) -> None:
        given = {"bind": f"127.0.0.1:{self.port}", "threads": 8, "control_socket_disable": True, "loglevel": "error"}
        for name, value in given.items():
            self.cfg.set(name, value)

    def load(self) -> Callable:
        return self.application


def serve(port: int, folder: Path) -> None:
    """Fork a server for every line that comes in, and end the last one when no line will come any more."""
    settings.MEDIA_ROOT = folder / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    application = deadly(get_wsgi_application(), folder / DOOM)
    # What a first request loads, every child has.
    Client().get("/account/login/", headers={"host": "127.0.0.1"})
    connection.close()
    child = 0
    for _line in sys.stdin:
        child = os.fork()
        if not child:
            os.setsid()
            Web(application, port).run()
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def deadly(application: WSGIHandler, doom: Path) -> Callable:
    def web(environ: dict, start_response: Callable):
        statement = statement_of(doom, environ["PATH_INFO"])
        if not statement:
            return application(environ, start_response)
        with connection.execute_wrapper(count_down(statement)):
            application(environ, start_response)
        return die()

    return web


def statement_of(doom: Path, path: str) -> int:
    """At which statement this request dies; 0: it does not. Doom comes once."""
    if not doom.exists():
        return 0
    request, statement = doom.read_text().split()
    if not path.endswith(f"/{request}/"):
        return 0
    doom.unlink()
    return int(statement)


def count_down(statement: int) -> Callable:
    left = statement

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        return execute(sql, params, many, context) if left else die()

    return count


def die() -> None:
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    django.setup()
    serve(int(sys.argv[1]), Path(sys.argv[2]))
