"""A log-in lasts while somebody works: it ends after hours of rest, at last after a week."""

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from accounts import addresses, rules
from accounts.models import User

# Sessions are written that often at most, however busy somebody is.
STEP = timedelta(minutes=5)

BEGAN_AT = "began_at"
SEEN_AT = "seen_at"
LACKS_FACTOR = "lacks_factor"
NOT_SHOWN_YET = "not shown yet"
BY_COMPANY = "socialaccount"

# What a page asks for by itself is no sign that anybody is there.
POLL_HEADER = "X-Poll"


def is_person_at_work(request: HttpRequest) -> bool:
    """Did a person ask, or the clock of a page?"""
    return POLL_HEADER not in request.headers


def slide_session(request: HttpRequest, now: datetime) -> bool:
    """Note that the person is there; end what has lasted too long. Was anything noted?"""
    session = request.session
    if SESSION_KEY not in session:
        return False
    if BEGAN_AT not in session:
        begin_session(request, now)
    elif now - _moment_in(session[BEGAN_AT]) > _longest():
        session.flush()
    elif is_person_at_work(request) and now - _moment_in(session[SEEN_AT]) > STEP:
        # Storing a session moves its end.
        session[SEEN_AT] = now.timestamp()
    else:
        return False
    return True


def begin_session(request: HttpRequest, now: datetime) -> None:
    """The person has logged in."""
    request.session[BEGAN_AT] = request.session[SEEN_AT] = now.timestamp()


def look_for_factor(request: HttpRequest, person: User) -> bool:
    """Keep with the session whether the person has to set up a second factor first; has to?

    Looked at with the log-in and with every step of the session, so that no page pays for it.
    """
    if rules.lacks_second_factor(person):
        request.session.setdefault(LACKS_FACTOR, True)
        return True
    request.session.pop(LACKS_FACTOR, None)
    return False


def may_lack_factor(request: HttpRequest) -> bool:
    """Was one missing when it was looked at last?"""
    return LACKS_FACTOR in request.session


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Was the log-in so short ago that it need not be confirmed?"""
    began_at = request.session.get(BEGAN_AT, 0.0)
    return now.timestamp() - began_at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def confirm_by_company(request: HttpRequest, *, company: str, uid: str) -> None:
    """The person has just logged in there again, with the account that is linked here."""
    record_authentication(
        request, request.user, BY_COMPANY, provider=company, uid=uid, reauthenticated=True
    )


def is_confirmed_by_company(request: HttpRequest, now: datetime) -> bool:
    """Was it so short ago that it need not be confirmed again?"""
    confirmed_at = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record["method"] == BY_COMPANY and record.get("reauthenticated")
    ]
    longest = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(now.timestamp() - at < longest for at in confirmed_at)


def note_session(request: HttpRequest, now: datetime) -> None:
    """The session of somebody at work, as the list of sessions shows it."""
    seen = {"last_seen_at": now, "ip": addresses.listed_address(request)}
    known = UserSession.objects.filter(session_key=request.session.session_key)
    if not known.update(**seen):
        # began before the list of sessions came
        UserSession.objects.create_from_request(request)
    is_new = LACKS_FACTOR not in request.session
    if look_for_factor(request, request.user) and is_new:
        # Found missing in the middle of the work: what is being written may still be sent.
        request.session[LACKS_FACTOR] = NOT_SHOWN_YET


def may_still_send(request: HttpRequest) -> bool:
    """Was the person not led to the second factor yet? The next page that is opened leads there."""
    if request.method != "POST":
        request.session[LACKS_FACTOR] = True
        return False
    return request.session.get(LACKS_FACTOR) == NOT_SHOWN_YET


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
