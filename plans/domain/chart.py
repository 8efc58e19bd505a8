"""How figures are drawn before and after a change: how finely they are counted, and how written."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# Spans up to so many days are counted by day, by week; longer ones by month.
DAYS_UP_TO, WEEKS_UP_TO = 44, 400


def figure_text(value: Decimal | None) -> str:
    """A figure as the page writes it; a dash for none.

    Half up to two decimals, to one from a hundred on, without idle zeros.
    """
    if value is None:
        return "—"
    places = Decimal("0.1") if abs(value) >= 100 else Decimal("0.01")
    written = f"{Decimal(value).quantize(places, ROUND_HALF_UP):f}"
    if "." not in written:
        return written
    return written.rstrip("0").rstrip(".") or "0"


def bucket_of(days: int) -> str:
    """`day`, `week` or `month`: how finely a span of so many days is counted."""
    if days <= DAYS_UP_TO:
        return "day"
    if days <= WEEKS_UP_TO:
        return "week"
    return "month"


# --- a figure over time -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BucketFigure:
    """The figure of a day, week or month: None, and no cases, for an empty one."""

    first: date
    last: date
    value: Decimal | None
    count: int
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class WindowMean:
    """The value of a window, `before` or `after` the change.

    Provisional while it is not frozen or the window still runs.
    """

    kind: str
    first: date
    last: date
    value: Decimal | None
    count: int | None
    is_provisional: bool = False


def places_on_line(
    before: Decimal | None, after: Decimal | None, target: Decimal | None
) -> dict[str, float]:
    """Where the three lie on one short line, 5 to 95 per cent; the least stands left.

    Those that are missing are left out.
    """
    values = {"before": before, "after": after, "target": target}
    known = {name: value for name, value in values.items() if value is not None}
    if not known:
        return {}
    low = min(known.values())
    span = max(known.values()) - low
    if not span:
        return dict.fromkeys(known, 50.0)
    return {name: 5 + 90 * float((value - low) / span) for name, value in known.items()}
