"""What was kept of people's mail addresses and numbers in django-auditlog's rows goes.

Since then they are left out when a change is written down (core/field_classes.py).
"""

from typing import Any

from django.db import migrations

# So many rows at a time, each time with a commit: whoever changes something meanwhile does not wait.
BATCH = 5_000

FORGET = """
UPDATE auditlog_logentry
SET actor_email = NULL,
    changes = CASE WHEN content_type_id = (
        SELECT id FROM django_content_type WHERE app_label = 'accounts' AND model = 'user'
    ) THEN changes - ARRAY['email', 'phone'] ELSE changes END
WHERE id > %s AND id <= %s AND (actor_email IS NOT NULL OR changes ?| ARRAY['email', 'phone'])
"""


def forget_contacts(apps: Any, schema_editor: Any) -> None:
    """Walk the rows by their numbers; once more changes nothing more."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM auditlog_logentry")
        first, last = cursor.fetchone()
        for start in range(first - 1, last, BATCH):
            cursor.execute(FORGET, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accounts", "0004_former_addresses"),
        ("auditlog", "0017_add_actor_email"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(forget_contacts, migrations.RunPython.noop)]
