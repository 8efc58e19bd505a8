"""Writes judged incidents: tickets, ledger, clocks, pauses, assignments, one COPY a table."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.actions import audit
from privacy.domain.redact import redacted_text
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
from tickets.transfer.actions.series import reserve_ticket_numbers
from tickets.transfer.domain.history import Incident, WaitSpan
from tickets.transfer.domain.history.reading import SUMMARY_LENGTH
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
AUDIT_TARGET_LENGTH = 80
ASSIGNMENT = ("ticket", "department", "assignee", "assigned_at", "reason")


class HistoryWriter:
    """Writes one file's incidents, a transaction for each call of `write_incidents`.

    `at` is the moment of the import, `by` who asked for it, None for the command line.
    """

    def __init__(
        self, *, name: str, source: str, segment: str, by: User | None, at: datetime
    ) -> None:
        self.name = name
        self.source = source
        self.by = by
        self.at = at
        self.by_key = by.pk if by else None
        self.lookups = LookupCache(source, segment, by=by, at=at)
        self.promises = PromiseCache(at)

    def write_incidents(self, incidents: list[Incident]) -> int:
        """All of these or, when the database refuses one, none; the number written."""
        try:
            with transaction.atomic():
                self._copy_incidents(incidents)
        except BaseException:
            # The rows are gone, but not their keys in the cache: the next chunk would name them.
            self.lookups.forget_made()
            raise
        return len(incidents)

    def _copy_incidents(self, incidents: list[Incident]) -> None:
        self.lookups.load_for(incidents)
        reserve_ticket_numbers(incident.number for incident in incidents)
        keys = bulk.reserve_keys(Ticket, len(incidents))
        built = [
            build_clocks(incident, self._ticket_facts(incident), self.promises)
            for incident in incidents
        ]
        bulk.copy_rows(
            Ticket,
            TICKET,
            map(self._ticket_row, keys, incidents, built),
            source=Source.IMPORT,
            created_by=self.by_key,
            updated_by=self.by_key,
        )
        events = self._event_rows(keys, incidents)
        bulk.copy_rows(TicketEvent, EVENT, events, source=Source.IMPORT)
        bulk.copy_rows(Assignment, ASSIGNMENT, self._assignment_rows(keys, incidents))
        _copy_clocks(keys, built)

    def _ticket_facts(self, incident: Incident) -> limit_rules.TicketFacts:
        fields = incident.fields
        return limit_rules.TicketFacts(
            tier=fields["tier"],
            priority=fields["priority"],
            business_type=fields["business_type"],
            channel=self.lookups.channels[fields["channel"]],
            customer_level=self.lookups.customers[fields["customer"]].level,
        )

    def _ticket_row(self, key: int, incident: Incident, built: BuiltClocks) -> bulk.RowValues:
        """One ticket in the order of `TICKET`."""
        fields = incident.fields
        lookups = self.lookups
        customer = lookups.customers[fields["customer"]]
        contact = lookups.contacts.get(person_of(incident))
        summary = fields["summary"][:SUMMARY_LENGTH]
        search_text, people_text = bulk.search_texts(
            number=incident.number,
            issue_no=None,
            summary=summary,
            original_text=fields["original_text"],
            customer=customer,
            contact=contact,
        )
        return (
            key,
            incident.number,
            incident.status,
            incident.status in lifecycle.OPEN,
            incident.came_from,
            incident.wait_reason,
            fields["business_type"],
            fields["nature"],
            lookups.channels[fields["channel"]],
            customer.pk,
            contact and contact.pk,
            fields["original_text"],
            summary,
            fields["urgency"],
            fields["impact"] or "none",
            fields["tier"],
            fields["priority"],
            incident.reported_at,
            incident.reported_at,
            fields["recorded_at"] or incident.reported_at,
            lookups.people.get(fields["accepted_name"]),
            fields["accepted_name"],
            fields["first_responded_at"],
            incident.processing_started_at,
            fields["promised_at"],
            fields["resolved_at"],
            fields["closed_at"],
            fields["cancelled_at"],
            fields["word"] if fields["cancelled_at"] else "",
            lookups.departments.get(fields["department"]),
            lookups.people.get(fields["assignee"]),
            incident.reopened,
            fields["remark"],
            built.next_due_at,
            search_text,
            people_text,
            incident.until,
        )

    def _event_rows(
        self, keys: Sequence[int], incidents: list[Incident]
    ) -> Iterator[bulk.RowValues]:
        people = self.lookups.people
        for key, incident in zip(keys, incidents, strict=True):
            # `until` is read again by the next run: lines after it would be news.
            origin = {
                "from": self.source,
                "file": self.name,
                "lines": incident.lines,
                "until": incident.last_line_at.isoformat(),
            }
            yield (
                key,
                EventKind.IMPORTED.value,
                incident.reported_at,
                self.at,
                self.by_key,
                "",
                incident.status,
                "",
                origin,
            )
            for kind, at, before, after, by, data in incident.entries:
                yield (key, kind, at, at, people.get(by), before, after, by, data)

    def _assignment_rows(
        self, keys: Sequence[int], incidents: list[Incident]
    ) -> Iterator[bulk.RowValues]:
        """Who has it now, of tickets that are not ended."""
        for key, incident in zip(keys, incidents, strict=True):
            department = incident.fields["department"]
            assignee = incident.fields["assignee"]
            if incident.status in lifecycle.OPEN and (department or assignee):
                yield (
                    key,
                    self.lookups.departments.get(department),
                    self.lookups.people.get(assignee),
                    incident.assigned_at or incident.reported_at,
                    "import",
                )

    def note_import(self, counts: dict[str, int]) -> None:
        """A line in the audit ledger about the whole file."""
        audit.write_audit_entry(
            Audited.IMPORT_HISTORY,
            by=self.by,
            at=self.at,
            target=f"file {redacted_text(self.name)}"[:AUDIT_TARGET_LENGTH],
            reason=self.source,
            **counts,
        )


def _copy_clocks(keys: Sequence[int], built: list[BuiltClocks]) -> None:
    """Clocks and their pauses, of the tickets with these keys."""
    owners: list[int] = []
    rows: list[bulk.RowValues] = []
    waits: list[list[WaitSpan]] = []
    for key, clocks in zip(keys, built, strict=True):
        owners += [key] * len(clocks.rows)
        rows += clocks.rows
        waits += clocks.waits
    clock_keys = bulk.reserve_keys(SlaClock, len(rows))
    clock_rows = (
        (clock_key, owner, *row)
        for clock_key, owner, row in zip(clock_keys, owners, rows, strict=True)
    )
    bulk.copy_rows(SlaClock, CLOCK, clock_rows)
    bulk.copy_rows(SlaPause, PAUSE, _pause_rows(clock_keys, waits))


def _pause_rows(clock_keys: Sequence[int], waits: list[list[WaitSpan]]) -> Iterator[bulk.RowValues]:
    for key, waits_of_clock in zip(clock_keys, waits, strict=True):
        for wait in waits_of_clock:
            yield (key, wait.reason, wait.start, wait.end)
