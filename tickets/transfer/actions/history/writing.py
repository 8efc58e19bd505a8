"""Writes judged incidents: tickets, ledger, clocks, pauses, assignments, each table with one COPY."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actions import audit, numbers
from core.domain import text
from tickets.limits.domain import limit_rules
from tickets.limits.models import SlaClock, SlaPause
from tickets.record.domain import lifecycle
from tickets.record.enums import Audited, EventKind, Source
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.actions import bulk
from tickets.transfer.actions.history.clocks import COLUMNS, BuiltClocks, PromiseCache, build_clocks
from tickets.transfer.actions.history.lookups import (
    LookupCache,
    person_of,
)
from tickets.transfer.domain.history import Incident
from tickets.transfer.domain.register_sheet import NUMBER_SHAPE
from tickets.work.models import Assignment

TICKET = (
    "id",
    "number",
    "status",
    "is_open",
    "came_from",
    "wait_reason",
    "business_type",
    "nature",
    "channel",
    "customer",
    "contact",
    "original_text",
    "summary",
    "customer_urgency",
    "impact",
    "tier",
    "priority",
    "tier_at",
    "reported_at",
    "recorded_at",
    "accepted_by",
    "accepted_name",
    "first_responded_at",
    "processing_started_at",
    "promised_at",
    "resolved_at",
    "closed_at",
    "cancelled_at",
    "cancel_reason",
    "department",
    "assignee",
    "reopen_count",
    "remark",
    "next_due_at",
    "search_text",
    "people_text",
    "updated_at",
)
EVENT = ("ticket", "kind", "at", "recorded_at", "actor", "before", "after", "note", "data")
CLOCK = ("id", "ticket", *COLUMNS)
PAUSE = ("clock", "reason", "started_at", "ended_at")
ASSIGNMENT = ("ticket", "department", "assignee", "assigned_at", "reason")


class HistoryWriter:
    """Writes one file's incidents, a transaction for each call of `write`.

    `at` is the moment of the import, `by` who asked for it.
    """

    def __init__(self, *, name: str, source: str, segment: str, by: Any, at: datetime) -> None:
        self.name, self.source, self.by, self.at = name, source, by, at
        self.by_key = by.pk if by else None
        self.house = LookupCache(source, segment, by=by, at=at)
        self.promised = PromiseCache(at)

    def write(self, incidents: list[Incident]) -> int:
        """All of these or, when the database refuses one, none; the number written."""
        try:
            with transaction.atomic():
                self._write(incidents)
        except BaseException:
            self.house.forget()
            raise
        return len(incidents)

    def _write(self, incidents: list[Incident]) -> None:
        self.house.prepare(incidents)
        _reserve_numbers(incidents)
        keys = bulk.reserve_keys(Ticket, len(incidents))
        built = [build_clocks(one, self._facts(one), self.promised) for one in incidents]
        tickets = map(self._ticket, keys, incidents, built)
        bulk.copy_rows(
            Ticket,
            TICKET,
            tickets,
            source=Source.IMPORT,
            created_by=self.by_key,
            updated_by=self.by_key,
        )
        bulk.copy_rows(TicketEvent, EVENT, self._events(keys, incidents), source=Source.IMPORT)
        bulk.copy_rows(Assignment, ASSIGNMENT, self._assignments(keys, incidents))
        clock_keys = bulk.reserve_keys(SlaClock, sum(len(one.rows) for one in built))
        owners = [key for key, one in zip(keys, built, strict=True) for _row in one.rows]
        rows = [row for one in built for row in one.rows]
        bulk.copy_rows(
            SlaClock,
            CLOCK,
            ((key, owner, *row) for key, owner, row in zip(clock_keys, owners, rows, strict=True)),
        )
        waits = [found for one in built for found in one.waits]
        bulk.copy_rows(
            SlaPause,
            PAUSE,
            (
                (key, wait.reason, wait.start, wait.end)
                for key, found in zip(clock_keys, waits, strict=True)
                for wait in found
            ),
        )

    def _facts(self, one: Incident) -> limit_rules.TicketFacts:
        fields = one.fields
        return limit_rules.TicketFacts(
            tier=fields["tier"],
            priority=fields["priority"],
            business_type=fields["business_type"],
            channel=self.house.channels[fields["channel"]],
            customer_level=self.house.customers[fields["customer"]].level,
        )

    def _ticket(self, key: int, one: Incident, built: BuiltClocks) -> bulk.RowValues:
        fields, house = one.fields, self.house
        customer, contact = house.customers[fields["customer"]], house.contacts.get(person_of(one))
        summary = fields["summary"][:120]
        found_by, people = bulk.search_texts(
            number=one.number,
            issue_no=None,
            summary=summary,
            original_text=fields["original_text"],
            customer=customer,
            contact=contact,
        )
        return (
            key,
            one.number,
            one.status,
            one.status in lifecycle.OPEN,
            one.came_from,
            one.wait_reason,
            fields["business_type"],
            fields["nature"],
            house.channels[fields["channel"]],
            customer.pk,
            contact and contact.pk,
            fields["original_text"],
            summary,
            fields["urgency"],
            fields["impact"] or "none",
            fields["tier"],
            fields["priority"],
            one.reported_at,
            one.reported_at,
            fields["recorded_at"] or one.reported_at,
            house.people.get(fields["accepted_name"]),
            fields["accepted_name"],
            fields["first_responded_at"],
            one.processing_started_at,
            fields["promised_at"],
            fields["resolved_at"],
            fields["closed_at"],
            fields["cancelled_at"],
            fields["word"] if fields["cancelled_at"] else "",
            house.departments.get(fields["department"]),
            house.people.get(fields["assignee"]),
            one.reopened,
            fields["remark"],
            built.next_due_at,
            found_by,
            people,
            one.until,
        )

    def _events(self, keys: Any, incidents: list[Incident]) -> Iterator[bulk.RowValues]:
        people = self.house.people
        for key, one in zip(keys, incidents, strict=True):
            told = {
                "from": self.source,
                "file": self.name,
                "lines": one.lines,
                "until": one.until.isoformat(),
            }
            yield (
                key,
                EventKind.IMPORTED.value,
                one.reported_at,
                self.at,
                self.by_key,
                "",
                one.status,
                "",
                told,
            )
            for kind, at, before, after, by, data in one.entries:
                yield (key, kind, at, at, people.get(by), before, after, by, data)

    def _assignments(self, keys: Any, incidents: list[Incident]) -> Iterator[bulk.RowValues]:
        """Who has it now, of tickets that are not ended."""
        for key, one in zip(keys, incidents, strict=True):
            department, assignee = one.fields["department"], one.fields["assignee"]
            if one.status in lifecycle.OPEN and (department or assignee):
                since = one.assigned_at or one.reported_at
                yield (
                    key,
                    self.house.departments.get(department),
                    self.house.people.get(assignee),
                    since,
                    "import",
                )

    def finish(self, counts: dict[str, int]) -> None:
        """A line in the audit ledger about the whole file."""
        audit.write_audit_entry(
            Audited.IMPORT_HISTORY,
            by=self.by,
            at=self.at,
            target=f"file {self.name}"[:80],
            reason=self.source,
            **counts,
        )


def _reserve_numbers(incidents: list[Incident]) -> None:
    """Numbers of our own shape are not issued a second time."""
    highest: dict[str, int] = {}
    for one in incidents:
        found = NUMBER_SHAPE.match(text.comparable_text(one.number))
        if found:
            period = found[1] + found[2]
            highest[period] = max(highest.get(period, 0), int(found[3]))
    for period, serial in sorted(highest.items()):
        numbers.reserve_numbers(prefix="", period=period, upto=serial)
