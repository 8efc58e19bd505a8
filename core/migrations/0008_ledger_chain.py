"""Each entry of the audit ledger holds the hash of the one before it; TRUNCATE is refused as well.

The columns come with a default of the database, so that no row is written. Entries from before have no
hash. The trigger numbers the entries of a stream: the row of its head is the lock, so that two
transactions of one person stand in line and two persons do not.
"""

from django.db import migrations, models

# The text that is hashed: everything that an entry says, in a form that has one reading only.
FUNCTIONS = """
CREATE FUNCTION aftersales_entry_text(entry core_auditentry) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(
        entry.id, extract(epoch FROM entry.at)::text, entry.actor_id, entry.action, entry.target,
        entry.reason, entry.data, entry.request_id, entry.stream, entry.position, entry.previous
    )::text
$$;
CREATE FUNCTION aftersales_entry_hash(entry core_auditentry) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(aftersales_entry_text(entry), 'UTF8')), 'hex')
$$;
CREATE FUNCTION aftersales_chain_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.stream := CASE WHEN NEW.actor_id IS NULL THEN 'system:' || NEW.action
                       ELSE 'person:' || NEW.actor_id END;
    INSERT INTO core_ledgerhead AS head (stream, position, hash) VALUES (NEW.stream, 1, '')
    ON CONFLICT (stream) DO UPDATE SET position = head.position + 1
    RETURNING head.position, head.hash INTO NEW.position, NEW.previous;
    NEW.hash := aftersales_entry_hash(NEW);
    UPDATE core_ledgerhead SET hash = NEW.hash WHERE stream = NEW.stream;
    RETURN NEW;
END $$;
CREATE TRIGGER core_auditentry_chain BEFORE INSERT ON core_auditentry
FOR EACH ROW EXECUTE FUNCTION aftersales_chain_entry();
CREATE TRIGGER core_auditentry_no_truncate BEFORE TRUNCATE ON core_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
"""
UNDO = """
DROP TRIGGER core_auditentry_no_truncate ON core_auditentry;
DROP TRIGGER core_auditentry_chain ON core_auditentry;
DROP FUNCTION aftersales_chain_entry();
DROP FUNCTION aftersales_entry_hash(core_auditentry);
DROP FUNCTION aftersales_entry_text(core_auditentry);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0007_submission_content")]
    operations = [
        migrations.AddField("auditentry", "stream", models.CharField(db_default="", default="", editable=False, max_length=60)),
        migrations.AddField("auditentry", "position", models.PositiveBigIntegerField(db_default=0, default=0, editable=False)),
        migrations.AddField("auditentry", "previous", models.CharField(db_default="", default="", editable=False, max_length=64)),
        migrations.AddField("auditentry", "hash", models.CharField(db_default="", default="", editable=False, max_length=64)),
        migrations.CreateModel(
            name="LedgerHead",
            fields=[
                ("stream", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("position", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
