"""FLT-01: `kill -9` and cut sessions in the middle of sweeps. Each step of each limit is raised, told and noticed once; none is missed."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from core.clock import database_now
from notifications.models import InboxItem
from tests.faults.desk import all_steps, copies, once, raised, told
from tests.faults.processes import Nursery, cut_sessions, in_steps
from tests.fixtures import reported, table_held, until
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import Tier

pytestmark = pytest.mark.django_db(transaction=True)

TICKETS, BATCH, SWEEPERS = 1000, 5, 3
KILLS, CUTS = 24, 6


def late_desk(cast, count):
    """Tickets that nobody touched for forty days: every step of every limit is owed. The number of limits."""
    model = reported(cast, database_now() - timedelta(days=40), tier=Tier.IMPORTANT)
    copies(model, count - 1)
    assert not SlaClock.objects.filter(next_check_at__gt=database_now()).exists()
    return SlaClock.objects.count()


def are_due():
    return SlaClock.objects.filter(next_check_at__lte=database_now()).exists()


def test_killed_and_cut_sweeps_raise_each_step_once_and_miss_none(cast, processes, dice):
    limits, owed = late_desk(cast, TICKETS), all_steps()
    assert limits >= 3000
    processes.environment["SWEEP_LIMIT"] = str(BATCH)
    with table_held("tickets_escalation") as who_waits:
        sweepers = Nursery(processes, "sweep", SWEEPERS)
        until(
            lambda: len(who_waits()) == SWEEPERS, "every sweep stands before its first escalations"
        )
        sweepers.kill(*sweepers.at_work)
        assert not raised(), "what was not committed is not there"
        cut = cut_sessions(who_waits())

    for step in in_steps(Escalation.objects.count, total=len(owed), steps=KILLS):
        sweepers.kill_any(dice)
        if step % (KILLS // CUTS) == 0:
            cut += cut_sessions(sessions_of_sweeps())
        assert are_due(), "the kill came in the middle of the work"
    until(lambda: not are_due(), "the rest is swept")
    sweepers.end()

    assert sweepers.kills == SWEEPERS + KILLS
    assert cut >= CUTS
    assert sweepers.of("cut"), "no sweep noticed that its session was cut"
    reconcile(owed)


def sessions_of_sweeps():
    """One of the sessions that are at a sweep now."""
    statement = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND xact_start IS NOT NULL AND backend_type = 'client backend' LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [pid for (pid,) in cursor.fetchall()]


def reconcile(owed):
    """What is owed == what is raised == what the ledger tells; each miss and each notice once."""
    assert raised() == once(owed)
    assert told("escalated") == once(owed)
    clocks = list(SlaClock.objects.values_list("pk", flat=True))
    assert told("clock_breached") == once((clock, None) for clock in clocks)
    assert set(SlaClock.objects.values_list("state", flat=True)) == {"breached_running"}
    assert not SlaClock.objects.exclude(next_check_at=None).exists()
    noticed = Counter(InboxItem.objects.values_list("data__step", "dedupe_key"))
    assert set(noticed.values()) == {1}
    assert Counter(int(key.split(":")[1]) for _step, key in noticed) == once(clocks), (
        "one notice for each limit, to the manager"
    )
    assert {step for step, _key in noticed} == {"100%+240m:manager"}, (
        "only the highest step is told"
    )


def test_control_without_lock_and_key_steps_are_raised_twice(cast, processes):
    """The positive control: the same race is real once nothing stands in its way."""
    late_desk(cast, 150)
    owed = all_steps()
    key = next(one for one in Escalation._meta.constraints if one.name == "escalated_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Escalation, key)
    try:
        with table_held("tickets_escalation") as who_waits:
            sweepers = Nursery(processes, "sweep_unlocked")
            until(lambda: len(who_waits()) == SWEEPERS, "three sweeps have read the same limits")
        until(lambda: Escalation.objects.count() > len(owed), "steps are raised twice")
        sweepers.end()
        assert set(raised()) == owed
        assert sum(told("escalated").values()) > len(owed), "and told twice"
    finally:
        processes.end()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE tickets_escalation")
        with connection.schema_editor() as editor:
            editor.add_constraint(Escalation, key)
