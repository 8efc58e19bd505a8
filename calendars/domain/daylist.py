"""Reads lists of days as administrators have them. Pure.

Tables, or lines such as `2027-02-05~2027-02-11 休 春节`.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from calendars.domain.drafts import CalendarDraft, DraftDay, usual_hours
from calendars.domain.faults import fault_in_hours
from calendars.domain.written_hours import format_hours, parse_hours
from calendars.enums import DayKind

MAX_LINES = 1000
MAX_RANGE_DAYS = 60
LONGEST_NAME = 60

# A notice may name days of the neighbouring years this far away.
NEAR = timedelta(days=31)

HOLIDAY = str(DayKind.HOLIDAY)
MAKEUP = str(DayKind.MAKEUP)
SPECIAL = str(DayKind.SPECIAL)

# 调休 is said of both halves of an exchange; the weekday tells which one it is.
EITHER = "either"

KINDS: Mapping[str, str] = {
    **dict.fromkeys(
        [
            "休",
            "假",
            "休息",
            "休假",
            "放假",
            "假期",
            "节假日",
            "法定节假日",
            "休息日",
            "holiday",
            "off",
            "closed",
        ],
        HOLIDAY,
    ),
    **dict.fromkeys(
        [
            "班",
            "上班",
            "补班",
            "调班",
            "补休上班",
            "调休上班",
            "调休上班日",
            "makeup",
            "make-up",
            "workday",
            "work",
        ],
        MAKEUP,
    ),
    **dict.fromkeys(["特", "特殊", "特殊时间", "特殊工作时间", "special"], SPECIAL),
    "调休": EITHER,
}
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(["date", "day", "日期", "时间段", "起止日期"], "date"),
    **dict.fromkeys(["kind", "type", "类型", "类别", "性质", "休/班", "班休"], "kind"),
    **dict.fromkeys(["name", "名称", "节日", "节假日", "说明", "备注"], "name"),
    **dict.fromkeys(["hours", "time", "工作时间", "营业时间", "时间"], "hours"),
}
ONE = (
    r"(?:(?P<year{n}>\d{{4}})\s*[-/.年]\s*)?"
    r"(?P<month{n}>\d{{1,2}})\s*[-/.月]\s*(?P<day{n}>\d{{1,2}})(?:\s*[日号])?"
)
UNTIL = r"(?:\s*(?:~|～|至|到|–|—|\.\.)\s*|(?<=[日号])\s*[-－]\s*|\s+[-－]\s+)"
RANGE = re.compile(
    ONE.format(n=1) + "(?:" + UNTIL + "(?:" + ONE.format(n=2) + r"|(?P<only>\d{1,2})\s*[日号]))?"
)
MIDNIGHT = re.compile(r"[ T]00:00(:00)?(?=$|[,，])")
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
HOURS = re.compile(r"(?=.*[:：])[\d:：\s,，、;–—-]+")


class BadDayCell(ValueError):
    """A cell that cannot be read.

    `column` in date, kind, hours, name; `reason` a word for it, `value` what stands there.
    """

    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(f"{column}: {reason} {value}")
        self.column = column
        self.reason = reason
        self.value = value


@dataclass(frozen=True, slots=True)
class BadDayLine:
    """A line that was not taken, and why. Lines count from 1."""

    line: int
    column: str
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class DayListReading:
    """What a text says: the days of good lines, and every bad line."""

    days: tuple[DraftDay, ...]
    bad: tuple[BadDayLine, ...]


@dataclass(frozen=True, slots=True)
class DayListRow:
    """The cells of one line by their columns, as written."""

    date: str = ""
    kind: str = ""
    name: str = ""
    hours: str = ""


def read_day_list(
    text: str, draft: CalendarDraft, year: int, *, source: str, status: str
) -> DayListReading:
    """The days of a text for a year of a draft.

    Empty lines and lines that begin with # say nothing; a first line may name the columns.
    """
    written = _written_lines(text)
    header = header_columns(written[0][1]) if written else {}
    if header:
        written = written[1:]

    days: dict[date, DraftDay] = {}
    lines: dict[date, int] = {}
    bad: list[BadDayLine] = []
    for number, cells in written[:MAX_LINES]:
        try:
            for day in days_in_row(arranged_row(cells, header), draft, year):
                if day.date in lines:
                    raise BadDayCell("date", "twice", f"{day.date} ({lines[day.date]})")
                lines[day.date] = number
                days[day.date] = replace(day, source=source, status=status)
        except BadDayCell as error:
            bad.append(BadDayLine(number, error.column, error.reason, error.value))

    if len(written) > MAX_LINES:
        first_unread, _cells = written[MAX_LINES]
        bad.append(BadDayLine(first_unread, "date", "too_many", str(MAX_LINES)))
    return DayListReading(tuple(days[when] for when in sorted(days)), tuple(bad))


def _written_lines(text: str) -> list[tuple[int, list[str]]]:
    """The cells of each line that says something, with its number from 1 on."""
    written: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            written.append((number, split_line(line)))
    return written


def split_line(line: str) -> list[str]:
    """The cells of a line: by tab, by comma, or by blanks after the date."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]

    plain = MIDNIGHT.sub("", BRACKETS.sub("", line)).strip()
    dates = RANGE.match(plain)
    if dates:
        rest = plain[dates.end() :]
        if not re.match(r"\s*[,，]", rest):
            return [dates[0].strip(), *rest.lstrip("：: ").split()]
    if not re.search("[,，]", plain):
        return plain.split()

    # from the line as it is: brackets may stand in a quoted cell
    cells = next(csv.reader([line.replace("，", ",")], skipinitialspace=True))
    return [cell.strip() for cell in cells]


