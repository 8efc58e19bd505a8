"""FLT-01, 04, 05, 06: a real worker and a real beat, killed, doubled, left without Redis. PostgreSQL alone knows the truth."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from customers.actions import people
from customers.models import Customer
from notifications.models import InboxItem
from tests.fixtures import COMPANY, reported, table_held, until
from tests.processes import LONG_AGO, OwnRedis, Web
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)

RAISED = {"80%+0m:assignee", "100%+0m:supervisor"}
"""What three hours without an answer have raised of a limit of one hour; the manager comes four hours after it."""


def late_tickets(cast, count):
    """Tickets that nobody answered for three hours: their limit is due to be raised now."""
    return [reported(cast, timezone.now() - LONG_AGO) for _n in range(count)]


def raised_of(tickets):
    """The steps raised on the first-response limits of tickets, by ticket."""
    rows = Escalation.objects.filter(
        clock__ticket__in=tickets, clock__kind__code="ack"
    ).values_list("clock__ticket", "step")
    found = {ticket.pk: [] for ticket in tickets}
    for ticket, step in rows:
        found[ticket].append(step)
    return found


def is_handled(tickets):
    return all(set(steps) == RAISED for steps in raised_of(tickets).values())


def reconcile(tickets):
    """Each step, line and notice stands once: the set raised is the set owed."""
    assert {pk: Counter(steps) for pk, steps in raised_of(tickets).items()} == {
        ticket.pk: Counter(RAISED) for ticket in tickets
    }
    clocks = SlaClock.objects.filter(ticket__in=tickets, kind__code="ack")
    assert {(clock.state, clock.breached_at - clock.started_at) for clock in clocks} == {
        ("breached_running", timedelta(hours=1))
    }
    lines = TicketEvent.objects.filter(ticket__in=tickets, data__clock="ack")
    steps = Counter((line.ticket_id, line.data["step"]) for line in lines.filter(kind="escalated"))
    assert steps == Counter({(ticket.pk, step): 1 for ticket in tickets for step in RAISED})
    misses = Counter(lines.filter(kind="clock_breached").values_list("ticket", flat=True))
    assert misses == Counter({ticket.pk: 1 for ticket in tickets})
    notices = Counter(
        InboxItem.objects.filter(topic="breach", data__step="100%+0m:supervisor").values_list(
            "path", flat=True
        )
    )
    assert notices == Counter({f"/tickets/{ticket.number}/": 1 for ticket in tickets})


def test_worker_and_beat_raise_what_is_due_and_survive_a_kill(cast, processes):
    first = late_tickets(cast, 2)
    assert not Escalation.objects.exists(), "nothing is raised without a worker"
    worker, _beat = processes.worker(), processes.beat()
    until(lambda: is_handled(first), "worker and beat raise what is due")

    with table_held("notifications_inboxitem") as who_waits:
        second = late_tickets(cast, 5)
        until(who_waits, "the worker stands in the middle of its sweep")
        assert processes.kill(worker) == -signal.SIGKILL
        assert raised_of(second) == {ticket.pk: [] for ticket in second}, (
            "what was not committed is not there"
        )
    for process in (processes.worker(), processes.beat()):
        assert process.poll() is None
    until(lambda: is_handled(second), "the second worker raises what the first one had begun")

    third = late_tickets(cast, 3)
    until(lambda: is_handled(third), "two beats and one worker go on")
    reconcile([*first, *second, *third])


def test_a_renaming_rings_for_a_worker_and_old_tickets_are_found_by_the_new_name(cast, processes):
    tickets = late_tickets(cast, 2)
    processes.worker()
    customer = Customer.objects.get(pk=cast.customers[COMPANY].pk)
    people.edit_customer(
        customer,
        by=cast.staff["supervisor"],
        at=timezone.now(),
        version=customer.version,
        name="华启智能装备",
    )
    until(
        lambda: Ticket.objects.matching("智能装备", with_people=True).count() == len(tickets),
        "without any beat, as rung for",
    )


# --- without Redis ------------------------------------------------------------------------------------------------


RING = "from core import later; later.enqueue('tickets.sweep_clocks'); print('went on')"


def test_without_redis_pages_save_and_the_next_sweep_catches_up(cast, processes):
    own_redis = OwnRedis(processes)
    own_redis.start()
    web, _worker, _beat = Web(processes, cast.staff["agent"]), processes.worker(), processes.beat()
    before = late_tickets(cast, 2)
    until(lambda: is_handled(before), "with Redis everything is raised")

    own_redis.kill()
    number = web.register()
    assert web.ask("GET", f"/tickets/{number}/").status == 200
    meanwhile = Ticket.objects.get(number=number)
    clock = SlaClock.objects.get(ticket=meanwhile, kind__code="ack")
    assert clock.next_check_at < timezone.now()
    assert raised_of([meanwhile]) == {meanwhile.pk: []}, "nobody rings while Redis is away"
    rung = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", RING],
        cwd=settings.BASE_DIR,
        env=processes.environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (rung.returncode, rung.stdout.strip()) == (0, "went on"), rung.stderr[-2000:]
    assert "the queue does not answer" in rung.stderr

    own_redis.start()
    until(
        lambda: is_handled([meanwhile]),
        "the same worker and beat come back and catch up",
        patience=90,
    )
    reconcile([*before, meanwhile])
