from django.db import migrations

from people.append_only import FUNCTION, append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_change()"), append_only("people_event")]
