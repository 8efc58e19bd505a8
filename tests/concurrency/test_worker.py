"""FLT-01, 04, 05, 06: a real worker and a real beat, killed, doubled, left without Redis. PostgreSQL alone knows the truth."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone

from customers.actions import people
from customers.models import Customer
from tests.fixtures import COMPANY, table_held, until
from tests.processes import OwnRedis, Web
from tests.support.worker import is_handled, late_tickets, raised_of, reconcile
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


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
