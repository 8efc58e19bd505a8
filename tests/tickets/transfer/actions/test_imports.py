"""What an import writes, once."""

from datetime import UTC, datetime

import pytest

from tests.support.register_sheets import SAMPLE, line, register, run
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import Ticket
from tickets.transfer.models import ImportBatch

pytestmark = pytest.mark.django_db


def test_a_dry_run_and_a_second_run_add_nothing():
    run(SAMPLE)
    assert not Ticket.objects.exists()
    assert not ImportBatch.objects.exists()
    run(SAMPLE, "--commit")
    again = run(SAMPLE, "--commit")
    assert (again["created"], again["unchanged"], again["refused"]) == (0, 14, 7)
    assert Ticket.objects.count() == 14


def test_limits_are_judged_from_the_facts_and_nothing_of_the_past_fires():
    run(SAMPLE, "--commit")
    from tickets.limits.actions import clocks

    clocks.sweep_clocks(datetime.now(UTC), 500)
    assert not Escalation.objects.exists()
    states = {
        (row.ticket.number[-3:], row.kind.code): row.state
        for row in SlaClock.objects.select_related("ticket", "kind").all()
    }
    assert states["123", "ack"] == "met"
    assert states["126", "ack"] == "breached_stopped"
    assert states["129", "ack"] == "breached_stopped"
    assert states["123", "promise"] == "breached_running"
    assert states["134", "ack"] == "breached_running"


def test_imported_numbers_are_never_issued_again():
    from core.actions import numbers

    run(SAMPLE, "--commit")
    assert numbers.issue_number(prefix="", period="202405") == 142


def test_a_number_of_another_ticket_is_refused(tmp_path):
    run(register(tmp_path, line()), "--commit")
    told = run(register(tmp_path, line(客户名称="乙公司")))
    assert (told["unchanged"], told["problems"][0]["code"]) == (0, "taken")
