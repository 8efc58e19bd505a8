"""Measures: planned, carried out, in effect, judged against the tickets (E10), begun anew."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from analytics.actions.measures import (
    MeasurePlan,
    close_measure,
    give_up_measure,
    judge_measure,
    plan_measure,
    put_into_effect,
    start_measure,
)
from analytics.enums import MeasurePhase
from analytics.models import MeasureEvent
from core.errors import LawBroken, NotAllowed, StaleVersion
from metrics.domain.figures import FigureScope
from tests.factories.measures import BEGIN, DAY, EFFECTIVE, JUDGED, NOON, in_effect, planned, solved
from tests.fixtures import at_once, cast
from tickets.record.models import Ticket

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hours", "is_met", "phase"), [(12, False, MeasurePhase.PLAN), (8, True, MeasurePhase.ACT)]
)
def test_checked_against_the_target_of_ten_hours(cast, hours, is_met, phase):
    """E10; what was solved before the effective day stays in "before"."""
    solved(cast, EFFECTIVE - DAY, 24)
    measure = in_effect(cast)
    solved(cast, EFFECTIVE, hours)
    measure = judge_measure(measure, by=cast.staff["manager"], at=JUDGED)
    cycle = measure.cycles.get(number=1)
    assert (cycle.before, cycle.before_count) == (24, 1)
    assert (cycle.after, cycle.after_count, cycle.is_met) == (hours, 1, is_met)
    assert measure.phase == phase
    assert measure.cycles.count() == (1 if is_met else 2), "not met opens the next cycle"


def test_the_next_cycle_goes_the_same_way(cast):
    measure = in_effect(cast)
    solved(cast, EFFECTIVE, 12)
    measure = judge_measure(measure, by=cast.staff["manager"], at=JUDGED)
    owner = measure.owner
    measure = start_measure(measure, by=owner, at=JUDGED, version=measure.version)
    measure = put_into_effect(
        measure, by=owner, at=JUDGED, version=measure.version, effective_on=date(2024, 6, 24)
    )
    solved(cast, date(2024, 6, 25), 8)
    measure = judge_measure(measure, by=cast.staff["manager"], at=JUDGED + 14 * DAY)
    assert measure.phase == MeasurePhase.ACT
    assert [cycle.is_met for cycle in measure.cycles.order_by("number")] == [False, True]
    measure = close_measure(
        measure, by=cast.staff["manager"], at=JUDGED, version=measure.version, note="写入值班制度"
    )
    assert measure.phase == MeasurePhase.ENDED
    assert [line.after for line in MeasureEvent.objects.order_by("pk")] == [
        *("plan", "do", "check", "plan", "do", "check", "act", "ended")
    ]


def test_values_written_down_stand_whatever_becomes_of_the_tickets(cast):
    solved(cast, EFFECTIVE - DAY, 24)
    measure = in_effect(cast)
    Ticket.objects.update(resolved_at=None)
    assert measure.cycle.before == 24


def test_nobody_judges_too_early_without_cases_or_their_own(cast):
    measure = in_effect(cast)
    manager = cast.staff["manager"]
    with pytest.raises(LawBroken, match="2024-06-24"):
        judge_measure(measure, by=manager, at=JUDGED - DAY)
    with pytest.raises(LawBroken):
        judge_measure(measure, by=manager, at=JUDGED)
    with pytest.raises(NotAllowed):
        judge_measure(measure, by=cast.staff["engineer"], at=JUDGED)
    own = in_effect(cast, owner=manager)
    with pytest.raises(NotAllowed):
        judge_measure(own, by=manager, at=JUDGED)


def test_a_scope_narrows_the_figure(cast):
    faults, other = cast.types["硬件故障"], cast.types["操作咨询"]
    measure = in_effect(cast, scope=FigureScope(issue_types=(faults.pk,)))
    solved(cast, EFFECTIVE, 8, issue_type=faults)
    solved(cast, EFFECTIVE, 80, issue_type=other)
    measure = judge_measure(measure, by=None, at=JUDGED)
    assert measure.cycles.get().after == 8


def test_only_those_who_lead_measures_plan_and_end_them(cast):
    with pytest.raises(NotAllowed):
        plan_measure(
            MeasurePlan("x", "tools", "monthly", cast.staff["agent"], "fcr", Decimal(1), EFFECTIVE),
            by=cast.staff["agent"],
            at=BEGIN,
        )
    measure = planned(cast)
    with pytest.raises(NotAllowed):
        give_up_measure(measure, by=measure.owner, at=BEGIN, version=1, note="没有人手")
    with pytest.raises(NotAllowed):
        start_measure(measure, by=cast.staff["agent"], at=BEGIN, version=1)


def test_a_figure_that_is_neither_good_nor_bad_proves_nothing(cast):
    with pytest.raises(LawBroken):
        planned(cast, metric="volume")


def test_a_second_editor_is_told_and_a_day_to_come_is_refused(cast):
    measure = planned(cast)
    start_measure(measure, by=measure.owner, at=BEGIN, version=1)
    with pytest.raises(StaleVersion):
        start_measure(measure, by=measure.owner, at=BEGIN, version=1)
    with pytest.raises(LawBroken):
        put_into_effect(measure, by=measure.owner, at=NOON, version=2, effective_on=EFFECTIVE + DAY)


def test_what_happened_is_never_changed(cast):
    planned(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        MeasureEvent.objects.update(note="anders")


@pytest.mark.django_db(transaction=True)
def test_two_who_judge_at_once_judge_once(cast):
    measure = in_effect(cast)
    solved(cast, EFFECTIVE, 12)
    done = at_once(2, lambda _n: judge_measure(measure, by=None, at=JUDGED, version=3))
    assert sum(isinstance(one, Exception) for one in done) == 1
    assert measure.cycles.count() == 2
