"""Each closed month's root commits to its statements and to the month before."""

from collections.abc import Iterator

from django.db import transaction

from payouts.models import Period
from payouts.queries.roots import root_of
from payouts.verification.finding import Finding, Progress


def check() -> Iterator[Finding | Progress]:
    periods = list(Period.objects.exclude(closed_at=None).order_by("name"))
    for done, period in enumerate(periods, 1):
        with transaction.atomic():
            root = root_of(period.name)
        if root != period.root:
            text = f"the root of {period.name} is not that of its statements and of the month before"
            yield Finding("roots", f"period {period.name}", text)
        yield Progress(done, len(periods))
