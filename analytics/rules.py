"""Who reads reports and audits of the whole desk, issues and signs them, and leads measures."""

from typing import Any

from django.utils.translation import gettext as _

from analytics.domain import pdca
from analytics.enums import MeasureMove, MeasurePhase
from analytics.models import Measure
from core.errors import NotAllowed
from core.openable import paths_of_numbers
from core.work.lifecycle import moves_open_to
from core.work.rules import Rights
from metrics.rules import sees_all

RIGHTS = Rights("analytics")
require_right = RIGHTS.require_right

CARRIED_OUT = (MeasureMove.START, MeasureMove.TAKE_EFFECT)


def may_read(user: Any) -> bool:
    """Whoever has the right, and sees the tickets that the figures stand on."""
    return RIGHTS.has_right(user, "view_monthlyreport") and sees_all(user)


def may_issue(user: Any) -> bool:
    return may_read(user) and RIGHTS.has_right(user, "issue_monthlyreport")


def may_audit(user: Any) -> bool:
    """Carry out and sign data audits, and explain what they found."""
    return may_read(user) and RIGHTS.has_right(user, "carry_out_dataaudit")


def may_lead_measures(user: Any) -> bool:
    return may_read(user) and RIGHTS.has_right(user, "lead_measure")


def may_move_measure(user: Any, move: MeasureMove, measure: Measure) -> bool:
    """Owners carry out; who leads measures does the rest, and judges none of the own ones."""
    is_owner = measure.owner_id == user.pk
    if move in (MeasureMove.PROVE, MeasureMove.MISS):
        return may_lead_measures(user) and not is_owner
    if move in CARRIED_OUT:
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


def filter_report_paths(user: Any, paths: set[str]) -> set[str]:
    """Of `/reports/…` those that the person may open: all or none."""
    return paths if may_read(user) else set()