def header_columns(cells: list[str]) -> dict[int, str]:
    """The columns that a line names, by their place; empty when it is no header."""
    named: dict[int, str] = {}
    for place, cell in enumerate(cells):
        column = COLUMNS.get(cell.strip().lower())
        if column is not None:
            named[place] = column
    return named if {"date", "kind"} <= set(named.values()) else {}


def arranged_row(cells: list[str], header: dict[int, str]) -> DayListRow:
    """By the header; without one: date, kind, then what looks like hours, and the name."""
    if header:
        return _row_by_header(cells, header)
    date_text, kind, *rest = [*cells, ""] if len(cells) < 2 else cells
    hours = [cell for cell in rest if HOURS.fullmatch(cell)]
    name = [cell for cell in rest if cell and cell not in hours]
    return DayListRow(date_text.strip(), kind.strip(), " ".join(name), ", ".join(hours))


def _row_by_header(cells: list[str], header: dict[int, str]) -> DayListRow:
    fields = {
        column: cells[place].strip() for place, column in header.items() if place < len(cells)
    }
    last = max(header)
    overflow = [cell.strip() for cell in cells[last + 1 :] if cell.strip()]
    if overflow and header[last] == "hours":
        # two intervals with a comma between them, which also parts the cells
        fields["hours"] = ", ".join([fields.get("hours", ""), *overflow])
    return DayListRow(**fields)


def days_in_row(row: DayListRow, draft: CalendarDraft, year: int) -> Iterator[DraftDay]:
    """One day for each date of a row. Raises `BadDayCell`."""
    earliest = date(year, 1, 1) - NEAR
    latest = date(year, 12, 31) + NEAR
    for when in dates_in(row.date, year):
        if not earliest <= when <= latest:
            raise BadDayCell("date", "other_year", str(when))
        kind = kind_in(row.kind, when, draft)
        yield DraftDay(when, kind, hours_in(row.hours, kind, draft), name_in(row.name))


def dates_in(text: str, year: int) -> list[date]:
    """A date or a range of dates; a missing year is the page's. Raises `BadDayCell`."""
    plain = MIDNIGHT.sub("", BRACKETS.sub("", text).strip())
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", plain)
    if compact:
        plain = "-".join(compact.groups())
    written = RANGE.fullmatch(plain)
    if not written:
        raise BadDayCell("date", "unreadable", text)

    first = _checked_date(text, written["year1"] or year, written["month1"], written["day1"])
    last = _last_date(written, first, text)
    if last < first:
        raise BadDayCell("date", "reversed", text)
    length = (last - first).days
    if length >= MAX_RANGE_DAYS:
        raise BadDayCell("date", "too_long", text)
    return [first + timedelta(days=n) for n in range(length + 1)]


def _last_date(written: re.Match[str], first: date, text: str) -> date:
    if written["only"]:
        return _checked_date(text, first.year, first.month, written["only"])
    if not written["month2"]:
        return first
    year = written["year2"] or first.year
    return _checked_date(text, year, written["month2"], written["day2"])


def _checked_date(text: str, year: str | int, month: str | int, day: str | int) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadDayCell("date", "no_such_date", text) from None


def kind_in(text: str, when: date, draft: CalendarDraft) -> str:
    """The kind of day a word means. Raises `BadCell`, also where 调休 could mean either."""
    kind = KINDS.get(text.strip().lower())
    if kind is None:
        raise BadDayCell("kind", "unknown" if text.strip() else "missing", text)
    if kind != EITHER:
        return kind
    # 调休 on a day that is worked anyway may be the day off or a longer day
    if draft.week.get(when.weekday()):
        raise BadDayCell("kind", "ambiguous", f"{when} {text}")
    return MAKEUP


def hours_in(text: str, kind: str, draft: CalendarDraft) -> str:
    """The hours as calendars write them; a make-up day without any has the usual ones.

    Raises `BadCell`.
    """
    plain = text.replace("：", ":").replace("—", "-").replace("、", ",").replace(";", ",").strip()
    plain = re.sub(r"(?<!\d)(\d):", r"0\1:", plain)  # 9:00
    if kind == HOLIDAY:
        if plain:
            raise BadDayCell("hours", "holiday_hours", text)
        return ""
    if not plain and kind == MAKEUP:
        plain = usual_hours(draft)
    if not plain:
        raise BadDayCell("hours", "no_hours")
    fault = fault_in_hours(plain)
    if fault:
        raise BadDayCell("hours", fault.what, fault.value)
    return format_hours(parse_hours(plain))


def name_in(text: str) -> str:
    """The name of the day.

    Raises `BadCell` when it is longer than a name can be, so that nothing is cut.
    """
    if len(text) > LONGEST_NAME:
        raise BadDayCell("name", "too_long_name", text)
    return text
