"""Who reads reports and data audits of the whole desk, who issues and who signs them; who leads
measures; who carries out what a model needs, and who verifies it; who proposes awards, and who
grants them.
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.queries.openable import path_parts, paths_of_numbers
from analytics.domain import awards, pdca
from analytics.domain.rectification import LIFECYCLE, is_timely
from analytics.enums import (
    AwardMove,
    AwardState,
    MeasureMove,
    MeasurePhase,
    RectificationMove,
    RectificationState,
)
from analytics.models import Award, Measure, RectificationRequest
from analytics.models.awards import MANAGES
from core.errors import NotAllowed
from core.work.lifecycle import moves_open_to
from core.work.rules import Rights
from metrics.rules import may_see, sees_all

RIGHTS = Rights("analytics")
require_right = RIGHTS.require_right

# What the owner of a measure does.
OWNERS_MOVES = (MeasureMove.START, MeasureMove.TAKE_EFFECT)


def may_read(user: Any) -> bool:
    """Whoever has the right, and sees the tickets that the figures stand on."""
    return RIGHTS.has_right(user, "view_monthlyreport") and sees_all(user)


def may_export_figures(user: Any) -> bool:
    """Take the figures of the tickets that one sees, and a row for each of these tickets."""
    return may_see(user) and bool(user.has_perm("tickets.export_ticket"))


def may_issue(user: Any) -> bool:
    return may_read(user) and RIGHTS.has_right(user, "issue_monthlyreport")


def may_audit(user: Any) -> bool:
    """Carry out and sign data audits, and explain what they found."""
    return may_read(user) and RIGHTS.has_right(user, "carry_out_dataaudit")


def may_lead_measures(user: Any) -> bool:
    return may_read(user) and RIGHTS.has_right(user, "lead_measure")


def may_code(user: Any) -> bool:
    """Say in the retrospective why tickets took too long: whoever leads measures against it."""
    return may_lead_measures(user)


def require_coding(user: Any) -> None:
    """Raise `NotAllowed` for everybody else."""
    if not may_code(user):
        raise RIGHTS.refusal()


def may_move_measure(user: Any, move: MeasureMove, measure: Measure) -> bool:
    """Owners carry out; who leads measures does the rest, and judges none of the own ones."""
    is_owner = measure.owner_id == user.pk
    if move in (MeasureMove.PROVE, MeasureMove.MISS):
        return may_lead_measures(user) and not is_owner
    if move in OWNERS_MOVES:
        return is_owner or may_lead_measures(user)
    return may_lead_measures(user)


def require_measure_move(user: Any, move: MeasureMove, measure: Measure) -> None:
    """Raise `NotAllowed` with the reason."""
    if may_move_measure(user, move, measure):
        return
    if move == MeasureMove.PROVE and may_lead_measures(user):
        raise NotAllowed(_("A measure is judged by somebody who does not carry it out."))
    raise RIGHTS.refusal()


def measure_moves_for(user: Any, measure: Measure) -> list[MeasureMove]:
    """The moves that fit the phase and that this person may make: the buttons of the page."""
    return moves_open_to(
        pdca.LIFECYCLE,
        MeasurePhase(measure.phase),
        lambda move: may_move_measure(user, move, measure),
    )


def filter_measure_paths(user: Any, paths: set[str]) -> set[str]:
    """Of `/measures/NUMBER/` those that the person may see."""
    return paths_of_numbers(paths, Measure.objects.visible_to(user))


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


# --- awards -------------------------------------------------------------------------------------
def may_manage_awards(user: Any) -> bool:
    """Propose awards, grant those of others, withdraw them, and see all: whoever has the right and
    reads the figures of the whole desk.
    """
    return bool(user.has_perms(MANAGES))


def require_manage_awards(user: Any) -> None:
    """Raise `NotAllowed` for others."""
    if not may_manage_awards(user):
        raise RIGHTS.refusal()


def may_move_award(user: Any, move: AwardMove, award: Award) -> bool:
    """A second person grants: neither who proposed it nor who gets it."""
    is_first = user.pk in (award.proposed_by_id, award.staff_id)
    return may_manage_awards(user) and not (move == AwardMove.GRANT and is_first)


def require_award_move(user: Any, move: AwardMove, award: Award) -> None:
    """Raise `NotAllowed` with the reason."""
    if may_move_award(user, move, award):
        return
    require_manage_awards(user)
    if user.pk == award.staff_id:
        raise NotAllowed(_("Nobody grants an award to themselves."))
    raise NotAllowed(_("An award is granted by somebody who did not propose it."))


def award_moves_for(user: Any, award: Award) -> list[AwardMove]:
    """The moves that fit the state and that this person may make: the buttons of the page."""
    return moves_open_to(
        awards.LIFECYCLE,
        AwardState(award.state),
        lambda move: may_move_award(user, move, award),
    )


def filter_award_paths(user: Any, paths: set[str]) -> set[str]:
    """Of `/awards/NUMBER/` those that the person may see."""
    return paths_of_numbers(paths, Award.objects.visible_to(user))


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
