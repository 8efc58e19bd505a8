"""What is known of an incident that still waits."""

from tests.support.incidents import incident_of, line
from tickets.record.enums import Status


def test_an_incident_that_still_waits_knows_where_it_came_from():
    one = incident_of(line("Active", "09:10"), line("User", "10:00"))
    assert (one.status, one.came_from, one.wait_reason) == (
        Status.WAITING_CUSTOMER,
        Status.PROCESSING,
        "customer",
    )
    assert (
        one.waits[-1].end is None
        and one.cycles[-1].stop is None
        and one.fields["resolved_at"] is None
    )
