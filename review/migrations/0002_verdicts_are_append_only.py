from django.db import migrations

from people.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("people", "0002_events_are_append_only")]
    operations = [append_only("review_verdict", "review_boxverdict", "review_correction", "review_missingbox")]
