"""Problems of a history in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tickets.transfer.domain.register_sheet import CellProblem


def problem_reason(problem: CellProblem) -> str:
    """The reason in the reader's language."""
    return reason_text(problem.reason, problem.about)


def reason_text(code: str, about: object) -> str:
    """The same of a problem that was kept."""
    reasons = {
        "missing": _("is missing"),
        "moment": _("is not a time that can be read"),
        "future": _("is in the future"),
        "too_long": _("is longer than %(about)s characters"),
        "unknown_status": _("is not a known status"),
        "state_right": _("is a state into which your role may not bring a ticket"),
        "month_to_come": _("is a number of a month to come"),
        "unknown_channel": _("is not a known channel"),
        "unknown_tier": _("is not a word that the mapping knows"),
        "unknown_word": _("is not a word that the mapping knows"),
        "count": _("is not a count"),
        "short": _("The line has fewer than %(about)s cells."),
        "too_many": _("has more than %(about)s lines"),
        "before_report": _("is before the report"),
        "before_solution": _("is before the solution"),
        "taken": _("belongs to another ticket of this house"),
        "goes_on": _("was imported until %(about)s; lines after that are not added"),
        "repeated": _("stands in row %(about)s already"),
        "differs": _("differs from %(about)s in an earlier line, which stands"),
        "stale": _("is older than the solution before it and moves nothing"),
        "before_reopening": _("is before the last reopening; the time of the line stands"),
    }
    return reasons[code] % {"about": about}


def told_kinds(kinds: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Kinds of problems (`ProblemKinds.as_plain`) with their reasons in the reader's language."""
    return [told_kind(**kind) for kind in kinds]


def told_kind(*, code: str = "", about: str = "", **kind: Any) -> dict[str, Any]:
    """One of them; one that was kept without its code has its reason already."""
    return {**kind, "code": code, "reason": reason_text(code, about)} if code else kind


def problem_data(problem: CellProblem) -> dict[str, object]:
    """A problem as JSON: row, column, value, reason."""
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem_reason(problem),
        "code": problem.reason,
    }
