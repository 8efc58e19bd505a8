"""What departments and people had to do in a month: given to them, solved by them, and left at its
end. For those who may see figures of people (`metrics.rules.may_see_people`).

Nothing of it is a rank: rows stand by department and name, and a mean that stands on few tickets is
not told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Sum
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import Absence, Department, User
from metrics.domain.figures import RAW_PER_UNIT, SMALL_SAMPLE, FigureScope, FigureSpan
from metrics.enums import MetricUnit
from metrics.queries import measure
from metrics.queries.cases import CaseWindow, counted_tickets, time_between
from metrics.queries.sources.backlog import waits_at
from tickets.record.domain.scope import TicketScope
from tickets.record.enums import Tier
from tickets.record.models import TicketQuerySet
from tickets.work.models import Assignment

# As they stand in a bar.
TIERS = (Tier.URGENT, Tier.IMPORTANT, Tier.GENERAL)

# What comes to somebody comes to a department too, and often more than once: neither count is a sum
# of the other. `given` is a statement that Django compiled, with placeholders of its own.
TIMES_GIVEN = (
    "SELECT department, assignee, COUNT(DISTINCT ticket)"
    " FROM (%(given)s) AS given (department, assignee, ticket)"
    " GROUP BY GROUPING SETS ((department), (assignee))"
)

# The first and the last day of an absence.
Days = tuple[date, date]
Row = Mapping[str, Any]


@dataclass(slots=True)
class Work:
    """Numbers of tickets. `open` is what waited for its solution at the end of the period, or waits
    now, by tier; `handling` the microseconds from report to solution together.
    """

    assigned: int = 0
    solved: int = 0
    handling: int = 0
    open: dict[Tier, int] = field(default_factory=lambda: dict.fromkeys(TIERS, 0))

    @property
    def open_together(self) -> int:
        return sum(self.open.values())

    @property
    def mean_hours(self) -> Decimal | None:
        """From report to solution; None where fewer than `SMALL_SAMPLE` tickets were solved."""
        if self.solved < SMALL_SAMPLE:
            return None
        return Decimal(self.handling) / (self.solved * RAW_PER_UNIT[MetricUnit.HOURS])

    def add(self, row: Row) -> None:
        """What was counted of a part of the tickets."""
        self.solved += row["solved"]
        self.handling += row["handling"] or 0
        for tier in TIERS:
            self.open[tier] += row[tier.value]


@dataclass(frozen=True, slots=True)
class DepartmentWork:
    """The work of a department; its tickets without a department have neither key nor name."""

    key: int | None
    name: str
    work: Work


@dataclass(frozen=True, slots=True)
class PersonWork:
    """The work of a person of a department, and when the person was away in the period. What lies
    with nobody has no key and no name.
    """

    key: int | None
    username: str
    name: str
    department: str
    work: Work
    away: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class Workload:
    """Both by department and name, without those who had nothing to do; what belongs to none comes
    last. What is open adds up to the figure `backlog` in either of them.
    """

    departments: list[DepartmentWork]
    people: list[PersonWork]


def workload_of(
    span: FigureSpan, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> Workload:
    """Solved and open tickets count for who has them now, given ones for whom they were given to.
    Four statements.
    """
    window = measure.window_of(span, at)
    tickets = counted_tickets(scope, seen).order_by()
    rows, given = _counted_work(tickets, window), _times_given(tickets, window)
    by_department = _added_up(rows, "department", given["department"])
    by_person = _added_up(rows, "assignee", given["assignee"])
    return Workload(_departments(by_department), _people(by_person, window))


def _counted_work(tickets: TicketQuerySet, window: CaseWindow) -> list[Row]:
    """By department and assignee: solved in the period, and open at its end."""
    is_solved = window.has("resolved_at")
    waits = waits_at(min(window.end, window.at))
    counts: Any = {tier.value: Count("pk", filter=waits & Q(tier=tier)) for tier in TIERS}
    rows = tickets.filter(is_solved | waits).values("department", "assignee")
    return list(
        rows.annotate(
            solved=Count("pk", filter=is_solved),
            handling=Sum(time_between("reported_at", "resolved_at"), filter=is_solved),
            **counts,
        )
    )


def _times_given(tickets: TicketQuerySet, window: CaseWindow) -> dict[str, dict[int, int]]:
    """By department and by person how many tickets came to them in the period, each once. One
    statement.
    """
    given = Assignment.objects.filter(window.has("assigned_at"), ticket__in=tickets.values("pk"))
    rows, params = (
        given.order_by().values_list("department", "assignee", "ticket").query.sql_with_params()
    )
    found: dict[str, dict[int, int]] = {"department": {}, "assignee": {}}
    with connection.cursor() as cursor:
        cursor.execute(TIMES_GIVEN % {"given": rows}, params)
        for department, assignee, times in cursor.fetchall():
            if department is not None:
                found["department"][department] = times
            if assignee is not None:
                found["assignee"][assignee] = times
    return found


def _added_up(rows: Iterable[Row], column: str, given: Mapping[int, int]) -> dict[int | None, Work]:
    found: dict[int | None, Work] = defaultdict(Work)
    for row in rows:
        found[row[column]].add(row)
    for key, times in given.items():
        found[key].assigned = times
    return dict(found)


def _departments(works: Mapping[int | None, Work]) -> list[DepartmentWork]:
    named = Department.objects.filter(pk__in=[key for key in works if key]).order_by("name")
    found = [DepartmentWork(key, name, works[key]) for key, name in named.values_list("pk", "name")]
    if None in works:
        found.append(DepartmentWork(None, "", works[None]))
    return found


def _people(works: Mapping[int | None, Work], window: CaseWindow) -> list[PersonWork]:
    """Whoever has no department comes behind the departments."""
    away = Absence.objects.filter(
        person=OuterRef("pk"), starts_at__lt=window.end, ends_at__gt=window.start
    )
    spans = away.order_by("starts_at", "pk").values_list(
        JSONObject(start="starts_at", end="ends_at")
    )
    people = User.objects.filter(pk__in=[key for key in works if key]).select_related("department")
    ordered = people.annotate(away=ArraySubquery(spans)).order_by(
        F("department__name").asc(nulls_last=True), "display_name", "username"
    )
    found = [
        PersonWork(
            key=person.pk,
            username=person.username,
            name=str(person),
            department=str(person.department or ""),
            work=works[person.pk],
            away=tuple(_days_of(span) for span in person.away),
        )
        for person in ordered
    ]
    if None in works:
        found.append(PersonWork(None, "", "", "", works[None]))
    return found


def _days_of(span: Mapping[str, str]) -> Days:
    """By the desk's clock; one that ends at midnight ended the day before."""
    start, end = (datetime.fromisoformat(span[name]) for name in ("start", "end"))
    last = end - timedelta(microseconds=1)
    return timezone.localdate(start), timezone.localdate(last)
