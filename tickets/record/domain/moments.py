"""Moments as people enter them: minutes, while the clock knows seconds. Pure."""

from datetime import datetime


def at_least(moment: datetime, bound: datetime | None) -> datetime:
    """A moment typed within the very minute of its lower bound means that bound; any other stays as it is."""
    if bound is None or moment >= bound:
        return moment
    same_minute = moment.replace(second=0, microsecond=0) == bound.replace(second=0, microsecond=0)
    return bound if same_minute else moment
