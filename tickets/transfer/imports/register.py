"""Brings a register (form F1) in: read, judged row by row, shown, and only then committed."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from core.domain import text
from core.errors import BadFile
from customers.models import Channel
from documents.imports import tables
from documents.imports.account import (
    FileRemark,
    RemarkKind,
    remark_on_left_sheet,
    remarks_on_file,
)
from tickets.record import rules
from tickets.record.enums import Status
from tickets.record.models import Ticket
from tickets.transfer.domain import register_sheet
from tickets.transfer.domain.register_columns import (
    NUMBER,
    STATUS,
    RegisterHeader,
    cell_text,
    find_header,
)
from tickets.transfer.domain.register_sheet import (
    CellProblem,
    JudgedRow,
)
from tickets.transfer.imports import register_account

CHUNK = 500

# So many rows are judged between two words on how far it is.
ROWS_BETWEEN_WORDS = 250

OnProgress = Callable[[int, int], None]


def _nobody_waits(_count: int, _total: int) -> None:
    """A file that is read in one go."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What would happen, or happened.

    The judged rows, which of their numbers the house already holds, and what of the file is not
    simply taken.
    """

    rows: list[JudgedRow]
    known: frozenset[str]
    remarks: list[FileRemark] = field(default_factory=list)

    def verdict_of(self, row: JudgedRow) -> str:
        """`refused`, `unchanged` or `created`."""
        if row.refused:
            return "refused"
        return "unchanged" if row.number in self.known else "created"

    @property
    def counts(self) -> dict[str, int]:
        """`created`, `unchanged`, `warned`, `refused`; `left` are parts of the file beside rows."""
        verdicts = Counter(map(self.verdict_of, self.rows))
        warned = sum(bool(row.warned) for row in self.rows)
        left_parts = sum(remark.kind == RemarkKind.LEFT for remark in self.remarks)
        left_cells = sum(len(row.left_cells) for row in self.rows if not row.refused)
        return {
            "created": verdicts["created"],
            "unchanged": verdicts["unchanged"],
            "warned": warned,
            "refused": verdicts["refused"],
            "left": left_parts + left_cells,
        }

    @property
    def problems(self) -> list[CellProblem]:
        """All of them in the order of the sheet, of a row those that refuse it first."""
        listed = []
        for row in self.rows:
            listed += row.refused
            listed += row.warned
        return listed


def check_register(
    path: Path,
    name: str,
    *,
    by: User | None,
    now: datetime,
    on_progress: OnProgress = _nobody_waits,
) -> Verdicts:
    """Read and judge a file without changing anything, for the person who would bring it in.

    `name` is what the person calls it; `on_progress` is told how many rows of how many are judged.
    Raises `BadFile` when there is no register in it.
    """
    file = tables.read_tables(path, name)
    registers = _find_registers(file)
    total = sum(len(sheet.rows) for sheet, _header in registers)
    judge = _RegisterJudge(now, total, on_progress)
    remarks = remarks_on_file(file)
    for sheet, header in registers:
        sheet_name = sheet.name if len(registers) > 1 else ""
        remarks += register_account.remarks_on_register(sheet, header, is_named=bool(sheet_name))
        judge.judge_sheet(sheet, header, sheet_name)
    remarks += judge.remarks
    remarks += _remarks_on_other_sheets(file, registers)

    _refuse_states(judge.rows, rules.states_not_allowed(by))
    known = _refuse_taken_numbers(judge.rows, by)
    remarks += register_account.remarks_on_changes(judge.rows)
    remarks += register_account.remarks_on_unknown_people(judge.rows)
    return Verdicts(judge.rows, known, remarks)


class _RegisterJudge:
    """Judges the rows of all registers of a file; a number counts once in the whole of it."""

    def __init__(self, now: datetime, total: int, on_progress: OnProgress) -> None:
        self.now = now
        self.total = total
        self.looked_at = 0
        self.on_progress = on_progress
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.channels = _channel_keys()
        self.seen: dict[str, str] = {}
        self.rows: list[JudgedRow] = []
        self.remarks: list[FileRemark] = []

    def judge_sheet(self, sheet: tables.TableSheet, header: RegisterHeader, name: str) -> None:
        """`name` is that of the sheet where the file has several registers."""
        merged = _merged_columns(sheet, header)
        prefix = f"{name}!" if name else ""
        # Numbers as the person sees them: a sheet counts its rows from 1.
        for number, row in enumerate(sheet.rows, 1):
            if self.looked_at % ROWS_BETWEEN_WORDS == 0:
                self.on_progress(self.looked_at, self.total)
            self.looked_at += 1
            if not register_sheet.filled_texts(row):
                continue
            cells = header.cells_of(row)
            if number <= header.last + 1 or _is_header_again(cells):
                if number != header.last + 1:
                    title = register_account.remark_on_title(prefix, number, row)
                    self.remarks.append(title)
                continue
            if register_sheet.is_note(row):
                self.remarks.append(register_account.remark_on_note(prefix, number, row))
                continue

            judged = register_sheet.judge_row(
                number,
                cells,
                zone=self.zone,
                now=self.now,
                channels=self.channels,
                seen=self.seen,
                sheet=name,
            )
            judged.left_columns = header.left_cells_of(row)
            for column in merged.get(number - 1, ()):
                judged.change_cell(column, judged.cells[column], "merged")
            self.rows.append(judged)


def _merged_columns(sheet: tables.TableSheet, header: RegisterHeader) -> dict[int, list[str]]:
    """By row (from 0): the columns that say what a cell above says, as both are merged."""
    names = {position: name for name, position in header.places.items()}
    merged: dict[int, list[str]] = {}
    for row, position, _first_row in sheet.merged:
        if position in names:
            merged.setdefault(row, []).append(names[position])
    return merged


def _channel_keys() -> dict[str, int]:
    """Teams write a channel by its name or by its code."""
    keys = {}
    for channel in Channel.objects.filter(is_active=True):
        for label in (channel.name, channel.code):
            keys[text.comparable_text(label)] = channel.pk
    return keys


def _find_registers(file: tables.TableFile) -> list[tuple[tables.TableSheet, RegisterHeader]]:
    """All sheets with a register that can be seen; a hidden one only where there is no other."""
    found = []
    for sheet in file.sheets:
        header = find_header(sheet.rows)
        if header is not None:
            found.append((sheet, header))
    if not found:
        raise BadFile(
            _("No register was found: the header row with 工单号, 客户名称, 反馈时间 … is missing.")
        )

    whole = [(sheet, header) for sheet, header in found if not header.missing_columns]
    if not whole:
        missing = "、".join(found[0][1].missing_columns)
        raise BadFile(_("These columns are missing: %(names)s") % {"names": missing})
    visible = [(sheet, header) for sheet, header in whole if not sheet.is_hidden]
    return visible or whole


def _remarks_on_other_sheets(
    file: tables.TableFile, registers: list[tuple[tables.TableSheet, RegisterHeader]]
) -> list[FileRemark]:
    """Sheets that hold something and are not read."""
    read = [sheet for sheet, _header in registers]
    remarks = []
    for sheet in file.sheets:
        if sheet in read or not sheet.filled_rows:
            continue
        header = find_header(sheet.rows)
        if header is None:
            reason = _("is a sheet without a register")
        elif header.missing_columns:
            missing = "、".join(header.missing_columns)
            reason = _("is a register without these columns: %(names)s") % {"names": missing}
        else:
            reason = _("is a hidden sheet")
        remarks.append(remark_on_left_sheet(sheet, reason))
    return remarks


def _is_header_again(cells: dict[str, object]) -> bool:
    """Registers of several pages repeat their header."""
    return text.comparable_text(cell_text(cells[NUMBER])) == NUMBER


def _refuse_states(rows: list[JudgedRow], states: frozenset[Status]) -> None:
    """A file brings no ticket into a state into which the person could not bring it by hand."""
    for row in rows:
        if not row.refused and row.fields["status"] in states:
            row.refuse_cell(STATUS, "state_right")


def _refuse_taken_numbers(rows: list[JudgedRow], by: User | None) -> frozenset[str]:
    """Numbers that are already here; a row that says something else of its number is refused.

    Of a ticket that the person may not see nothing is said but that the number is taken.
    """
    good = {row.number: row for row in rows if not row.refused}
    known = set()
    for chunk in _in_chunks(sorted(good), CHUNK):
        stored = Ticket.objects.filter(number__in=chunk)
        visible = stored.visible_to(by) if by else stored
        facts = visible.values_list("number", "customer__name", "reported_at")
        for number, customer, reported_at in facts:
            known.add(number)
            row = good[number]
            if row.fields["customer"] != customer or row.fields["reported_at"] != reported_at:
                row.refuse_cell(NUMBER, "taken", customer)
        for number in set(stored.values_list("number", flat=True)) - known:
            good[number].refuse_cell(NUMBER, "taken")
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
        "month_to_come": _("is a number of a month to come"),
        "taken": (
            _("belongs to another ticket, of %(about)s") if problem.about else _("is taken already")
        ),
        "moment": _(
            "is not a time that can be read; write 2024-05-01 09:30, 2024/5/1 下午3:20 or"
            " 2024年5月1日9时30分"
        ),
        "before_report": _("is before 反馈时间"),
        "too_long": _("is longer than %(about)s characters"),
        "future": _("is in the future"),
        "unknown_channel": _("is not a known channel"),
        "unknown_tier": _("is not one of 一般, 重要, 紧急"),
        "unknown_status": _("is not a known status"),
        "state_right": _("is a state into which your role may not bring a ticket"),
        "broken": _("is a broken reference of the spreadsheet"),
        "no_result": _("is a formula without a result; open the file and save it again"),
        "no_text": _("is not a name but a date, a time or a truth value"),
        "only_figures": _("is a name of figures alone"),
        "not_plausible": _("is not plausible; the ticket is taken without it"),
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
