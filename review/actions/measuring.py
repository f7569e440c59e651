"""What an hour of work really earns."""

from datetime import datetime, timedelta

from django.utils import timezone

from projects.actions import record_pace
from review import queries

PACE_WINDOW = timedelta(days=90)


def measure_pace(*, now: datetime | None = None) -> int:
    """Measure what an hour of work really earned, for each project's card; returns for how many projects."""
    now = now or timezone.now()
    figures = queries.measured_pace(now - PACE_WINDOW)
    for figure in figures:
        record_pace(measured_at=now, **figure)
    return len(figures)
