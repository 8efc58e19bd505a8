"""Files of incidents brought in, and what they leave in the database."""

import csv
import gzip
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import QueryDict

from customers.models import Customer
from tests.tickets.world import SHANGHAI, at
from tickets.limits.models import SlaClock, SlaPause
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.forms import HistoryMappingForm
from tickets.transfer.imports import history

PACKED = Path(__file__).parents[1] / "tickets" / "data" / "servicenow_incidents_300.csv.gz"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The 300 incidents of another desk, unpacked."""
    path = tmp_path_factory.mktemp("history") / "servicenow.csv"
    path.write_bytes(gzip.decompress(PACKED.read_bytes()))
    return path


NINE = at("2024-05-06 09:00")

NOW = at("2026-11-20 10:00")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path, rows, **how):
    with path.open("w", encoding=how.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), **how)
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring_in(path, mapping="servicenow", *, now=NOW, chunk=history.CHUNK):
    return history.bring_in(
        path, history.mapping_at(str(mapping)), by=None, at=now, is_dry=False, chunk=chunk
    )


def run(path, *options, mapping="servicenow"):
    out = io.StringIO()
    call_command(
        "import_history", str(path), "--mapping", str(mapping), "--json", *options, stdout=out
    )
    return json.loads(out.getvalue())


def counts(told):
    return tuple(told[name] for name in ("created", "unchanged", "warned", "refused"))


def shanghai(stamp):
    return (
        None
        if stamp == "?"
        else datetime.strptime(stamp, "%d-%m-%Y %H:%M").replace(tzinfo=SHANGHAI)
    )


def few(sample, count):
    """The lines of the first incidents."""
    rows = rows_of(sample)
    numbers = list(dict.fromkeys(row["number"] for row in rows))[:count]
    return [row for row in rows if row["number"] in numbers]


def everything():
    """All that an import leaves, without keys and without the moment of the import."""
    tickets = {row.pop("id"): row for row in Ticket.objects.values()}
    customers = dict(Customer.objects.values_list("pk", "name"))
    for row in tickets.values():
        row["customer_id"] = customers[row["customer_id"]]
        row["department_id"] = bool(row["department_id"])
    number = {key: row["number"] for key, row in tickets.items()}
    of_ticket = {}
    for event in TicketEvent.objects.order_by("ticket", "id").values(
        "ticket", "kind", "at", "before", "after", "note", "data", "source"
    ):
        of_ticket.setdefault(number[event.pop("ticket")], []).append(event)
    clocks = {row.pop("id"): row for row in SlaClock.objects.values()}
    for row in clocks.values():
        row["ticket_id"] = number[row["ticket_id"]]
    by_ticket = {(row["ticket_id"], row["kind_id"], row["cycle"]): row for row in clocks.values()}
    pauses = {}
    for row in SlaPause.objects.order_by("started_at").values(
        "clock", "reason", "started_at", "ended_at"
    ):
        clock = clocks[row.pop("clock")]
        pauses.setdefault((clock["ticket_id"], clock["kind_id"], clock["cycle"]), []).append(row)
    return {row["number"]: row for row in tickets.values()}, of_ticket, by_ticket, pauses


def sent_mapping(form, **changes):
    """What a browser sends of an untouched form, and what was changed in it."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if isinstance(value, list):
            data.setlist(name, value)
        elif value not in (None, False):
            data[name] = str(value)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return HistoryMappingForm(data, survey=form.survey, mapping=form.mapping)
