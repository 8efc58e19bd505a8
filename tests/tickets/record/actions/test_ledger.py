"""Lines of the ledger: when it happened, when it was seen, who did it, and whence it came."""

from datetime import timedelta

import pytest

from tests.fixtures import moment, reported
from tickets.record.actions import ledger
from tickets.record.enums import EventKind, Source, Visibility
from tickets.record.models import TicketEvent

pytestmark = pytest.mark.django_db

AT = moment("2024-05-06 09:00")
LATER = AT + timedelta(minutes=20)


def test_a_line_of_a_person_comes_from_the_page_and_stays_internal(cast):
    ticket = reported(cast, AT)
    line = ledger.write_line(
        ticket, EventKind.NOTE, by=cast.staff["agent"], at=AT, note="已核实", place="门店"
    )
    stored = TicketEvent.objects.get(pk=line.pk)
    assert (stored.actor, stored.source, stored.visibility) == (
        cast.staff["agent"],
        Source.WEB,
        Visibility.INTERNAL,
    )
    assert (stored.at, stored.recorded_at, stored.note, stored.data) == (
        AT,
        AT,
        "已核实",
        {"place": "门店"},
    )


def test_without_a_person_it_is_the_systems(cast):
    line = ledger.ledger_line(reported(cast, AT), EventKind.NOTE, by=None, at=AT)
    assert (line.actor, line.source) == (None, Source.SYSTEM)
    assert line.pk is None, "not written yet"


def test_what_is_entered_late_keeps_both_times_and_its_source(cast):
    line = ledger.ledger_line(
        reported(cast, AT), EventKind.NOTE, by=None, at=AT, seen_at=LATER, source=Source.IMPORT
    )
    assert (line.at, line.recorded_at, line.source) == (AT, LATER, Source.IMPORT)


def test_many_lines_are_written_in_one_statement(cast, django_assert_num_queries):
    ticket = reported(cast, AT)
    lines = [
        ledger.ledger_line(ticket, EventKind.NOTE, by=None, at=AT, note=str(n)) for n in range(5)
    ]
    with django_assert_num_queries(1):
        ledger.write_lines(lines)
    notes = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.NOTE).order_by("pk")
    assert list(notes.values_list("note", flat=True)) == ["0", "1", "2", "3", "4"]
