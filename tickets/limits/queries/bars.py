"""A span of time as a bar: what counted, was outside hours, stood still, is beyond due.

Positions are whole per mille of the bar.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from core.domain import worktime
from tickets.limits.models import SlaPause
from tickets.record.enums import WaitReason

# Per mille; narrower parts are drawn with their neighbours.
NARROWEST = 2
# Per mille.
WIDTH = 1000

Span = tuple[datetime, datetime]
# Begin, end and kind of a part of the bar, see `BarSegment`.
BarPiece = tuple[datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class BarSegment:
    """A part of the bar as drawn.

    `kind` is counted, closed, late, ahead (still to come), spare (not needed) or `paused:<reason>`.
    """

    x: int
    width: int
    kind: str

    @property
    def tone(self) -> str:
        return self.kind.partition(":")[0]

    @property
    def reason(self) -> str:
        reason = self.kind.partition(":")[2]
        return str(WaitReason(reason).label) if reason else ""

    @property
    def left(self) -> str:
        return in_percent(self.x)

    @property
    def wide(self) -> str:
        return in_percent(self.width)


def in_percent(per_mille: int) -> str:
    """As style sheets take it."""
    return f"{per_mille / 10:.1f}%"


@dataclass(frozen=True, slots=True)
class BarScale:
    """Moments as per mille of a bar."""

    begin: datetime
    end: datetime

    def x(self, moment: datetime) -> int:
        """Where the moment lies; moments outside are drawn at the ends."""
        share = (moment - self.begin) / (self.end - self.begin)
        return max(0, min(WIDTH, round(WIDTH * share)))

    def left(self, moment: datetime) -> str:
        """The same as style sheets take it."""
        return in_percent(self.x(moment))


def bar_pieces(
    calendar: worktime.WorkCalendar,
    begin: datetime,
    end: datetime,
    due: datetime | None,
    pauses: Iterable[SlaPause],
    finish: datetime,
    is_live: bool,
) -> list[BarPiece]:
    """The bar from `begin` to `end` in order, without gaps.

    Pauses lie over everything; beyond due it is late, before it open or closed.
    """
    limit = min(due, end) if due else end
    stood = [
        (pause.started_at, pause.ended_at or finish, f"paused:{pause.reason}") for pause in pauses
    ]
    opened = list(_open_spans(calendar, begin, limit))
    edges = _edges_between(begin, end, [(limit, finish), *opened, *(span[:2] for span in stood)])

    # Both lists are in order: one look at each open span is enough, also of a bar over years.
    coming = iter(opened)
    current = next(coming, None)
    pieces: list[BarPiece] = []
    for start, stop in pairwise(edges):
        while current is not None and current[1] <= start:
            current = next(coming, None)

        kind = _pause_kind_at(stood, start)
        if not kind and due and start >= limit:
            kind = "late"
        elif not kind and (current is None or current[0] > start):
            kind = "closed"
        elif not kind:
            kind = _open_kind(start, finish, is_live)
        pieces.append((start, stop, kind))

    return pieces


def _edges_between(begin: datetime, end: datetime, spans: Iterable[Span]) -> list[datetime]:
    """Where one piece may end and another begin."""
    edges = {begin, end}
    for span in spans:
        edges.update(span)

    return sorted(edge for edge in edges if begin <= edge <= end)


def _pause_kind_at(stood: Iterable[BarPiece], moment: datetime) -> str:
    for since, until, kind in stood:
        if since <= moment < until:
            return kind

    return ""


def _open_kind(start: datetime, finish: datetime, is_live: bool) -> str:
    """What open time is: counted so far, still to come, or no longer needed."""
    if start < finish:
        return "counted"

    return "ahead" if is_live else "spare"


def _open_spans(calendar: worktime.WorkCalendar, begin: datetime, end: datetime) -> Iterator[Span]:
    """The open spans between two instants."""
    if calendar.is_always:
        yield begin, end
        return

    # The day before may have hours that reach over midnight.
    day = calendar.local_date(begin) - worktime.DAY
    last = calendar.local_date(end)
    while day <= last:
        for opens, closes in calendar.spans_on(day):
            if opens < end and closes > begin:
                yield max(opens, begin), min(closes, end)
        day += worktime.DAY


def bar_segments(pieces: Iterable[BarPiece], scale: BarScale) -> list[BarSegment]:
    """The pieces as whole per mille without gaps.

    What would be narrower than `NARROWEST` goes with what follows, under the larger name.
    """
    segments: list[BarSegment] = []
    held: dict[str, timedelta] = {}
    x = 0
    for start, stop, kind in pieces:
        held[kind] = held.get(kind, timedelta()) + (stop - start)
        to = scale.x(stop)
        if to - x >= NARROWEST:
            _append_segment(segments, BarSegment(x, to - x, _largest_kind(held)))
            held, x = {}, to

    if x < WIDTH and held:
        _append_segment(segments, BarSegment(x, WIDTH - x, _largest_kind(held)))

    return segments


def _largest_kind(held: Mapping[str, timedelta]) -> str:
    return max(held, key=lambda kind: (held[kind], kind))


def _append_segment(segments: list[BarSegment], segment: BarSegment) -> None:
    """Neighbours of one kind are one segment."""
    if segments and segments[-1].kind == segment.kind:
        segments[-1] = replace(segments[-1], width=segments[-1].width + segment.width)
    else:
        segments.append(segment)
