"""One run over a file: read ahead, compare with what is here, write what is new.

Only a chunk of incidents is in memory at a time.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from queue import Full, Queue
from threading import Event, Thread
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions.jobs import hold_alone
from core.domain.text import comparable_text
from core.errors import BadFile
from customers.enums import Segment
from customers.models import Channel
from tickets.record import rules
from tickets.record.enums import EventKind, Status
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.actions.history import HistoryWriter
from tickets.transfer.domain.history import (
    BadMapping,
    DeskMapping,
    FileLayout,
    Incident,
    judge_incident,
    layout_of,
)
from tickets.transfer.domain.register_sheet import CellProblem, is_of_month_to_come
from tickets.transfer.imports.history.account import remarks_on_columns, remarks_on_names
from tickets.transfer.imports.history.files import (
    IncidentFile,
    incident_files,
    open_table,
    without_title,
)
from tickets.transfer.imports.history.outcome import ImportOutcome

# Incidents that are written in one transaction.
CHUNK = 1000

# Objects between two collections.
SELDOM = 200_000

# Seconds after which the reading thread looks whether anybody still wants what it has.
PUT_PATIENCE = 0.2

# Is told how many lines of the file were judged.
OnProgress = Callable[[int], None]


def _nobody_waits(_count: int) -> None:
    """A run that nobody watches."""


def bring_in(
    path: Path,
    mapping: DeskMapping,
    *,
    name: str = "",
    by: User | None,
    at: datetime,
    is_dry: bool,
    chunk: int = CHUNK,
    on_progress: OnProgress = _nobody_waits,
) -> ImportOutcome:
    """Judge the whole file and, unless dry, write what is new, a chunk at a time.

    `name` is what the person calls the file. Run again it goes on where it was killed. Raises
    `BadFile`.
    """
    _require_channels(mapping)
    with hold_alone("import_history") as is_alone:
        if not is_alone:
            raise BadFile(
                _("Another import of a history is running. Start this one again when it is done.")
            )
        writer = None
        if not is_dry:
            writer = HistoryWriter(
                name=name or path.name,
                source=mapping.source,
                segment=_customer_segment(mapping),
                by=by,
                at=at,
            )
        return _bring_in_chunks(
            path, mapping, writer, by=by, at=at, chunk=chunk, on_progress=on_progress
        )


def _bring_in_chunks(
    path: Path,
    mapping: DeskMapping,
    writer: HistoryWriter | None,
    *,
    by: User | None,
    at: datetime,
    chunk: int,
    on_progress: OnProgress,
) -> ImportOutcome:
    table = without_title(open_table(path, mapping), mapping.required_columns)
    _number, header = next(table.read_rows(), (1, []))
    layout = _layout_over(mapping, header)
    outcome = ImportOutcome(remarks=[*table.remarks, *remarks_on_columns(layout, header)])
    judged = (_judge_file(file, layout, at) for file in incident_files(table.read_rows, layout))
    states = rules.states_not_allowed(by)
    with _collecting_seldom():
        for incidents in read_ahead(_in_chunks(judged, chunk)):
            _refuse_not_allowed(incidents, states, timezone.localdate(at))
            fresh = _sort_out(incidents, outcome, by)
            on_progress(outcome.lines)
            if writer and fresh:
                writer.write_incidents(fresh)
    if writer:
        writer.note_import(outcome.counts)
    outcome.remarks += remarks_on_names(outcome.names, layout)
    return outcome


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Lines and incidents hold each other in no circle.

    Looking for circles among them took a fifth of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _require_channels(mapping: DeskMapping) -> None:
    channel_words = mapping.words.get("channel", {})
    named = {*channel_words.values(), mapping.defaults.get("channel", "")} - {""}
    known = set(Channel.objects.filter(code__in=named).values_list("code", flat=True))
    unknown = named - known
    if unknown:
        raise BadFile(
            _("The mapping cannot be used: %(reason)s")
            % {"reason": f"[words.channel] {', '.join(sorted(unknown))}"}
        )


def _customer_segment(mapping: DeskMapping) -> str:
    named = mapping.defaults.get("segment", Segment.ENTERPRISE)
    return named if named in Segment.values else Segment.ENTERPRISE


def _layout_over(mapping: DeskMapping, header: list[str]) -> FileLayout:
    try:
        return layout_of(mapping, header, ZoneInfo(settings.TIME_ZONE))
    except BadMapping as missing:
        raise BadFile(_("These columns are missing: %(names)s") % {"names": missing}) from missing


def _judge_file(file: IncidentFile, layout: FileLayout, now: datetime) -> Incident:
    number, rows = file
    if number:
        return judge_incident(number, rows, layout, now)
    first_row = rows[0][0]
    nameless = Incident("", first_row)
    nameless.refused.append(CellProblem(first_row, layout.names["number"], "", "missing"))
    return nameless


def _refuse_not_allowed(incidents: list[Incident], states: frozenset[Status], today: date) -> None:
    """States into which the person could not bring a ticket by hand, and numbers of our own shape
    that the desk will issue in a month to come.
    """
    for incident in incidents:
        if incident.status in states:
            problem = CellProblem(incident.row, "status", incident.status.label, "state_right")
            incident.refused.append(problem)
        if is_of_month_to_come(comparable_text(incident.number), today):
            problem = CellProblem(incident.row, "number", incident.number, "month_to_come")
            incident.refused.append(problem)


def _sort_out(incidents: list[Incident], outcome: ImportOutcome, by: User | None) -> list[Incident]:
    """Count them; those that are good and new."""
    good = [incident.number for incident in incidents if not incident.refused]
    stored = _stored_moments(good)
    unseen = _unseen_numbers(stored, by)
    fresh = []
    for incident in incidents:
        known = stored.get(incident.number)
        if incident.number in unseen:
            # Nothing is said of it but that the number is taken.
            incident.refused.append(CellProblem(incident.row, "number", incident.number, "taken"))
        elif known and not incident.refused:
            _refuse_contradiction(incident, *known)
        if incident.refused:
            outcome.count_incident("refused", incident)
        elif known:
            outcome.count_incident("unchanged", incident)
        else:
            outcome.count_incident("created", incident)
            outcome.take_fresh(incident)
            fresh.append(incident)
    return fresh


def _unseen_numbers(numbers: Iterable[str], by: User | None) -> set[str]:
    """Those of tickets that the person may not see; nobody is the server, which sees all."""
    known = set(numbers)
    if by is None or not known:
        return set()
    seen = Ticket.objects.visible_to(by).filter(number__in=known)
    return known.difference(seen.values_list("number", flat=True))


def _stored_moments(numbers: list[str]) -> dict[str, tuple[datetime, datetime | None]]:
    """Of numbers that the house holds: when reported, and until when their imported lines went.

    The latter is None for tickets that no history brought in.
    """
    tickets = Ticket.objects.filter(number__in=numbers)
    reports = {}
    for key, number, reported_at in tickets.values_list("pk", "number", "reported_at"):
        reports[key] = (number, reported_at)
    imports = TicketEvent.objects.filter(ticket__in=reports, kind=EventKind.IMPORTED)
    until = {}
    for key, data in imports.values_list("ticket", "data"):
        if "until" in data:
            until[key] = parse_datetime(data["until"])
    return {number: (reported_at, until.get(key)) for key, (number, reported_at) in reports.items()}


def _refuse_contradiction(
    incident: Incident, reported_at: datetime, until: datetime | None
) -> None:
    if reported_at != incident.reported_at or until is None:
        problem = CellProblem(incident.row, "number", incident.number, "taken")
        incident.refused.append(problem)
    elif incident.last_line_at > until:
        # The ledger is append-only and in order: lines cannot be slipped in behind the desk's own.
        about = f"{until:%Y-%m-%d %H:%M}Z"
        problem = CellProblem(incident.row, "number", incident.number, "goes_on", about)
        incident.refused.append(problem)


def _in_chunks(incidents: Iterable[Incident], size: int) -> Iterator[list[Incident]]:
    waiting = iter(incidents)
    while chunk := list(islice(waiting, size)):
        yield chunk


def read_ahead(chunks: Iterator[list[Incident]]) -> Iterator[list[Incident]]:
    """The same chunks, read and judged by a thread while the database is at work on the one before.

    The thread asks no database. At most two chunks are waiting.
    """
    ready: Queue[list[Incident] | BaseException | None] = Queue(1)
    is_over = Event()

    def hand_over(item: list[Incident] | BaseException | None) -> None:
        # Whoever consumes may have failed: a `put` without an end would keep the thread for ever.
        while not is_over.is_set():
            with suppress(Full):
                ready.put(item, timeout=PUT_PATIENCE)
                return

    def read_chunks() -> None:
        try:
            for chunk in chunks:
                hand_over(chunk)
                if is_over.is_set():
                    return
            hand_over(None)
        except BaseException as error:
            # Raised again where the chunks are asked for, so that the import fails.
            hand_over(error)

    thread = Thread(target=read_chunks, daemon=True)
    thread.start()
    try:
        while (chunk := ready.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk
    finally:
        is_over.set()
        thread.join()
