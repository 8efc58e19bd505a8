"""Measures on their way, and tickets by which they are judged."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from analytics.actions.measures import (
    MeasurePlan,
    plan_measure,
    put_into_effect,
    start_measure,
)
from tests.fixtures import moment, reported
from tickets.record.models import Ticket

BEGIN = moment("2024-06-01 09:00")
EFFECTIVE = date(2024, 6, 10)
NOON = moment("2024-06-10 12:00")
JUDGED = moment("2024-06-24 09:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def solved(cast, on, hours, **told):
    at = datetime.combine(on, NOON.timetz())
    ticket = reported(cast, at - hours * HOUR, **told)
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=at, fixed_at=at, first_responded_at=at)
    return ticket


def planned(cast, **changes):
    told = {
        "description": "夜班两人值守",
        "kind": "staffing",
        "source": "monthly",
        "owner": cast.staff["engineer"],
        "metric": "avg_resolution",
        "target": Decimal(10),
        "due_on": date(2024, 6, 15),
        "window_days": 14,
        "whys": ["夜间无人响应", "", "排班只有一人", "", ""],
        **changes,
    }
    return plan_measure(MeasurePlan(**told), by=cast.staff["manager"], at=BEGIN)


def in_effect(cast, **changes):
    measure = planned(cast, **changes)
    owner = measure.owner
    measure = start_measure(measure, by=owner, at=BEGIN + DAY, version=1)
    return put_into_effect(measure, by=owner, at=NOON, version=2, effective_on=EFFECTIVE)
