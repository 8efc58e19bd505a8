"""Kept limits: of the clocks of a kind that ended or were missed in the period, those that were met
(sla.md, Figures).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)

from core.domain import worktime
from metrics.queries.cases import CaseWindow, Source
from tickets.limits.enums import ClockEvent, Unit
from tickets.record.domain import lifecycle
from tickets.record.models import TicketQuerySet

SECOND = timedelta(seconds=1)
MOMENT = timedelta(microseconds=1)


class DueDays(Func):
    """The moments at which a daily limit was due, from `first` until `last`: a row for each.

    Its days begin at midnight in the zone and follow each other by `amount`; those before `start`
    are left out. The arguments are moments, the name of a zone and a number of days.
    """

    set_returning = True
    output_field = DateTimeField()
    arity = 5
    # In local time, as a day of a change of clocks has not 24 hours.
    template = (
        "(generate_series(%(first)s + make_interval(days => %(amount)s * GREATEST(0, CEIL("
        "EXTRACT(EPOCH FROM %(start)s - %(first)s) / (86400 * %(amount)s))::integer)),"
        " %(last)s, make_interval(days => %(amount)s)) AT TIME ZONE %(zone)s)"
    )

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        first, last, start, zone, amount = self.source_expressions
        zone_sql, zone_params = compiler.compile(zone)
        amount_sql, amount_params = compiler.compile(amount)
        compiled: dict[str, tuple[str, tuple[Any, ...]]] = {
            "zone": (zone_sql, tuple(zone_params)),
            "amount": (amount_sql, tuple(amount_params)),
        }
        for name, moment in (("first", first), ("last", last), ("start", start)):
            sql, params = compiler.compile(moment)
            compiled[name] = (
                f"(({sql})::timestamptz AT TIME ZONE {zone_sql})",
                (*params, *zone_params),
            )

        order = ("first", "amount", "start", "first", "amount", "last", "amount", "zone")
        values = {name: sql for name, (sql, _params) in compiled.items()}
        return self.template % values, tuple(param for name in order for param in compiled[name][1])


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is true of a clock at a moment: it was `missed` (at `breached_at`), is `overdue` though
    nobody has noticed (since `due_at`), or `ended` in time (at `stopped_at`). Of one that runs in
    time, and of one that stands still, none is.
    """

    missed: Q
    unmissed: Q
    overdue: Q
    ended: Q


def judgement(at: Any, clock: str = "") -> Judgement:
    """`at` is a moment of whole seconds, `clock` the path to the columns of a clock that was not
    cancelled.
    """

    def has(**facts: object) -> Q:
        return Q(**{f"{clock}{name}": value for name, value in facts.items()})

    # `~missed` would ask about other clocks too.
    unmissed = has(breached_at__isnull=True) | has(is_corrected=True)
    return Judgement(
        missed=has(breached_at__isnull=False, is_corrected=False),
        unmissed=unmissed,
        overdue=unmissed & has(stopped_at__isnull=True, since__isnull=False, due_at__lt=at),
        ended=unmissed & has(stopped_at__isnull=False),
    )


def kept_limits(*codes: str, is_daily: bool = False) -> Source:
    """Of kinds of limits by their codes, each case with its `case_kind`. The cases are clocks, so a
    ticket comes once for each cycle: at its miss where there was one, else at its end.

    A miss that a late entry corrected is none; a running clock past its due time is missed, whoever
    has noticed, and where a limit `is_daily` so is each day since. Running in time, paused and
    cancelled ones are left out; a paused one whose end would count at the moment at which it began
    to stand still is open (`case_open`).
    """

    def source(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
        at = worktime.whole_second(window.at)
        judged_as = judgement(at, "clock__")
        missed, overdue, ended = judged_as.missed, judged_as.overdue, judged_as.ended
        pending = judged_as.unmissed & _stands_still()
        unseen = overdue & Q(clock__repeats=True, clock__unit=Unit.CALENDAR_DAY)

        judged = missed & window.has("clock__breached_at")
        judged |= overdue & window.has("clock__due_at")
        judged |= ended & window.has("clock__stopped_at")
        judged |= pending & window.has("clock__paused_at")
        if is_daily:
            judged |= unseen & Q(clock__due_at__lt=window.end)

        rows = tickets.annotate(
            clock=FilteredRelation("clocks", condition=Q(clocks__cancelled_at__isnull=True))
        )
        rows = rows.filter(judged, clock__kind__code__in=codes)
        case_at = Case(
            When(missed, then=F("clock__breached_at")),
            When(overdue, then=F("clock__due_at")),
            When(pending, then=F("clock__paused_at")),
            default=F("clock__stopped_at"),
            output_field=DateTimeField(),
        )
        return rows.annotate(
            case_at=_each_day(case_at, unseen, window, at) if is_daily else case_at,
            case_raw=Case(
                When(pending, then=None),
                When(ended, then=Value(100)),
                default=Value(0),
                output_field=IntegerField(),
            ),
            case_open=Case(
                When(pending, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
            case_key=F("clock__pk"),
            case_kind=F("clock__kind__code"),
        )

    return source


def _stands_still() -> Q:
    """Clocks that an event may end while they stand still: judged at the moment they stopped.

    Of those that wait for the solution only where the customer's confirmation is waited for.
    """
    stands = Q(
        clock__stopped_at__isnull=True, clock__since__isnull=True, clock__paused_at__isnull=False
    )
    before_solved = [event for event in ClockEvent if event != ClockEvent.RESOLVED]
    may_end = Q(clock__stop_event__in=before_solved) | Q(status__in=lifecycle.AWAITS_CONFIRMATION)
    return stands & may_end


def _each_day(case_at: Case, unseen: Q, window: CaseWindow, at: Any) -> DueDays:
    """The moment of a case; of a daily limit that nobody has looked at since, each day's.

    The sweep makes a clock of each of these days: the figure must not wait for it.
    """

    def if_unseen(value: Any, otherwise: Any, field: Any = None) -> Case:
        return Case(When(unseen, then=value), default=otherwise, output_field=field)

    last = min(at - SECOND, window.end - MOMENT)
    version = F("clock__calendar_version__data")
    zone = Func(version, Value("zone"), function="jsonb_extract_path_text")
    return DueDays(
        case_at,
        if_unseen(Value(last), case_at, DateTimeField()),
        if_unseen(Value(window.start), case_at, DateTimeField()),
        if_unseen(zone, Value("UTC"), TextField()),
        if_unseen(F("clock__amount"), Value(1), IntegerField()),
    )
