"""The tables that the floor writes to over REST: no more than what was said, with its indexes."""

MAKE_TABLES = """
CREATE SEQUENCE IF NOT EXISTS floor_rest_number;
CREATE TABLE IF NOT EXISTS floor_rest_ticket (
    id bigserial PRIMARY KEY,
    number text NOT NULL UNIQUE,
    external_id text UNIQUE,
    summary text NOT NULL,
    status text NOT NULL,
    tier text NOT NULL,
    priority text NOT NULL,
    is_open boolean NOT NULL,
    customer_id bigint NOT NULL REFERENCES customers_customer,
    channel_id bigint NOT NULL REFERENCES customers_channel,
    created_by_id bigint NOT NULL REFERENCES accounts_user,
    reported_at timestamptz NOT NULL,
    next_due_at timestamptz,
    version integer NOT NULL
);
CREATE INDEX IF NOT EXISTS floor_rest_open ON floor_rest_ticket (next_due_at, id) WHERE is_open;
CREATE INDEX IF NOT EXISTS floor_rest_newest ON floor_rest_ticket (reported_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS floor_rest_customer ON floor_rest_ticket (customer_id);
CREATE TABLE IF NOT EXISTS floor_rest_message (
    id bigserial PRIMARY KEY,
    ticket_id bigint NOT NULL REFERENCES floor_rest_ticket,
    body text NOT NULL,
    at timestamptz NOT NULL,
    by_id bigint NOT NULL REFERENCES accounts_user
);
CREATE INDEX IF NOT EXISTS floor_rest_said ON floor_rest_message (ticket_id, at);
CREATE TABLE IF NOT EXISTS floor_rest_event (
    id bigserial PRIMARY KEY,
    ticket_id bigint NOT NULL REFERENCES floor_rest_ticket,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    actor_id bigint NOT NULL REFERENCES accounts_user
);
CREATE INDEX IF NOT EXISTS floor_rest_happened ON floor_rest_event (ticket_id, at);
CREATE TABLE IF NOT EXISTS floor_rest_clock (
    id bigserial PRIMARY KEY,
    ticket_id bigint NOT NULL REFERENCES floor_rest_ticket,
    kind text NOT NULL,
    due_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS floor_rest_due ON floor_rest_clock (due_at);
CREATE INDEX IF NOT EXISTS floor_rest_limits ON floor_rest_clock (ticket_id);
"""
