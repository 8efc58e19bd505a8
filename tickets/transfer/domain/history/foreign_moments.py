"""Reads the time stamps of another desk's file, by the formats that its mapping names. Pure."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from tickets.transfer.domain.written_moments import BadMoment, parse_moment

DIRECTIVES = {
    "%d": r"(?P<d>\d\d?)",
    "%m": r"(?P<m>\d\d?)",
    "%Y": r"(?P<Y>\d{4})",
    "%H": r"(?P<H>\d\d?)",
    "%M": r"(?P<M>\d\d)",
    "%S": r"(?P<S>\d\d)",
}
DIRECTIVE = re.compile("%[A-Za-z%]")
ISO = "iso"

# As people here write times: year first, in any of the spellings that the register reads.
WRITTEN = "written"
YEARS = range(1980, 2100)
REMEMBERED_MOMENTS = 1 << 14


def moment_reader(formats: Sequence[str], zone: ZoneInfo) -> Callable[[str], datetime]:
    """Reads a time stamp of the file, in UTC and to the second. It raises `BadMoment`.

    `zone` is that of stamps which name none.
    """
    parsers = [_parser_of(one, zone) for one in formats]
    last_parser = parsers[-1]

    def parse_stamp(written: str) -> datetime:
        for parser in parsers[:-1]:
            with suppress(ValueError):
                return parser(written)
        return last_parser(written)

    # The lines of an incident repeat its times: most stamps are looked up and not parsed.
    @lru_cache(maxsize=REMEMBERED_MOMENTS)
    def read_stamp(written: str) -> datetime:
        try:
            moment = parse_stamp(written.strip())
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=zone)
            moment = moment.astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            raise BadMoment(written) from None
        if moment.year not in YEARS:
            raise BadMoment(written)
        return moment

    return read_stamp


def _parser_of(form: str, zone: ZoneInfo) -> Callable[[str], datetime]:
    if form == ISO:
        return datetime.fromisoformat
    return _written_parser(zone) if form == WRITTEN else _format_parser(form)


def _written_parser(zone: ZoneInfo) -> Callable[[str], datetime]:
    def parse_written(written: str) -> datetime:
        moment = parse_moment(written, zone)
        if moment is None:
            raise ValueError(written)
        return moment

    return parse_written


def _format_parser(form: str) -> Callable[[str], datetime]:
    """A strptime that is several times quicker for plain numbers.

    A format with other directives is strptime's own.
    """
    if set(DIRECTIVE.findall(form)) - set(DIRECTIVES):
        # The reader gives moments their zone, here and below.
        return lambda written: datetime.strptime(written, form)  # noqa: DTZ007
    pattern = re.escape(form)
    for directive, digits in DIRECTIVES.items():
        pattern = pattern.replace(re.escape(directive), digits)
    match_stamp = re.compile(pattern, re.ASCII).fullmatch

    def parse_digits(written: str) -> datetime:
        match = match_stamp(written)
        if match is None:
            raise ValueError(written)
        part = {"H": 0, "M": 0, "S": 0}
        part.update((name, int(value)) for name, value in match.groupdict().items())
        on_day = date(part["Y"], part["m"], part["d"])
        return datetime.combine(on_day, time(part["H"], part["M"], part["S"]))

    return parse_digits
