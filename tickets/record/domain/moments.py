"""Moments as people enter them: minutes, while the clock knows seconds. Pure."""

from datetime import datetime, timedelta

# What the watch of somebody who types a time may be ahead of the server's.
FUTURE_TOLERANCE = timedelta(minutes=5)


def at_least(moment: datetime, bound: datetime | None) -> datetime:
    """A moment typed within the very minute of its lower bound means that bound.

    Any other stays as it is.
    """
    if bound is None or moment >= bound:
        return moment
    same_minute = moment.replace(second=0, microsecond=0) == bound.replace(second=0, microsecond=0)
    return bound if same_minute else moment


def is_in_future(moment: datetime, at: datetime) -> bool:
    """Does a typed moment lie further ahead of now than watches differ?"""
    return moment > at + FUTURE_TOLERANCE
