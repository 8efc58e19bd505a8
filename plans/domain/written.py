"""Dates, periods, figures and codes as people write them into a form.

What cannot be read raises `Unreadable`.
"""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from core.domain import text

FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", re.ASCII)
SHORT = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", re.ASCII)
COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)", re.ASCII)
SERIAL = re.compile(r"(?:3[7-9]|[4-6]\d)\d{3}", re.ASCII)

# Day zero of a spreadsheet; its day numbers have five digits in this century.
EPOCH = date(1899, 12, 30)

CLOCK = re.compile(r"[T\s]*\d{1,2}:\d{2}(?::\d{2})?$")
WEEKDAY = re.compile(r"[(]?(?:周|星期|礼拜)[一二三四五六日天][)]?")
CODE = re.compile(
    r"(?<![\d.-])(\d{1,4})\s*[.。·]\s*(\d{1,4})(?!\d|\.\d)|(?<![\d.-])(\d{1,2})-(\d{1,2})(?![\d.-])",
    re.ASCII,
)
FIGURE = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)

# What is left of the period in a form that nobody has filled in.
BLANK = re.compile(r"[\s_\-—~～/.从自起至到止年月日()]")

NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "无", "暂无", "待定", "待填", "未完成", "n/a", "na", "未知"}
)
YEARS = range(2000, 2100)
LARGEST = Decimal(10) ** 11
PLACES = Decimal("0.000001")


class Unreadable(ValueError):
    """A cell that cannot be read as what it should be."""


def is_nothing(written: str) -> bool:
    """An empty cell, or one of the signs people put for it."""
    return text.comparable_text(written).lower() in NOTHING


def day_in(written: str, around: tuple[date, date] | None = None) -> date | None:
    """A date: `2024-07-15`, `2024/7/15`, `2024.7.15`, `2024年7月15日`, `20240715`, a real date.

    None for an empty cell. A time of day behind it is dropped. `7月15日` takes its year from
    `around`, the period of the plan. Raises `Unreadable`.
    """
    if is_nothing(written):
        return None
    without_weekday = WEEKDAY.sub("", text.comparable_text(written))
    plain = CLOCK.sub("", without_weekday).strip()
    if SERIAL.fullmatch(plain):
        return EPOCH + timedelta(days=int(plain))

    full = FULL.fullmatch(plain) or COMPACT.fullmatch(plain)
    if full:
        return _day_of(written, full)
    short = SHORT.fullmatch(plain)
    if short and around:
        return _day_in_period(written, int(short[1]), int(short[2]), around)
    raise Unreadable(written)


def _day_of(written: str, match: re.Match[str]) -> date:
    """The day of a match with year, month and day."""
    year, month, day = map(int, match.groups())
    return _valid_day(written, year, month, day)


def _valid_day(written: str, year: int, month: int, day: int) -> date:
    """Raises `Unreadable` for a day that does not exist or belongs to another age."""
    if year not in YEARS:
        raise Unreadable(written)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(written) from None


def _day_in_period(written: str, month: int, day: int, around: tuple[date, date]) -> date:
    """The first such day in the period, else the one of its last year."""
    start, end = around
    for year in range(start.year, end.year + 1):
        candidate = _valid_day(written, year, month, day)
        if start <= candidate <= end:
            return candidate
    return _valid_day(written, end.year, month, day)


def period_in(written: str) -> tuple[date, date] | None:
    """`从2024年07月01日至2024年09月30日` and its kin; the second date may leave out its year.

    None for an empty or blank template cell. Raises `Unreadable`.
    """
    plain = text.comparable_text(written)
    if not BLANK.sub("", plain):
        return None
    first = FULL.search(plain)
    if not first:
        raise Unreadable(written)
    start = _day_of(written, first)

    rest = plain[first.end() :]
    second = FULL.search(rest)
    if second:
        return start, _day_of(written, second)
    short = SHORT.search(rest)
    if not short:
        raise Unreadable(written)

    # A month and day before the start lie in the year after: 2024-11-01 to 01-31.
    month, day = int(short[1]), int(short[2])
    is_next_year = (month, day) < (start.month, start.day)
    return start, _valid_day(written, start.year + is_next_year, month, day)


def figure_in(written: str) -> Decimal | None:
    """`48`, `48小时`, `约48`, `90%`, `1,234.5`; None for an empty cell. The unit is not looked at.

    Raises `Unreadable` for no figure, for several, and for one that is too large to keep.
    """
    if is_nothing(written):
        return None
    without_groups = re.sub(r"(?<=\d)[,\s](?=\d{3})", "", text.comparable_text(written))
    figures = FIGURE.findall(without_groups.replace("−", "-"))
    if len(figures) != 1:
        raise Unreadable(written)
    try:
        figure = Decimal(figures[0]).quantize(PLACES)
    except InvalidOperation:
        raise Unreadable(written) from None
    if abs(figure) > LARGEST:
        raise Unreadable(written)
    return plain_figure(figure)


def plain_figure(figure: Decimal) -> Decimal:
    """Without zeros at its end, never as a power of ten: 48, not 48.000000 or 4.8E+1."""
    short = figure.normalize()
    if short == short.to_integral_value():
        short = short.quantize(Decimal(1))

    # Adding nothing makes a negative zero a plain one.
    return short + 0


def figure_words(figure: Decimal | None) -> str:
    """A figure as a person writes it; empty for none."""
    return "" if figure is None else f"{plain_figure(figure):f}"


def code_in(written: str) -> str:
    """A stage code as the desk keeps it: `1.10`; `阶段1．1`, `1-1` are read too.

    Raises `Unreadable`.
    """
    match = CODE.search(text.comparable_text(written))
    if match is None:
        raise Unreadable(written)

    # The pattern has one pair of groups for each of its two spellings.
    phase, sequence = (part for part in match.groups() if part)
    return f"{int(phase)}.{int(sequence)}"
