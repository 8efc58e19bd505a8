"""Measures are followed until they are proven: judged when their window has ended, and asked for
when their day has passed.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import active_holders
from analytics.actions.measures import judge_measure
from analytics.domain import pdca
from analytics.models import Measure
from analytics.queries.measures import WITH_PEOPLE
from core.errors import LawBroken
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic


def follow_measures(at: datetime) -> list[Measure]:
    """Judge what can be judged, and tell owner and managers; remind owners of what is late. The
    measures that were judged.

    Each is told once, whenever and however often the job runs.
    """
    judged = []
    today = timezone.localdate(at)
    for measure in WITH_PEOPLE.unfinished():
        cycle = measure.cycle
        check_day = cycle.check_day(measure.window_days)
        if measure.phase in pdca.CHECKED and check_day is not None and check_day <= today:
            judged += _judge(measure, at)
        elif measure.phase in pdca.UNDER_WAY and cycle.due_on < today:
            _tell(measure, f"late:{cycle.number}", at, lambda: _("measure %(number)s is overdue"))
    return judged


def _judge(measure: Measure, at: datetime) -> list[Measure]:
    """Nothing where somebody was quicker; where no ticket is counted people are told so."""
    number = measure.cycle.number
    try:
        judged = judge_measure(measure, by=None, at=at)
    except LawBroken:
        _tell(
            measure,
            f"empty:{number}",
            at,
            lambda: _("measure %(number)s cannot be judged: no ticket in its days"),
        )
        return []
    if judged.phase in pdca.PROVEN:
        _tell(measure, f"met:{number}", at, lambda: _("measure %(number)s has reached its target"))
    else:
        _tell(
            measure,
            f"missed:{number}",
            at,
            lambda: _("measure %(number)s has missed its target: plan the next cycle"),
        )
    return [judged]


def _tell(measure: Measure, what: str, at: datetime, say: Callable[[], str]) -> None:
    people = {user.pk: user for user in [*active_holders(Role.MANAGER), measure.owner]}
    notify_users(
        User.objects.filter(pk__in=people),
        topic=Topic.ALARM,
        key=f"measure:{measure.pk}:{what}",
        at=at,
        path=f"/measures/{measure.number}/",
        data=say_in_both_languages("summary", lambda: say() % {"number": measure.number}),
    )
