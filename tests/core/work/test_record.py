"""A row in hand: locked, and stored as a new version with what has changed alone."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from core.errors import StaleVersion
from core.work.record import lock_row, store_row
from tests.tickets.world import at, team, ticket_at
from tickets.record.models import Ticket

NOON = at("2026-03-16 12:00")


def stored(row: Ticket) -> str:
    """The statement that stores a row."""
    with CaptureQueriesContext(connection) as captured:
        store_row(row, by=None, at=NOON)
    (query,) = captured
    return query["sql"]


@pytest.mark.django_db
def test_what_has_not_changed_is_not_written() -> None:
    ticket = lock_row(ticket_at(team(), "2026-03-16 09:00"), neighbours=["customer"])
    ticket.summary = "电机异响"
    # What somebody else's part of the work has written meanwhile stays.
    Ticket.objects.filter(pk=ticket.pk).update(remark="旁注")
    statement = stored(ticket)
    assert '"summary" = ' in statement and '"symptom" = ' not in statement
    found = Ticket.objects.get(pk=ticket.pk)
    assert (found.summary, found.remark, found.version) == ("电机异响", "旁注", ticket.version)
    assert (found.updated_at, found.updated_by) == (NOON, None)


@pytest.mark.django_db
def test_what_was_taken_back_is_written_again() -> None:
    ticket = lock_row(ticket_at(team(), "2026-03-16 09:00"))
    ticket.summary = "电机异响"
    with transaction.atomic():
        store_row(ticket, by=None, at=NOON)
        transaction.set_rollback(True)
    assert Ticket.objects.get().summary != "电机异响"
    store_row(ticket, by=None, at=NOON)
    assert Ticket.objects.get().summary == "电机异响"


@pytest.mark.django_db
def test_who_means_another_version_is_told() -> None:
    ticket = ticket_at(team(), "2026-03-16 09:00")
    for neighbours in ((), ("customer",)):
        with pytest.raises(StaleVersion) as told:
            lock_row(ticket, version=ticket.version + 1, neighbours=neighbours)
        assert told.value.current == ticket.version
        with pytest.raises(Ticket.DoesNotExist):
            lock_row(Ticket(pk=0), neighbours=neighbours)


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_nobody_would_hold_is_refused() -> None:
    for neighbours in ((), ("customer",)):
        with pytest.raises(TransactionManagementError):
            lock_row(Ticket(pk=0), neighbours=neighbours)
