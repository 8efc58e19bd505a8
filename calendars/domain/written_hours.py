"""Hours of a day as people write them, `09:00-12:00, 13:30-18:00`. Pure."""

import re
from datetime import time
from unicodedata import normalize

from core.domain.worktime import BadHours, Hours, check_hours, is_midnight

INTERVAL = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def parse_hours(text: str) -> Hours:
    """`09:00-12:00, 13:30-18:00` as intervals; an empty text is a closed day. Raises `BadHours`."""
    # NFKC makes full-width digits, colons and commas narrow: Chinese keyboards write them
    parts = normalize("NFKC", text).replace(",", " ").split()
    hours = tuple(_parse_interval(part) for part in parts)
    check_hours(hours)
    return hours


def _parse_interval(part: str) -> tuple[time, time]:
    written = INTERVAL.fullmatch(part.replace("–", "-"))
    try:
        if not written:
            raise ValueError(part)
        opens = time.fromisoformat(written[1])
        closes = time.max if written[2] == "24:00" else time.fromisoformat(written[2])
    except ValueError as error:
        raise BadHours(f"{part}: write it as 09:00-18:00") from error
    return opens, closes


def format_hours(hours: Hours) -> str:
    """The text that `parse_hours` reads."""
    parts: list[str] = []
    for opens, closes in sorted(hours):
        end = "24:00" if is_midnight(closes) else f"{closes:%H:%M}"
        parts.append(f"{opens:%H:%M}-{end}")
    return ", ".join(parts)
