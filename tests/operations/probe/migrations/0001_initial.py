"""A table in use, and a change that needs a strong lock on it for a moment."""

from django.db import migrations


class Migration(migrations.Migration):
    operations = [migrations.RunSQL("CREATE TABLE probe_thing (id bigint PRIMARY KEY)", "DROP TABLE probe_thing")]
