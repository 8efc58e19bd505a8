import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION tickets_copy_new_search_texts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tickets_searchtext (ticket_id, search_text, people_text)
    SELECT id, search_text, people_text FROM new_tickets
    ON CONFLICT (ticket_id) DO UPDATE
    SET search_text = excluded.search_text, people_text = excluded.people_text;
    RETURN NULL;
END $$;
CREATE FUNCTION tickets_copy_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tickets_searchtext (ticket_id, search_text, people_text)
    VALUES (NEW.id, NEW.search_text, NEW.people_text)
    ON CONFLICT (ticket_id) DO UPDATE
    SET search_text = excluded.search_text, people_text = excluded.people_text;
    RETURN NULL;
END $$
"""
NO_FUNCTIONS = "DROP FUNCTION tickets_copy_new_search_texts, tickets_copy_search_text"

# A statement that inserts many tickets copies their texts in one go.
TRIGGERS = """
CREATE TRIGGER tickets_ticket_searched AFTER INSERT ON tickets_ticket
    REFERENCING NEW TABLE AS new_tickets
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_copy_new_search_texts();
CREATE TRIGGER tickets_ticket_searched_anew
    AFTER UPDATE OF search_text, people_text ON tickets_ticket
    FOR EACH ROW WHEN (
        OLD.search_text IS DISTINCT FROM NEW.search_text
        OR OLD.people_text IS DISTINCT FROM NEW.people_text
    ) EXECUTE FUNCTION tickets_copy_search_text()
"""
NO_TRIGGERS = """
DROP TRIGGER tickets_ticket_searched_anew ON tickets_ticket;
DROP TRIGGER tickets_ticket_searched ON tickets_ticket
"""

# Also while a large load does without triggers: what is there is found.
ALWAYS = """
ALTER TABLE tickets_ticket ENABLE ALWAYS TRIGGER tickets_ticket_searched;
ALTER TABLE tickets_ticket ENABLE ALWAYS TRIGGER tickets_ticket_searched_anew
"""


class Migration(migrations.Migration):
    """What tickets are found by stands apart from the tickets, kept by the database."""

    dependencies = [("core", "0004_cost_of_pairs"), ("tickets", "0042_inbound_events")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("search_text", models.TextField(editable=False)),
                ("people_text", models.TextField(editable=False)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(ALWAYS, migrations.RunSQL.noop),
    ]
