"""FLT-07: PostgreSQL is torn down and comes back under load. What was acknowledged is stored, whole; what failed may be sent again."""

import re
import threading
import time
import uuid
from collections import Counter

import pytest

from tests.faults.processes import OwnPostgres, Visitor, cookies_of
from tests.fixtures import until
from tests.processes import Web

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, BEFORE, AFTER, RESTARTS = 6, 30, 30, 2
WELL_AFTER = 3.0
"""Seconds after the database answers again, from which on no error is allowed."""


class Caller(threading.Thread):
    """Somebody who registers one customer after the other, and sends a form again until it is acknowledged."""

    def __init__(self, visitor, number, keep_on):
        super().__init__(daemon=True)
        self.visitor, self.number, self.keep_on = visitor, number, keep_on
        self.acknowledged, self.errors = {}, []

    def run(self):
        told = {
            "channel": self.channel(),
            "tier": "general",
            "priority": "low",
            "nature": "fault",
            "business_type": "support",
            "impact": "none",
        }
        while self.keep_on.is_set():
            name = f"客户 {self.number}-{len(self.acknowledged)}"
            form = {
                **told,
                "submit_id": uuid.uuid4(),
                "new_customer": name,
                "new_contact": "许莹",
                "original_text": f"{name} 泵站振动超标",
            }
            while name not in self.acknowledged:
                self.send(name, form)

    def channel(self):
        return re.search(
            r'<option value="(\d+)"[^>]*>\s*邮件', self.visitor.ask("GET", "/tickets/new/").text
        )[1]

    def send(self, name, form):
        began = time.monotonic()
        try:
            answer = self.visitor.ask("POST", "/tickets/new/", form)
        except OSError as error:
            return self.errors.append((began, type(error).__name__))
        if answer.status == 302 and answer.headers["Location"].startswith("/tickets/"):
            self.acknowledged[name] = answer.headers["Location"].split("/")[2]
            return None
        return self.errors.append((began, answer.status))


def test_restarts_under_load_keep_what_was_acknowledged_and_nothing_by_halves(cast, processes):
    sessions = [cookies_of(cast.staff[name]) for name in ("agent", "agent2")]
    cluster = OwnPostgres(processes)
    cluster.start()
    try:
        processes.environment["WEB_CONCURRENCY"] = "2"
        web = Web(processes, cast.staff["agent"])
        keep_on = threading.Event()
        keep_on.set()
        callers = [Caller(Visitor(web, dict(sessions[n % 2])), n, keep_on) for n in range(CLIENTS)]
        for caller in callers:
            caller.start()

        def count():
            return sum(len(caller.acknowledged) for caller in callers)

        back_at = []
        for restart in range(RESTARTS):
            goal = count() + BEFORE
            until(lambda goal=goal: count() >= goal, f"the desk works before restart {restart + 1}")
            cluster.stop_immediately()
            cluster.start()
            back_at.append(time.monotonic())
        until(
            lambda: (
                time.monotonic() > back_at[-1] + WELL_AFTER and count() >= RESTARTS * BEFORE + AFTER
            ),
            "and after it",
        )
        keep_on.clear()
        for caller in callers:
            caller.join(60)
            assert not caller.is_alive()
        errors = [error for caller in callers for error in caller.errors]
        assert len(errors) >= RESTARTS, "the restarts were felt"
        assert [error for error in errors if error[0] > back_at[-1] + WELL_AFTER] == []
        reconcile(
            cluster,
            {name: number for caller in callers for name, number in caller.acknowledged.items()},
        )
    finally:
        cluster.end()


def reconcile(cluster, acknowledged):
    """What was acknowledged == what is stored, each customer once, each ticket whole."""
    stored = cluster.rows(
        "SELECT c.name, t.number FROM tickets_ticket t JOIN customers_customer c ON c.id = t.customer_id"
    )
    assert Counter(stored) == Counter(acknowledged.items())
    assert cluster.rows("SELECT count(*) FROM customers_customer WHERE name LIKE '客户 %'") == [
        (len(acknowledged),)
    ]
    parts = """
        SELECT (SELECT count(*) FROM tickets_ticketevent e WHERE e.ticket_id = t.id AND e.kind = 'registered'),
               (SELECT count(*) FROM tickets_slaclock c WHERE c.ticket_id = t.id),
               (SELECT count(*) FROM tickets_ticketevent e WHERE e.ticket_id = t.id AND e.kind = 'clock_started'),
               (SELECT count(*) FROM core_formsubmission f WHERE f.result_url = '/tickets/' || t.number || '/')
        FROM tickets_ticket t
    """
    assert set(cluster.rows(parts)) == {(1, 2, 2, 1)}, (
        "its registration, its two limits, their lines, its form"
    )


def test_control_a_database_that_acknowledges_before_the_disk_has_it_loses_it(cast, processes):
    cluster = OwnPostgres(processes)
    cluster.start(synchronous_commit="off", wal_writer_delay="10s")
    try:
        renamed = cluster.rows(
            "UPDATE customers_customer SET name = name || ' (acknowledged)' RETURNING id"
        )
        cluster.stop_immediately()
        cluster.start()
        assert len(renamed) == 2
        assert (
            cluster.rows("SELECT 1 FROM customers_customer WHERE name LIKE '% (acknowledged)'")
            == []
        )
    finally:
        cluster.end()
