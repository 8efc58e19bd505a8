"""Tell people of a request to rectify a model, each of it once."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import active_holders
from analytics.models import RectificationRequest
from analytics.queries.rectification_people import people_of
from metrics.enums import MetricUnit
from metrics.formats import measured_value
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic


def tell_department(request: RectificationRequest, what: str, *, at: datetime) -> None:
    """That it is theirs: `open`, or that a measure was not enough (`back:…`)."""
    say = _opened if what == "open" else _sent_back
    _tell(people_of(request), request, what, say, at)


def tell_managers(request: RectificationRequest, what: str, *, at: datetime) -> None:
    """That a measure was `reported`, or that it was `refused`."""
    say = _refused if what == "refused" else _reported
    key = what if what == "refused" else f"{what}:{request.version}"
    _tell(active_holders(Role.MANAGER), request, key, say, at)


def _opened(request: RectificationRequest) -> str:
    return _("rectify %(model)s: failure rate %(rate)s in %(month)s (%(number)s)") % {
        "model": request.model,
        "rate": measured_value(request.rate, MetricUnit.PERCENT),
        "month": f"{request.month:%Y-%m}",
        "number": request.number,
    }


def _sent_back(request: RectificationRequest) -> str:
    return _("the measure for %(model)s was not enough (%(number)s)") % _names(request)


def _reported(request: RectificationRequest) -> str:
    return _("verify the measure for %(model)s (%(number)s)") % _names(request)


def _refused(request: RectificationRequest) -> str:
    return _("the rectification of %(model)s was refused (%(number)s)") % _names(request)


def _names(request: RectificationRequest) -> dict[str, str]:
    return {"model": str(request.model), "number": request.number}


def _tell(
    people: Iterable[User],
    request: RectificationRequest,
    what: str,
    say: Callable[[RectificationRequest], str],
    at: datetime,
) -> None:
    notify_users(
        people,
        topic=Topic.ALARM,
        key=f"rectification:{request.pk}:{what}",
        at=at,
        path=f"/reports/rectifications/{request.number}/",
        data=say_in_both_languages("summary", lambda: say(request)),
    )
