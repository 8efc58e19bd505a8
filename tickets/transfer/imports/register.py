"""Brings a register (form F1) in: read, judged row by row, shown, and only then committed."""

from collections.abc import Iterable
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
from tickets.transfer.domain import register_sheet as register
from tickets.transfer.domain.register_sheet import (
    CellProblem,
    JudgedRow,
)

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What would happen, or happened: the judged rows, and which numbers the house already holds."""

    rows: list[JudgedRow]
    known: frozenset[str]

    def verdict(self, row: JudgedRow) -> str:
        if row.refused:
            return "refused"
        return "unchanged" if row.number in self.known else "created"

    @property
    def counts(self) -> dict[str, int]:
        """`created`, `unchanged`, `warned`, `refused`."""
        verdicts = [self.verdict(row) for row in self.rows]
        counted = {name: verdicts.count(name) for name in ("created", "unchanged")}
        return {
            **counted,
            "warned": sum(bool(row.warned) for row in self.rows),
            "refused": verdicts.count("refused"),
        }

    @property
    def problems(self) -> list[CellProblem]:
        return [problem for row in self.rows for problem in (*row.refused, *row.warned)]


def check(path: Path, name: str, *, now: datetime) -> Verdicts:
    """Read and judge a file without changing anything.

    Raises `BadFile` when there is no register in it.
    """
    sheet, header, places = _find(tables.read_tables(path, name))
    channels = {
        text.comparable_text(label): channel.pk
        for channel in Channel.objects.filter(is_active=True)
        for label in (channel.name, channel.code)
    }
    seen: dict[str, int] = {}
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = [
        register.judge_row(
            number, register.cells_of(row, places), zone=zone, now=now, channels=channels, seen=seen
        )
        for number, row in enumerate(sheet.rows[header + 1 :], header + 2)
        if not register.is_note(row) and not _is_header_again(row, places)
    ]
    return Verdicts(rows, _compare(rows))


def _find(sheets: list[tables.TableSheet]) -> tuple[tables.TableSheet, int, dict[str, int]]:
    for sheet in sheets:
        found = register.find_header(sheet.rows)
        if found:
            missing = register.missing_columns(found[1])
            if missing:
                raise BadFile(
                    _("These columns are missing: %(names)s") % {"names": "、".join(missing)}
                )
            return sheet, *found
    raise BadFile(
        _("No register was found: the header row with 工单号, 客户名称, 反馈时间 … is missing.")
    )


def _is_header_again(row: list[Any], places: dict[str, int]) -> bool:
    return (
        text.comparable_text(register.cell_text(register.cells_of(row, places)[register.NUMBER]))
        == register.NUMBER
    )


def _compare(rows: list[JudgedRow]) -> frozenset[str]:
    """Numbers that are already here; a row that says something else of its number is refused."""
    good = {row.number: row for row in rows if not row.refused}
    known = set()
    for chunk in _chunks(sorted(good), CHUNK):
        stored = Ticket.objects.filter(number__in=chunk).values_list(
            "number", "customer__name", "reported_at"
        )
        for number, customer, reported_at in stored:
            known.add(number)
            row = good[number]
            if row.fields["customer"] != customer or row.fields["reported_at"] != reported_at:
                row.refuse_cell(register.NUMBER, "taken", customer)
    return frozenset(known)


def _chunks(items: list[str], size: int) -> Iterable[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def worded(problem: CellProblem) -> str:
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


def as_plain(problem: CellProblem) -> dict[str, object]:
    """A problem as JSON: row, column, value, reason."""
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": worded(problem),
        "code": problem.reason,
    }
