"""One run over a file: read ahead, compare with what is here, write what is new.

Only a chunk of incidents is in memory at a time.
"""

import gc
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from queue import Full, Queue
from threading import Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.actions.jobs import hold_alone
from core.errors import BadFile
from customers.enums import Segment
from customers.models import Channel
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.actions.history import HistoryWriter
from tickets.transfer.domain.history import (
    BadMapping,
    DeskMapping,
    FileLayout,
    Incident,
    judge_incident,
    layout_of,
    mapping_of,
)
from tickets.transfer.domain.register_sheet import CellProblem
from tickets.transfer.imports.history.files import Lines, incidents, table

MAPPINGS = Path(__file__).parents[1] / "mappings"
CHUNK = 1000
"""Incidents that are written in one transaction."""

SELDOM = 200_000
"""Objects between two collections."""

MOST_PROBLEMS = 10_000
"""So many are told; the counts count them all."""


@dataclass(slots=True)
class Outcome:
    """What happened, or in a dry run would happen."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"created": 0, "unchanged": 0, "warned": 0, "refused": 0}
    )
    refused: list[CellProblem] = field(default_factory=list)
    warned: list[CellProblem] = field(default_factory=list)

    def count(self, verdict: str, one: Incident) -> None:
        """Note one incident; of the good ones also what is odd about them."""
        self.counts[verdict] += 1
        if verdict == "refused":
            self.refused += one.refused[: MOST_PROBLEMS - len(self.refused)]
        elif one.warned:
            self.counts["warned"] += 1
            self.warned += one.warned[: MOST_PROBLEMS - len(self.warned)]


def mapping_at(name: str) -> DeskMapping:
    """The mapping of that name in this house, or in a file of one's own. Raises `BadFile`."""
    shipped = MAPPINGS / f"{name}.toml"
    path = shipped if shipped.parent == MAPPINGS and shipped.is_file() else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in MAPPINGS.glob("*.toml")))
        raise BadFile(
            _("No mapping “%(name)s”. There are %(known)s, or name a TOML file.")
            % {"name": name, "known": known}
        )
    try:
        return mapping_of(tomllib.loads(path.read_text(encoding="utf-8")))
    except (
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        BadMapping,
        AttributeError,
        TypeError,
    ) as error:
        raise BadFile(_("The mapping cannot be used: %(reason)s") % {"reason": error}) from error


def bring_in(
    path: Path, mapping: DeskMapping, *, by: Any, at: datetime, is_dry: bool, chunk: int = CHUNK
) -> Outcome:
    """Judge the whole file and, unless dry, write what is new, a chunk at a time.

    Run again it goes on where it was killed.
    """
    _require_channels(mapping)
    with hold_alone("import_history") as is_alone:
        if not is_alone:
            raise BadFile(
                _("Another import of a history is running. Start this one again when it is done.")
            )
        return _bring_in(path, mapping, by=by, at=at, is_dry=is_dry, chunk=chunk)


def _bring_in(
    path: Path, mapping: DeskMapping, *, by: Any, at: datetime, is_dry: bool, chunk: int
) -> Outcome:
    outcome = Outcome()
    scribe = (
        None
        if is_dry
        else HistoryWriter(
            name=path.name, source=mapping.source, segment=_segment(mapping), by=by, at=at
        )
    )
    rows = table(path, mapping)
    layout = _laid_over(mapping, next(rows(), (1, []))[1])
    judged = (_judged(lines, layout, at) for lines in incidents(rows, layout))
    with _seldom_collected():
        for found in ahead(_chunks(judged, chunk)):
            fresh = _sort_out(found, outcome)
            if scribe and fresh:
                scribe.write(fresh)
    if scribe:
        scribe.finish(outcome.counts)
    return outcome


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Lines and incidents hold each other in no circle: looking for circles among them took a fifth
    of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _require_channels(mapping: DeskMapping) -> None:
    named = {*mapping.words.get("channel", {}).values(), mapping.defaults.get("channel", "")} - {""}
    unknown = named - set(Channel.objects.filter(code__in=named).values_list("code", flat=True))
    if unknown:
        raise BadFile(
            _("The mapping cannot be used: %(reason)s")
            % {"reason": f"[words.channel] {', '.join(sorted(unknown))}"}
        )


def _segment(mapping: DeskMapping) -> str:
    named = mapping.defaults.get("segment", Segment.ENTERPRISE)
    return named if named in Segment.values else Segment.ENTERPRISE


def _laid_over(mapping: DeskMapping, header: list[str]) -> FileLayout:
    try:
        return layout_of(mapping, header, ZoneInfo(settings.TIME_ZONE))
    except BadMapping as missing:
        raise BadFile(_("These columns are missing: %(names)s") % {"names": missing}) from missing


def _judged(lines: Lines, layout: FileLayout, now: datetime) -> Incident:
    number, rows = lines
    if number:
        return judge_incident(number, rows, layout, now)
    nameless = Incident("", rows[0][0])
    nameless.refused.append(CellProblem(rows[0][0], layout.names["number"], "", "missing"))
    return nameless


def _sort_out(incidents: list[Incident], outcome: Outcome) -> list[Incident]:
    """Count them; those that are good and new."""
    stored = _stored([one.number for one in incidents if not one.refused])
    fresh = []
    for one in incidents:
        known = stored.get(one.number)
        if known and not one.refused:
            _compare(one, *known)
        if one.refused:
            outcome.count("refused", one)
        elif known:
            outcome.count("unchanged", one)
        else:
            outcome.count("created", one)
            fresh.append(one)
    return fresh


def _stored(numbers: list[str]) -> dict[str, tuple[datetime, datetime | None]]:
    """Of numbers that the house holds: when reported, and for imported history until when its lines
    went.
    """
    tickets = {
        key: (number, at)
        for key, number, at in Ticket.objects.filter(number__in=numbers).values_list(
            "pk", "number", "reported_at"
        )
    }
    lines = TicketEvent.objects.filter(ticket__in=tickets, kind=EventKind.IMPORTED).values_list(
        "ticket", "data"
    )
    until = {key: parse_datetime(data["until"]) for key, data in lines if "until" in data}
    return {number: (at, until.get(key)) for key, (number, at) in tickets.items()}


def _compare(one: Incident, reported_at: datetime, until: datetime | None) -> None:
    if reported_at != one.reported_at or until is None:
        one.refused.append(CellProblem(one.row, "number", one.number, "taken"))
    elif one.until > until:
        one.refused.append(
            CellProblem(one.row, "number", one.number, "goes_on", f"{until:%Y-%m-%d %H:%M}Z")
        )


def _chunks(incidents: Iterable[Incident], size: int) -> Iterator[list[Incident]]:
    waiting = iter(incidents)
    while chunk := list(islice(waiting, size)):
        yield chunk


def ahead(chunks: Iterator[list[Incident]]) -> Iterator[list[Incident]]:
    """The same chunks, read and judged by a thread of their own while the database is at work on
    the one before.

    The thread asks no database. At most two chunks are waiting.

    """
    ready: Queue[list[Incident] | BaseException | None] = Queue(1)
    is_over = Event()

    def put(item: list[Incident] | BaseException | None) -> None:
        while not is_over.is_set():
            with suppress(Full):
                ready.put(item, timeout=0.2)
                return

    def read() -> None:
        try:
            for chunk in chunks:
                put(chunk)
                if is_over.is_set():
                    return
            put(None)
        except BaseException as error:
            put(error)

    thread = Thread(target=read, daemon=True)
    thread.start()
    try:
        while (chunk := ready.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk
    finally:
        is_over.set()
        thread.join()
