"""The settings as a whole."""

from config import settings


def test_every_task_of_the_schedule_expires_before_it_would_pile_up():
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["options"]["expires"] <= entry["schedule"], name
