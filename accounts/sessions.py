"""A log-in lasts while somebody works: it ends after hours of rest, at last after a week."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

# Sessions are written that often at most, however busy somebody is.
STEP = timedelta(minutes=5)

BEGAN_AT = "began_at"
SEEN_AT = "seen_at"

# What a page asks for by itself is no sign that anybody is there.
POLL_HEADER = "X-Poll"


def is_person_at_work(request: HttpRequest) -> bool:
    """Did a person ask, or the clock of a page?"""
    return POLL_HEADER not in request.headers


def slide_session(request: HttpRequest, now: datetime) -> None:
    """Note that the person is there; end what has lasted too long."""
    session = request.session
    if SESSION_KEY not in session:
        return
    if BEGAN_AT not in session:
        begin_session(request, now)
    elif now - _moment_in(session[BEGAN_AT]) > _longest():
        session.flush()
    elif is_person_at_work(request) and now - _moment_in(session[SEEN_AT]) > STEP:
        # Storing a session moves its end.
        session[SEEN_AT] = now.timestamp()


def begin_session(request: HttpRequest, now: datetime) -> None:
    """The person has logged in."""
    request.session[BEGAN_AT] = request.session[SEEN_AT] = now.timestamp()


def seconds_left(request: HttpRequest, now: datetime) -> int:
    """Until the log-in ends by itself if nobody does anything; 0 for nobody."""
    session = request.session
    if SEEN_AT not in session:
        return 0
    idle_end = _moment_in(session[SEEN_AT]) + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    end = min(idle_end, _moment_in(session[BEGAN_AT]) + _longest())
    return max(0, int((end - now).total_seconds()))


def _longest() -> timedelta:
    return timedelta(days=settings.SESSION_LONGEST_DAYS)


def _moment_in(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, tz=timezone.get_default_timezone())
