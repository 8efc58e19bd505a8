"""The log of escalations: every step that was raised, by time, with its figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.queries import paging
from tickets.limits.enums import ActOutcome, StepAct, StepRole
from tickets.limits.models import Escalation
from tickets.limits.queries import recipients
from tickets.limits.queries.explain import step_words
from tickets.record.enums import Tier
from tickets.record.models import Ticket

BY_TIME = paging.Order("raised_at", descending=True)
PAGE_SIZE = 50
COUNTED = 5000
"""The figures are those of the newest so many."""
LEVELS = (1, 2, 3)
UNEXPLAINED = Q(wants_reason=True, reason_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the log: raised from `since` on and before `until`; empty means any."""

    since: datetime | None = None
    until: datetime | None = None
    level: int | None = None
    kind: str = ""
    only_late: bool = False
    only_unexplained: bool = False

    def narrow(self, rows: Any) -> Any:
        given = {
            "raised_at__gte": self.since,
            "raised_at__lt": self.until,
            "level": self.level,
            "clock__kind__code": self.kind,
        }
        rows = rows.filter(**{name: value for name, value in given.items() if value})
        rows = rows.filter(is_late=True) if self.only_late else rows
        return rows.filter(UNEXPLAINED) if self.only_unexplained else rows


@dataclass(frozen=True, slots=True)
class Line:
    """One firing as shown."""

    row: Escalation
    step: str
    role: str
    told: str
    acts: list[str]
    outcome: list[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the filtered firings; `share` is the per cent of those asking for a reason that have one, None when none asks."""

    total: int
    levels: list[tuple[int, int]]
    late: int
    asking: int
    share: int | None

    @property
    def is_capped(self) -> bool:
        return self.total > COUNTED


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log."""

    lines: list[Line]
    page: paging.Page
    figures: Figures


def log(user: User, filters: Filters, cursor: str) -> Log:
    """One page and the figures of everything that fits: two statements."""
    visible = Escalation.objects.filter(clock__ticket__in=Ticket.objects.visible_to(user))
    rows = filters.narrow(visible)
    shown = rows.select_related("clock__ticket", "clock__kind", "reason_code", "reason_by").defer(
        "clock__ticket__original_text",
        "clock__ticket__search_text",
        "clock__ticket__people_text",
        "clock__ticket__symptom",
    )
    page = paging.page_of(shown, BY_TIME, cursor, PAGE_SIZE)
    return Log([_line(row) for row in page.rows], page, figures(rows))


def _line(row: Escalation) -> Line:
    copied = next((step for step in row.clock.steps if step["key"] == row.step), None)
    return Line(
        row=row,
        step=step_words(copied["share"], timedelta(minutes=copied["offset_minutes"]))
        if copied
        else row.step,
        role=str(StepRole(row.role).label),
        told=recipients.in_words(row.told),
        acts=[_word(act) for act in row.acts],
        outcome=[_word(one) for one in row.outcome],
    )


def _word(told: Any) -> str:
    """An act and what came of it by their labels; a name as it was written down."""
    if isinstance(told, dict):
        return _(": ").join(_word(value) for value in told.values() if value not in (None, ""))
    known = {**dict(StepAct.choices), **dict(Tier.choices), **dict(ActOutcome.choices)}
    return str(known.get(told, told))


def figures(rows: Any) -> Figures:
    """Firings per level, late ones, and how many of those that ask for a reason have one: one statement."""
    counts = {f"level_{level}": Count("pk", filter=Q(level=level)) for level in LEVELS}
    newest = rows.order_by("-raised_at", "-pk").values(
        "pk", "level", "is_late", "wants_reason", "reason_at"
    )[: COUNTED + 1]
    found = newest.aggregate(
        total=Count("pk"),
        late=Count("pk", filter=Q(is_late=True)),
        asking=Count("pk", filter=Q(wants_reason=True)),
        silent=Count("pk", filter=UNEXPLAINED),
        **counts,
    )
    asking = found["asking"]
    share = round(100 * (asking - found["silent"]) / asking) if asking else None
    return Figures(
        found["total"],
        [(level, found[f"level_{level}"]) for level in LEVELS],
        found["late"],
        asking,
        share,
    )
