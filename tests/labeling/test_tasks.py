"""The beat reaches the action."""

from datetime import timedelta

from django.utils import timezone

from labeling import tasks


def test_the_beat_ends_leases_that_ran_out(cast):
    (over,) = cast.claim(now=timezone.now() - timedelta(days=1))
    (running,) = cast.claim(cast.ben, now=timezone.now())
    tasks.expire_leases()
    over.refresh_from_db()
    running.refresh_from_db()
    assert (over.state, running.state) == ("expired", "claimed")
