from django.db import migrations

FOLLOW = """
CREATE TRIGGER tickets_ticket_followed AFTER INSERT OR UPDATE OR DELETE ON tickets_ticket
    FOR EACH ROW EXECUTE FUNCTION aftersales_note_change('ticket', 'id')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0002_feed'),
        ('tickets', '0039_one_external_id'),
    ]

    operations = [
        migrations.RunSQL(FOLLOW, "DROP TRIGGER tickets_ticket_followed ON tickets_ticket"),
    ]
