"""A statement's lines with what files tell of them, streamed: a line is held no longer than it takes to write it."""

from collections.abc import Iterator

from payouts import queries
from payouts.models import Line, Statement
from payouts.queries import ZONE

AT_ONCE = 2_000


def told_lines(statement: Statement) -> Iterator[Line]:
    """In the order of the books, each with project, label, picture, the correction's reason and the hashes."""
    lines = queries.lines_of(statement).select_related(
        "project", "label", "entry__verdict__submission__assignment__task__image", "entry__adjustment"
    )
    return lines.iterator(chunk_size=AT_ONCE)


def line_hash(line: Line) -> str:
    """The SHA-256 that it was sealed with, in hex."""
    return bytes(line.hash).hex()


def picture(line: Line) -> str:
    """The name of the picture that a line is about; a correction has none."""
    verdict = line.entry.verdict
    return verdict.submission.assignment.task.image.name if verdict else ""


def reason(line: Line) -> str:
    """Why a person added it or took it off; empty for work."""
    return "" if line.entry.verdict else line.entry.adjustment.reason


def day(line: Line) -> str:
    """When it was earned, in the settlement time zone."""
    return f"{line.occurred_at.astimezone(ZONE):%Y-%m-%d}"
