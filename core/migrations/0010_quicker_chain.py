"""The chain of the audit ledger without a row that every entry writes twice.

An entry reads the one before it, and the head of its stream is written once a transaction, when it ends:
thousands of entries in one transaction would otherwise leave thousands of versions of the head to walk
through. A lock by the stream's name lets the transactions of one person stand in line.

A migration that writes to the ledger and changes its table needs two transactions for that: the head is
still to be written when the first statement is done.

A head whose own entry is gone is never moved on: what was cut off the end is seen for ever.
"""

from django.db import migrations

CHAIN = """
CREATE OR REPLACE FUNCTION aftersales_chain_entry() RETURNS trigger LANGUAGE plpgsql
-- a plan made while the table is empty must not read all of it later
SET enable_seqscan = off AS $$
BEGIN
    NEW.stream := CASE WHEN NEW.actor_id IS NULL THEN 'system:' || NEW.action
                       ELSE 'person:' || NEW.actor_id END;
    PERFORM pg_advisory_xact_lock(hashtextextended('aftersales.ledger:' || NEW.stream, 0));
    SELECT entry.position, entry.hash INTO NEW.position, NEW.previous
    FROM core_auditentry AS entry WHERE entry.stream = NEW.stream AND entry.hash <> ''
    ORDER BY entry.position DESC LIMIT 1;
    NEW.position := coalesce(NEW.position, 0) + 1;
    NEW.previous := coalesce(NEW.previous, '');
    NEW.hash := aftersales_entry_hash(NEW);
    RETURN NEW;
END $$;
CREATE FUNCTION aftersales_note_head() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (SELECT FROM core_auditentry AS entry WHERE entry.stream = NEW.stream
               AND entry.hash <> '' AND entry.position > NEW.position) THEN
        RETURN NULL;
    END IF;
    INSERT INTO core_ledgerhead AS head (stream, position, hash)
    VALUES (NEW.stream, NEW.position, NEW.hash)
    ON CONFLICT (stream) DO UPDATE SET position = NEW.position, hash = NEW.hash
    WHERE EXISTS (SELECT FROM core_auditentry AS entry WHERE entry.stream = head.stream
                  AND entry.position = head.position AND entry.hash = head.hash
                  AND entry.hash <> '');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER core_auditentry_head AFTER INSERT ON core_auditentry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION aftersales_note_head();
"""
UNDO = """
DROP TRIGGER core_auditentry_head ON core_auditentry;
DROP FUNCTION aftersales_note_head();
CREATE OR REPLACE FUNCTION aftersales_chain_entry() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0009_ledger_streams")]
    operations = [migrations.RunSQL(CHAIN, UNDO)]
