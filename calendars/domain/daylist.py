"""Reads lists of days as administrators have them: tables, or lines such as `2027-02-05~2027-02-11
休 春节`. Pure.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from calendars.domain.drafts import CalendarDraft, DraftDay, fault_in_hours, usual_hours
from calendars.enums import DayKind
from core.domain import worktime

MAX_LINES, MAX_RANGE_DAYS = 1000, 60
NEAR = timedelta(days=31)
"""A notice may name days of the neighbouring years this far away."""

HOLIDAY, MAKEUP, SPECIAL = str(DayKind.HOLIDAY), str(DayKind.MAKEUP), str(DayKind.SPECIAL)
EITHER = "either"
"""调休 is said of both halves of an exchange; the weekday tells which one it is."""

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
ONE = r"(?:(?P<year{n}>\d{{4}})\s*[-/.年]\s*)?(?P<month{n}>\d{{1,2}})\s*[-/.月]\s*(?P<day{n}>\d{{1,2}})(?:\s*[日号])?"
UNTIL = r"(?:\s*(?:~|～|至|到|–|—|\.\.)\s*|(?<=[日号])\s*[-－]\s*|\s+[-－]\s+)"
RANGE = re.compile(
    ONE.format(n=1) + "(?:" + UNTIL + "(?:" + ONE.format(n=2) + r"|(?P<only>\d{1,2})\s*[日号]))?"
)
MIDNIGHT = re.compile(r"[ T]00:00(:00)?(?=$|[,，])")
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
HOURS = re.compile(r"(?=.*[:：])[\d:：\s,，、;–—-]+")


class BadDayCell(ValueError):
    """A cell that cannot be read: `column` in date, kind, hours, name; `reason` a word for it,
    `value` what stands there.
    """

    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(f"{column}: {reason} {value}")
        self.column, self.reason, self.value = column, reason, value


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
    text: str, plan: CalendarDraft, year: int, *, source: str, status: str
) -> DayListReading:
    """The days of a text for a year of a plan.

    Empty lines and lines that begin with # say nothing; a first line may name the columns.
    """
    days: dict[date, DraftDay] = {}
    lines: dict[date, int] = {}
    bad: list[BadDayLine] = []
    written = [
        (number, split_line(line))
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    header = header_columns(written[0][1]) if written else {}
    for number, cells in written[1 if header else 0 :][:MAX_LINES]:
        try:
            for day in days_in_row(arranged_row(cells, header), plan, year):
                if day.date in lines:
                    raise BadDayCell("date", "twice", f"{day.date} ({lines[day.date]})")
                lines[day.date], days[day.date] = number, replace(day, source=source, status=status)
        except BadDayCell as error:
            bad.append(BadDayLine(number, error.column, error.reason, error.value))
    bad += [
        BadDayLine(number, "date", "too_many", str(MAX_LINES))
        for number, _cells in written[1 if header else 0 :][MAX_LINES : MAX_LINES + 1]
    ]
    return DayListReading(tuple(days[when] for when in sorted(days)), tuple(bad))


def split_line(line: str) -> list[str]:
    """The cells of a line: by tab, by comma, or by blanks after the date."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    plain = MIDNIGHT.sub("", BRACKETS.sub("", line)).strip()
    found = RANGE.match(plain)
    rest = plain[found.end() :] if found else ""
    if found and not re.match(r"\s*[,，]", rest):
        return [found[0].strip(), *rest.lstrip("：: ").split()]
    if not re.search("[,，]", plain):
        return plain.split()
    return [
        cell.strip() for cell in next(csv.reader([line.replace("，", ",")], skipinitialspace=True))
    ]


def header_columns(cells: list[str]) -> dict[int, str]:
    """The columns that a line names; empty when it is no header."""
    named = {
        n: COLUMNS[cell.strip().lower()]
        for n, cell in enumerate(cells)
        if cell.strip().lower() in COLUMNS
    }
    return named if {"date", "kind"} <= set(named.values()) else {}


