"""Problems of a history in the reader's language."""

from django.utils.translation import gettext as _

from tickets.transfer.domain.register_sheet import CellProblem


def problem_reason(problem: CellProblem) -> str:
    """The reason in the reader's language."""
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
    return reasons[problem.reason] % {"about": problem.about}


def problem_data(problem: CellProblem) -> dict[str, object]:
    """A problem as JSON: row, column, value, reason."""
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem_reason(problem),
        "code": problem.reason,
    }
