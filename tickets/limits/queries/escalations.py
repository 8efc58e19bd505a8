"""The log of escalations: every step that was raised, by time, with its figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.queries import paging
from customers.rules import ContactVisibility, contact_visibility
from tickets.limits.enums import ActOutcome, StepAct, StepRole
from tickets.limits.models import Escalation
from tickets.limits.queries import recipients
from tickets.limits.queries.limit_words import step_words
from tickets.record.enums import Tier
from tickets.record.models import Ticket
from tickets.record.queries.hidden_texts import known_names_of

BY_TIME = paging.Order("raised_at", descending=True)
PAGE_SIZE = 50
# The figures are those of the newest so many.
COUNTED = 5000
LEVELS = (1, 2, 3)
UNEXPLAINED = Q(wants_reason=True, reason_at__isnull=True)
# No line shows them, and a page would read fifty whole complaints.
LONG_TEXTS = (
    "clock__ticket__original_text",
    "clock__ticket__search_text",
    "clock__ticket__people_text",
    "clock__ticket__symptom",
)


@dataclass(frozen=True, slots=True)
class EscalationFilter:
    """What narrows the log: raised from `since` on and before `until`; empty means any."""

    since: datetime | None = None
    until: datetime | None = None
    level: int | None = None
    kind: str = ""
    only_late: bool = False
    only_unexplained: bool = False

    def narrow(self, rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
        """Those that fit."""
        conditions = {
            "raised_at__gte": self.since,
            "raised_at__lt": self.until,
            "level": self.level,
            "clock__kind__code": self.kind,
        }
        rows = rows.filter(**{name: value for name, value in conditions.items() if value})
        if self.only_late:
            rows = rows.filter(is_late=True)
        if self.only_unexplained:
            rows = rows.filter(UNEXPLAINED)

        return rows


@dataclass(frozen=True, slots=True)
class EscalationEntry:
    """One firing as shown."""

    row: Escalation
    step: str
    role: str
    recipients: str
    acts: list[str]
    outcome: list[str]


@dataclass(frozen=True, slots=True)
class EscalationFigures:
    """Of the filtered firings.

    `share` is the per cent of those asking for a reason that have one, None when none asks.
    """

    total: int
    levels: list[tuple[int, int]]
    late: int
    asking: int
    share: int | None

    @property
    def is_capped(self) -> bool:
        return self.total > COUNTED


@dataclass(frozen=True, slots=True)
class EscalationLog:
    """A page of the log."""

    lines: list[EscalationEntry]
    page: paging.Page
    figures: EscalationFigures


def escalation_log(user: User, filters: EscalationFilter, cursor: str) -> EscalationLog:
    """One page and the figures of everything that fits: two statements.

    Two more for a reader without names.
    """
    visible = Escalation.objects.filter(clock__ticket__in=Ticket.objects.visible_to(user))
    rows = filters.narrow(visible)
    joined = rows.select_related("clock__ticket", "clock__kind", "reason_code", "reason_by")
    page = paging.page_of(joined.defer(*LONG_TEXTS), BY_TIME, cursor, PAGE_SIZE)

    _hide_texts(page.rows, contact_visibility(user))
    entries = [_escalation_entry(row) for row in page.rows]
    return EscalationLog(entries, page, escalation_figures(rows))


def _hide_texts(rows: list[Escalation], visibility: ContactVisibility) -> None:
    """Of the escalations and of their tickets, before they are shown."""
    names = known_names_of([row.clock.ticket_id for row in rows], visibility)
    for row in rows:
        for shown in (row, row.clock.ticket):
            visibility.hide_texts(shown, names.get(row.clock.ticket_id))


def _escalation_entry(row: Escalation) -> EscalationEntry:
    return EscalationEntry(
        row=row,
        step=_step_in_words(row),
        role=str(StepRole(row.role).label),
        recipients=recipients.recipients_in_words(row.recipients),
        acts=[_act_in_words(act) for act in row.acts],
        outcome=[_act_in_words(outcome) for outcome in row.outcome],
    )


def _step_in_words(row: Escalation) -> str:
    for copied in row.clock.steps:
        if copied["key"] == row.step:
            return step_words(copied["share"], timedelta(minutes=copied["offset_minutes"]))

    # The terms of the clock were changed since: the key is all that is left of the step.
    return row.step


def _act_in_words(stored: Any) -> str:
    """An act and what came of it by their labels; a name as it was written down."""
    if isinstance(stored, dict):
        parts = [value for value in stored.values() if value not in (None, "")]
        return _(": ").join(_act_in_words(part) for part in parts)

    labels = {**dict(StepAct.choices), **dict(Tier.choices), **dict(ActOutcome.choices)}
    return str(labels.get(stored, stored))


def escalation_figures(rows: QuerySet[Escalation]) -> EscalationFigures:
    """Firings per level, late ones, and how many of those that ask for a reason have one.

    One statement.
    """
    newest = rows.order_by("-raised_at", "-pk").values(
        "pk", "level", "is_late", "wants_reason", "reason_at"
    )
    by_level = {f"level_{level}": Count("pk", filter=Q(level=level)) for level in LEVELS}
    # One more than is counted tells that there are more.
    counts = newest[: COUNTED + 1].aggregate(
        total=Count("pk"),
        late=Count("pk", filter=Q(is_late=True)),
        asking=Count("pk", filter=Q(wants_reason=True)),
        silent=Count("pk", filter=UNEXPLAINED),
        **by_level,
    )

    asking = counts["asking"]
    share = None
    if asking:
        share = round(100 * (asking - counts["silent"]) / asking)

    return EscalationFigures(
        total=counts["total"],
        levels=[(level, counts[f"level_{level}"]) for level in LEVELS],
        late=counts["late"],
        asking=asking,
        share=share,
    )