def arranged_row(cells: list[str], header: dict[int, str]) -> DayListRow:
    """By the header; without one: date, kind, then what looks like hours, and the name."""
    if header:
        told = {column: cells[n].strip() for n, column in header.items() if n < len(cells)}
        overflow = [cell.strip() for cell in cells[max(header) + 1 :] if cell.strip()]
        if overflow and header[max(header)] == "hours":
            told["hours"] = ", ".join([told.get("hours", ""), *overflow])
        return DayListRow(**told)
    date_text, kind, *rest = [*cells, ""] if len(cells) < 2 else cells
    hours = [cell for cell in rest if HOURS.fullmatch(cell)]
    return DayListRow(
        date_text.strip(),
        kind.strip(),
        " ".join(cell for cell in rest if cell and cell not in hours),
        ", ".join(hours),
    )


def days_in_row(row: DayListRow, plan: CalendarDraft, year: int) -> Iterator[DraftDay]:
    """One day for each date of a row. Raises `BadCell`."""
    dates = dates_in(row.date, year)
    for when in dates:
        if not date(year, 1, 1) - NEAR <= when <= date(year, 12, 31) + NEAR:
            raise BadDayCell("date", "other_year", str(when))
        kind = kind_in(row.kind, when, plan)
        yield DraftDay(when, kind, hours_in(row.hours, kind, plan), name_in(row.name))


def dates_in(text: str, year: int) -> list[date]:
    """A date or a range of dates; a missing year is the page's. Raises `BadCell`."""
    plain = MIDNIGHT.sub("", BRACKETS.sub("", text).strip())
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", plain)
    found = RANGE.fullmatch("-".join(compact.groups()) if compact else plain)
    if not found:
        raise BadDayCell("date", "unreadable", text)
    first = _date(text, found["year1"] or year, found["month1"], found["day1"])
    last = _last(found, first, text)
    if last < first:
        raise BadDayCell("date", "reversed", text)
    if (last - first).days >= MAX_RANGE_DAYS:
        raise BadDayCell("date", "too_long", text)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _last(found: re.Match[str], first: date, text: str) -> date:
    if found["only"]:
        return _date(text, first.year, first.month, found["only"])
    return (
        _date(text, found["year2"] or first.year, found["month2"], found["day2"])
        if found["month2"]
        else first
    )


def _date(text: str, year: str | int, month: str | int, day: str | int) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadDayCell("date", "no_such_date", text) from None


def kind_in(text: str, when: date, plan: CalendarDraft) -> str:
    """The kind of day a word means. Raises `BadCell`, also where 调休 could mean either."""
    kind = KINDS.get(text.strip().lower())
    if kind is None:
        raise BadDayCell("kind", "unknown" if text.strip() else "missing", text)
    if kind != EITHER:
        return kind
    if plan.week.get(when.weekday()):
        raise BadDayCell("kind", "ambiguous", f"{when} {text}")
    return MAKEUP


def hours_in(text: str, kind: str, plan: CalendarDraft) -> str:
    """The hours as the law writes them; a make-up day without any has the usual ones.

    Raises `BadCell`.
    """
    plain = text.replace("：", ":").replace("—", "-").replace("、", ",").replace(";", ",").strip()
    plain = re.sub(r"(?<!\d)(\d):", r"0\1:", plain)
    if kind == HOLIDAY:
        if plain:
            raise BadDayCell("hours", "holiday_hours", text)
        return ""
    if not plain and kind == MAKEUP:
        plain = usual_hours(plan)
    if not plain:
        raise BadDayCell("hours", "no_hours")
    fault = fault_in_hours(plain)
    if fault:
        raise BadDayCell("hours", fault.what, fault.value)
    return worktime.format_hours(worktime.parse_hours(plain))


def name_in(text: str) -> str:
    """The name of the day.

    Raises `BadCell` when it is longer than a name can be, so that nothing is cut.
    """
    if len(text) > 60:
        raise BadDayCell("name", "too_long_name", text)
    return text
