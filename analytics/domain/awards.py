"""The states of an award, and the months and quarters for which there is one. Pure.

`docs/states.md` is generated from `LIFECYCLE`.
"""

import re
from dataclasses import dataclass
from datetime import date

from analytics.enums import AwardMove, AwardState, PeriodKind
from core.work.lifecycle import follow_move
from metrics.domain.figures import DAY, FigureSpan

LIFECYCLE: dict[AwardState, dict[AwardMove, AwardState]] = {
    AwardState.PROPOSED: {
        AwardMove.GRANT: AwardState.GRANTED,
        AwardMove.WITHDRAW: AwardState.WITHDRAWN,
    },
    AwardState.GRANTED: {},
    AwardState.WITHDRAWN: {},
}

NAME = re.compile(r"(?P<year>20[0-9]{2})-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))")
MONTHS_OF_QUARTER = 3


def state_after(state: str, move: str) -> AwardState:
    """The state that a move leads to; raises `IllegalMove`."""
    return AwardState(follow_move(LIFECYCLE, state, move))


@dataclass(frozen=True, slots=True)
class AwardPeriod:
    """A month or a quarter, by its first day."""

    kind: PeriodKind
    starts_on: date

    @classmethod
    def named(cls, name: str) -> "AwardPeriod":
        """`2026-10` or `2026-Q3`; raises `ValueError` for what is neither."""
        match = NAME.fullmatch(name)
        if match is None:
            raise ValueError(f"{name!r} is no month and no quarter")
        year = int(match["year"])
        if match["month"]:
            return cls(PeriodKind.MONTH, date(year, int(match["month"]), 1))
        return cls(PeriodKind.QUARTER, date(year, MONTHS_OF_QUARTER * int(match["quarter"]) - 2, 1))

    @classmethod
    def month_of(cls, day: date) -> "AwardPeriod":
        """The month that a day lies in."""
        return cls(PeriodKind.MONTH, day.replace(day=1))

    @classmethod
    def quarter_of(cls, day: date) -> "AwardPeriod":
        """The quarter that a day lies in."""
        first = day.month - (day.month - 1) % MONTHS_OF_QUARTER
        return cls(PeriodKind.QUARTER, day.replace(month=first, day=1))

    @property
    def name(self) -> str:
        """The reverse of `named`."""
        if self.kind == PeriodKind.MONTH:
            return f"{self.starts_on:%Y-%m}"
        return f"{self.starts_on.year}-Q{(self.starts_on.month + 2) // MONTHS_OF_QUARTER}"

    @property
    def span(self) -> FigureSpan:
        """From its first day to its last."""
        if self.kind == PeriodKind.MONTH:
            return FigureSpan.month(self.starts_on)
        last_month = self.starts_on + 2 * 31 * DAY
        return FigureSpan(self.starts_on, FigureSpan.month(last_month).end)

    @property
    def before(self) -> "AwardPeriod":
        """The month or quarter before."""
        day = self.starts_on - DAY
        is_month = self.kind == PeriodKind.MONTH
        return self.month_of(day) if is_month else self.quarter_of(day)

    def has_begun(self, today: date) -> bool:
        """Is there anything to award yet?"""
        return self.starts_on <= today


def recent_periods(today: date, *, months: int, quarters: int) -> list[AwardPeriod]:
    """So many months and then so many quarters that have begun, each with the newest first."""
    found = [AwardPeriod.month_of(today), AwardPeriod.quarter_of(today)]
    newest = []
    for period, count in zip(found, (months, quarters), strict=True):
        for _place in range(count):
            newest.append(period)
            period = period.before
    return newest
