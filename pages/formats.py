"""Moments, days and spans of time as the desk writes them.

Plain text, for pages, exports and notices alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple, Self

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

WEEKDAYS_ZH = "一二三四五六日"


def full_moment(value: datetime | None) -> str:
    """`2026-03-16 12:50 周一` / `Mon 16 Mar 2026 12:50`, in the desk's zone; empty for None."""
    if value is None:
        return ""
    return full_moment_of(timezone.localtime(value), get_language())


def full_moment_of(local: datetime, language: str | None) -> str:
    """`full_moment` of what is already local."""
    if language == "en":
        return local.strftime("%a %d %b %Y %H:%M")
    return f"{_to_the_minute(local)} 周{WEEKDAYS_ZH[local.weekday()]}"


def exact_moment(value: datetime | None) -> str:
    """`full_moment` with its seconds, unless they are none: where they may decide."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if not local.second:
        return full_moment_of(local, get_language())
    if get_language() == "en":
        return local.strftime("%a %d %b %Y %H:%M:%S")
    return f"{_to_the_second(local)} 周{WEEKDAYS_ZH[local.weekday()]}"


def _to_the_second(local: datetime) -> str:
    """`2026-03-16 12:50:07`."""
    return local.isoformat(" ", "seconds")[:19]


def _to_the_minute(local: datetime) -> str:
    """`2026-03-16 12:50`."""
    # five times quicker than `strftime`, which pages with many rows would feel
    return local.isoformat(" ", "minutes")[:16]


def plain_moment(value: datetime | None) -> str:
    """`2026-03-16 12:50`: for forms and tables."""
    return _to_the_minute(timezone.localtime(value)) if value else ""


def plain_second(value: datetime | None) -> str:
    """`2026-03-16 12:50:07`: beside a moment of the same minute."""
    return _to_the_second(timezone.localtime(value)) if value else ""


def file_moment(value: datetime) -> str:
    """`20260316-1250`: in names of files."""
    return f"{timezone.localtime(value):%Y%m%d-%H%M}"


def short_moment(value: datetime | None) -> str:
    """`03-16 12:50`, or with the year when it is another one."""
    if not value:
        return ""
    return short_moment_of(timezone.localtime(value), timezone.localtime().year)


def short_moment_of(local: datetime, this_year: int) -> str:
    """`short_moment` of what is already local."""
    written = _to_the_minute(local)
    return written[5:] if local.year == this_year else written


class WrittenMoment(NamedTuple):
    """A moment for scripts, in full, and in short."""

    machine: str
    full: str
    short: str


@dataclass(frozen=True, slots=True)
class MomentWriter:
    """Writes the many moments of one page: language, zone and year are looked up once for all."""

    language: str | None
    zone: tzinfo
    this_year: int

    @classmethod
    def for_reader(cls, at: datetime) -> Self:
        """In the active language and zone; `at` is the reader's now."""
        zone = timezone.get_current_timezone()
        return cls(get_language(), zone, at.astimezone(zone).year)

    def write(self, value: datetime) -> WrittenMoment:
        local = value.astimezone(self.zone)
        return WrittenMoment(
            local.isoformat(),
            full_moment_of(local, self.language),
            short_moment_of(local, self.this_year),
        )


def machine_moment(value: datetime | None) -> str:
    """`2026-03-16T12:50:00+08:00`: what scripts of the page read."""
    return timezone.localtime(value).isoformat() if value else ""


def clock_time(value: datetime) -> str:
    """`12:50:07`, in the desk's zone."""
    return f"{timezone.localtime(value):%H:%M:%S}"


def plain_day(value: date | None) -> str:
    """`2026-03-16`, of a moment the day in the desk's zone."""
    return f"{_local_day(value):%Y-%m-%d}" if value else ""


def month_day(value: date | None) -> str:
    """`03-16`, of a moment the day in the desk's zone."""
    return f"{_local_day(value):%m-%d}" if value else ""


def _local_day(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def time_span(value: timedelta | None) -> str:
    """`2 h 10 min`: the two largest units; seconds only below a minute."""
    return time_span_of(value, get_language()) if value is not None else ""


def time_span_of(value: timedelta, language: str | None) -> str:
    """`time_span` in the active language, which the caller names."""
    seconds = int(abs(value.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d s", "%(n)d s", seconds) % {"n": seconds}

    days, rest = divmod(seconds // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    pattern = _span_patterns(language)[bool(days), bool(hours), bool(minutes)]
    return pattern % {"d": days, "h": hours, "m": minutes}


def working_span(value: timedelta) -> str:
    """`40 h 5 min 7 s`: exact, and never in days, of which nobody knows how long they work."""
    seconds = int(abs(value.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)

    parts = []
    if hours and minutes:
        parts.append(_("%(h)d h %(m)d min") % {"h": hours, "m": minutes})
    elif hours:
        parts.append(_("%(h)d h") % {"h": hours})
    elif minutes:
        parts.append(_("%(m)d min") % {"m": minutes})
    if seconds or not parts:
        parts.append(ngettext("%(n)d s", "%(n)d s", seconds) % {"n": seconds})
    return " ".join(parts)


def working_span_of(value: timedelta, language: str | None) -> str:
    """`40 h 5 min`: working time in short, in the active language, which the caller names."""
    seconds = int(abs(value.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d s", "%(n)d s", seconds) % {"n": seconds}

    hours, minutes = divmod(seconds // 60, 60)
    pattern = _span_patterns(language)[False, bool(hours), bool(minutes)]
    return pattern % {"h": hours, "m": minutes}


@lru_cache(maxsize=8)
def _span_patterns(language: str | None) -> dict[tuple[bool, bool, bool], str]:
    """By which of days, hours and minutes there are any; looked up once a language."""
    whole = _("%(d)d d %(h)d h")
    only_days = _("%(d)d d")
    hours_minutes = _("%(h)d h %(m)d min")
    only_hours = _("%(h)d h")
    only_minutes = _("%(m)d min")
    return {
        (True, True, True): whole,
        (True, True, False): whole,
        (True, False, True): only_days,
        (True, False, False): only_days,
        (False, True, True): hours_minutes,
        (False, True, False): only_hours,
        (False, False, True): only_minutes,
        (False, False, False): only_minutes,
    }


def joined_sentences(sentences: Iterable[str]) -> str:
    """One after the other; Chinese has no space between sentences."""
    return (" " if get_language() == "en" else "").join(sentences)


# The names by which templates of both engines know them.
FILTERS = {
    "moment": full_moment,
    "plain_moment": plain_moment,
    "plain_second": plain_second,
    "exact_moment": exact_moment,
    "short_moment": short_moment,
    "machine_moment": machine_moment,
    "clock_time": clock_time,
    "day": plain_day,
    "month_day": month_day,
    "span": time_span,
}
