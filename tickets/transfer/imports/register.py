"""Brings a register (form F1) in: read, judged row by row, shown, and only then committed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from core.domain import text
from core.errors import BadFile
from customers.models import Channel
from documents.imports import tables
from tickets.record.models import Ticket
from tickets.transfer.domain import register_sheet
from tickets.transfer.domain.register_sheet import (
    CellProblem,
    JudgedRow,
)

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What would happen, or happened.

    The judged rows, and which of their numbers the house already holds.
    """

    rows: list[JudgedRow]
    known: frozenset[str]

    def verdict_of(self, row: JudgedRow) -> str:
        """`refused`, `unchanged` or `created`."""
        if row.refused:
            return "refused"
        return "unchanged" if row.number in self.known else "created"

    @property
    def counts(self) -> dict[str, int]:
        """`created`, `unchanged`, `warned`, `refused`."""
        verdicts = Counter(map(self.verdict_of, self.rows))
        warned = sum(bool(row.warned) for row in self.rows)
        return {
            "created": verdicts["created"],
            "unchanged": verdicts["unchanged"],
            "warned": warned,
            "refused": verdicts["refused"],
        }

    @property
    def problems(self) -> list[CellProblem]:
        """All of them in the order of the sheet, of a row those that refuse it first."""
        listed = []
        for row in self.rows:
            listed += row.refused
            listed += row.warned
        return listed


def check_register(path: Path, name: str, *, now: datetime) -> Verdicts:
    """Read and judge a file without changing anything.

    `name` is what the person calls it. Raises `BadFile` when there is no register in it.
    """
    sheet, header, places = _find_register(tables.read_tables(path, name))
    channels = _channel_keys()
    zone = ZoneInfo(settings.TIME_ZONE)
    seen: dict[str, int] = {}
    judged = []
    # Numbers as the person sees them: a sheet counts its rows from 1.
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        cells = register_sheet.cells_of(row, places)
        if register_sheet.is_note(row) or _is_header_again(cells):
            continue
        judged.append(
            register_sheet.judge_row(
                number, cells, zone=zone, now=now, channels=channels, seen=seen
            )
        )
    return Verdicts(judged, _refuse_taken_numbers(judged))


def _channel_keys() -> dict[str, int]:
    """Teams write a channel by its name or by its code."""
    keys = {}
    for channel in Channel.objects.filter(is_active=True):
        for label in (channel.name, channel.code):
            keys[text.comparable_text(label)] = channel.pk
    return keys


def _find_register(
    sheets: list[tables.TableSheet],
) -> tuple[tables.TableSheet, int, dict[str, int]]:
    for sheet in sheets:
        header = register_sheet.find_header(sheet.rows)
        if header is None:
            continue
        index, places = header
        missing = register_sheet.missing_columns(places)
        if missing:
            raise BadFile(_("These columns are missing: %(names)s") % {"names": "、".join(missing)})
        return sheet, index, places
    raise BadFile(
        _("No register was found: the header row with 工单号, 客户名称, 反馈时间 … is missing.")
    )


def _is_header_again(cells: dict[str, Any]) -> bool:
    """Registers of several pages repeat their header."""
    number = register_sheet.cell_text(cells[register_sheet.NUMBER])
    return text.comparable_text(number) == register_sheet.NUMBER


def _refuse_taken_numbers(rows: list[JudgedRow]) -> frozenset[str]:
    """Numbers that are already here; a row that says something else of its number is refused."""
    good = {row.number: row for row in rows if not row.refused}
    known = set()
    for chunk in _in_chunks(sorted(good), CHUNK):
        stored = Ticket.objects.filter(number__in=chunk)
        for number, customer, reported_at in stored.values_list(
            "number", "customer__name", "reported_at"
        ):
            known.add(number)
            row = good[number]
            if row.fields["customer"] != customer or row.fields["reported_at"] != reported_at:
                row.refuse_cell(register_sheet.NUMBER, "taken", customer)
    return frozenset(known)


def _in_chunks(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def problem_reason(problem: CellProblem) -> str:
    """The reason in the reader's language."""
    reasons = {
        "missing": _("is missing"),
        "number": _("is not a ticket number such as 202405-00123"),
        "repeated": _("stands in row %(about)s already"),
        "taken": _("belongs to another ticket, of %(about)s"),
        "moment": _("is not a time that can be read"),
        "before_report": _("lies before 反馈时间"),
        "too_long": _("is longer than %(about)s characters"),
        "future": _("lies in the future"),
        "unknown_channel": _("is not a known channel"),
        "unknown_tier": _("is not one of 一般, 重要, 紧急"),
        "unknown_status": _("is not a known status"),
        "urgent_without_promise": _("is missing, although 紧急 needs it"),
    }
    return reasons[problem.reason] % {"about": problem.about}


def problem_data(problem: CellProblem) -> dict[str, object]:
    """A problem as JSON: row, column, value, reason."""
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem_reason(problem),
        "code": problem.reason,
    }
