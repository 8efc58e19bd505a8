"""See 0001."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("probe", "0001_initial")]
    operations = [
        migrations.RunSQL("ALTER TABLE probe_thing ADD COLUMN note text NULL", "ALTER TABLE probe_thing DROP COLUMN note")
    ]
