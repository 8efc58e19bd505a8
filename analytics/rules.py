"""Who reads reports and data audits of the whole desk, who issues and who signs them; who carries
out what a model needs, and who verifies it.
"""

from typing import Any

from django.utils.translation import gettext as _

from analytics.domain.rectification import LIFECYCLE, is_timely
from analytics.enums import RectificationMove, RectificationState
from analytics.models import RectificationRequest
from core.errors import NotAllowed
from core.openable import path_parts
from core.work.lifecycle import moves_open_to
from core.work.rules import Rights
from metrics.rules import sees_all

RIGHTS = Rights("analytics")
require_right = RIGHTS.require_right


def may_read(user: Any) -> bool:
    """Whoever has the right, and sees the tickets that the figures stand on."""
    return RIGHTS.has_right(user, "view_monthlyreport") and sees_all(user)


def may_issue(user: Any) -> bool:
    return may_read(user) and RIGHTS.has_right(user, "issue_monthlyreport")


def may_audit(user: Any) -> bool:
    """Carry out and sign data audits, and explain what they found."""
    return may_read(user) and RIGHTS.has_right(user, "carry_out_dataaudit")


# --- rectification ------------------------------------------------------------------------------
CARRIED_OUT = frozenset(
    {
        RectificationMove.ACCEPT,
        RectificationMove.START,
        RectificationMove.REPORT,
        RectificationMove.REFUSE,
    }
)


def may_see_rectification(user: Any) -> bool:
    """Is there a list of requests for this person, be it an empty one?"""
    is_of_a_department = RIGHTS.has_right(user, "carry_out_rectification") and user.department_id
    return may_read(user) or bool(is_of_a_department)


def leads_rectification(user: Any) -> bool:
    """Managers and supervisors act for every department."""
    return may_read(user) and RIGHTS.has_right(user, "verify_rectification")


def carries_out(user: Any, request: RectificationRequest) -> bool:
    """Is the person of the responsible department, or leads?"""
    is_own = request.department_id is not None and request.department_id == user.department_id
    is_of_it = is_own and RIGHTS.has_right(user, "carry_out_rectification")
    return is_of_it or leads_rectification(user)


def may_move(user: Any, move: RectificationMove, request: RectificationRequest) -> bool:
    """May this person make the move on this request, whatever its state?"""
    if move in CARRIED_OUT:
        return carries_out(user, request)
    is_own_work = move == RectificationMove.VERIFY and user.pk in request.workers
    return leads_rectification(user) and not is_own_work


def require_move(user: Any, move: RectificationMove, request: RectificationRequest) -> None:
    """Raise `NotAllowed` with the reason."""
    if may_move(user, move, request):
        return
    if move == RectificationMove.VERIFY and leads_rectification(user):
        raise NotAllowed(_("Nobody verifies what they carried out themselves."))
    raise RIGHTS.refusal()


def require_hand(user: Any, request: RectificationRequest) -> None:
    """Raise `NotAllowed` for others than the department and who leads."""
    if not carries_out(user, request):
        raise RIGHTS.refusal()


def moves_for(user: Any, request: RectificationRequest) -> list[RectificationMove]:
    """The moves that fit the state and that this person may make: the buttons of the page."""
    has_measure = request.reported_at is not None
    return moves_open_to(
        LIFECYCLE,
        RectificationState(request.state),
        lambda move: is_timely(move, has_measure=has_measure) and may_move(user, move, request),
    )


# --- pages --------------------------------------------------------------------------------------
def filter_report_paths(user: Any, paths: set[str]) -> set[str]:
    """Of `/reports/…` those that the person may open: requests one by one, the rest all or none."""
    parts = {path: path_parts(path) for path in paths}
    numbers = {
        path: number.strip("/")
        for path, (_house, thing, number) in parts.items()
        if thing == "rectifications" and number
    }
    openable = paths - numbers.keys() if may_read(user) else set()
    if numbers:
        visible = RectificationRequest.objects.visible_to(user)
        named = visible.filter(number__in=set(numbers.values())).order_by()
        known = set(named.values_list("number", flat=True))
        openable |= {path for path, number in numbers.items() if number in known}
    return openable
