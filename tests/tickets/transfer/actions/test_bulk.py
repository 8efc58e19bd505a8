"""Rows that are copied are what saving them would have stored."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.support.history_imports import NINE, bring_in, few, written
from tickets.limits.models import SlaClock
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.actions import bulk

pytestmark = pytest.mark.django_db


def ticket_row(cast, key, number, **told):
    customer = next(iter(cast.customers.values()))
    return (
        key,
        number,
        cast.channels["邮件"].pk,
        customer.pk,
        told.get("summary", "x"),
        "x",
        NINE,
        NINE,
        NINE,
    )


COLUMNS = (
    "id",
    "number",
    "channel_id",
    "customer_id",
    "summary",
    "original_text",
    "reported_at",
    "recorded_at",
    "updated_at",
)


def test_reserved_keys_are_nobody_elses(cast):
    first, second = bulk.reserve_keys(Ticket, 3), bulk.reserve_keys(Ticket, 2)
    assert len({*first, *second}) == 5 and list(first) == sorted(first)
    assert not Ticket.objects.filter(pk__in=[*first, *second]).exists()
    assert not len(bulk.reserve_keys(Ticket, 0))


def test_a_copied_row_is_what_saving_it_would_have_stored(cast):
    hard = "tab\t line\nback\\slash \\N “中文” '"
    (key,) = bulk.reserve_keys(Ticket, 1)
    assert bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, key, "X-1", summary=hard)]) == 1
    copied = Ticket.objects.get(pk=key)
    customer = next(iter(cast.customers.values()))
    saved = Ticket.objects.create(
        number="X-2",
        channel=cast.channels["邮件"],
        customer=customer,
        summary=hard,
        original_text="x",
        reported_at=NINE,
        recorded_at=NINE,
        updated_at=NINE,
    )
    other = {"id": key, "number": "X-1"}
    assert Ticket.objects.filter(pk=key).values().get() == {
        **Ticket.objects.filter(pk=saved.pk).values().get(),
        **other,
    }
    assert copied.summary == hard


def test_json_and_spans_come_back_as_they_went(cast):
    (key,) = bulk.reserve_keys(Ticket, 1)
    bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, key, "X-1")])
    data = [{"words": "“引号” \\ \n 行", "n": 1.5, "none": None}, {}]
    rows = [(key, EventKind.NOTE, NINE, NINE, one) for one in data]
    bulk.copy_rows(TicketEvent, ("ticket_id", "kind", "at", "recorded_at", "data"), rows)
    assert [event.data for event in TicketEvent.objects.filter(ticket=key).order_by("id")] == data


def test_copied_rows_are_what_django_would_have_written(cast, sample, tmp_path):
    """Row for row as `bulk_create` leaves them."""
    spans = (
        timedelta(days=2, seconds=3, microseconds=5),
        timedelta(seconds=-7, microseconds=-9),
        timedelta(),
    )
    bring_in(written(tmp_path / "few.csv", few(sample, 10)))
    like = SlaClock.objects.values().first()
    names = [name for name in like if name not in ("id", "cycle", "spent", "is_historic")]
    rows = [(cycle, span, *(like[name] for name in names)) for cycle, span in enumerate(spans, 50)]
    bulk.copy_rows(SlaClock, ("cycle", "spent", *names), rows, is_historic=True)
    fields = ("cycle", "spent", *names)
    created = [dict(zip(fields, (row[0] + 10, *row[1:]), strict=True)) for row in rows]
    SlaClock.objects.bulk_create(SlaClock(**values, is_historic=True) for values in created)
    stored = SlaClock.objects.filter(ticket=like["ticket_id"], cycle__gte=50).order_by("cycle")
    one, other = (
        [{**row, "id": 0, "cycle": row["cycle"] % 10} for row in half]
        for half in (stored.values()[:3], stored.values()[3:])
    )
    assert (
        one == other
        and [row["spent"] for row in one] == list(spans)
        and all(row["is_historic"] for row in one)
    )


def test_what_the_database_refuses_is_refused(cast):
    (one,) = bulk.reserve_keys(Ticket, 1)
    bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, one, "X-1")])
    with pytest.raises(IntegrityError):
        bulk.copy_rows(Ticket, COLUMNS, [ticket_row(cast, bulk.reserve_keys(Ticket, 1)[0], "X-1")])
    with pytest.raises(ValueError, match="values"):
        bulk.copy_rows(Ticket, COLUMNS, [(1, 2)])
