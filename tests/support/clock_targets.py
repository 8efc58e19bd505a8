"""Targets of clocks in few words, as the worked cases of sla.md and vectors.md name them."""

from core.domain.worktime import ALWAYS
from tests.support.calendars import CN, at
from tickets.limits.domain.sla import LimitTarget
from tickets.limits.enums import Unit


def hours(amount, calendar=CN, **more):
    return LimitTarget(amount=amount, unit=Unit.HOUR, calendar=calendar, **more)


def minutes(amount, calendar=ALWAYS, **more):
    return LimitTarget(amount=amount, unit=Unit.MINUTE, calendar=calendar, **more)


def promise(moment, calendar=ALWAYS, **more):
    return LimitTarget(amount=0, unit=Unit.HOUR, calendar=calendar, moment=at(moment), **more)
