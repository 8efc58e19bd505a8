"""The worst of the month as the page and the workbook show them, in the language that is active:
ten rows a list, each with a reason in words and where it leads to.

They are counted when somebody looks: an index finds each of them in some milliseconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analytics.queries.look import Look, count_cell, listed_path, measured_cell, ticket_path
from core.names import in_language
from customers.rules import MASKED, ContactVisibility, contact_visibility
from metrics.enums import MetricUnit
from metrics.queries import worst
from metrics.queries.reasons import reason_text
from metrics.queries.worst import Reasons, RepeatedDevice, WorstTicket
from pages.charts import Cell
from tickets.work.enums import CauseClass


@dataclass(frozen=True, slots=True)
class WorstRow:
    """A ticket or a device: `name` leads to it, `value` to what it counts, where that is a list of
    its own. `about` says which device, `details` what the value is made of, `more` the numbers
    of that for a table.
    """

    name: Cell
    value: Cell
    reason: str
    department: str
    customer: str = ""
    about: str = ""
    details: Sequence[str] = ()
    more: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True)
class WorstList:
    """A list with its full list behind it; the columns of a table are `columns` and `more`."""

    name: str
    title: str
    summary: str
    thing: str
    value: str
    rows: list[WorstRow]
    path: str = ""
    about: str = ""
    more: Sequence[str] = ()
    has_customers: bool = False

    @property
    def columns(self) -> list[str]:
        """The header of a table that has a column for each fact."""
        return [
            self.thing,
            *([self.about] if self.about else []),
            self.value,
            *self.more,
            _("Reason"),
            _("Department"),
            *([_("Customer")] if self.has_customers else []),
        ]

    @property
    def cells(self) -> list[list[Cell]]:
        """The rows of that table."""
        return [
            [
                row.name,
                *([Cell(row.about)] if self.about else []),
                row.value,
                *row.more,
                Cell(row.reason),
                Cell(row.department),
                *([Cell(row.customer)] if self.has_customers else []),
            ]
            for row in self.rows
        ]


def worst_lists(look: Look) -> list[WorstList]:
    """All four, of the tickets that were asked for. Four statements."""
    visibility = _visibility_of(look)
    return [
        _slowest(look, visibility),
        _devices(look, visibility),
        _returned(look, visibility),
        _scores(look, visibility),
    ]


def _visibility_of(look: Look) -> ContactVisibility | None:
    """How much of a customer is named: nothing to who sees no customers, and what leaves the desk
    is masked.
    """
    if look.by is None or not look.by.has_perm("customers.view_customer"):
        return None
    return contact_visibility(look.by) if look.has_offers else MASKED


# --- the lists ----------------------------------------------------------------------------------
def _slowest(look: Look, visibility: ContactVisibility | None) -> WorstList:
    return WorstList(
        name="slowest",
        title=_("Longest resolution"),
        summary=_("Of the tickets solved in the month, natural time over all cycles."),
        thing=_("Ticket"),
        value=_("Hours"),
        rows=_ticket_rows(worst.slowest_tickets, look, _hours_cell, _why_slow, visibility),
        path=look.path_of(worst.SLOWEST),
        has_customers=visibility is not None,
    )


def _returned(look: Look, visibility: ContactVisibility | None) -> WorstList:
    return WorstList(
        name="returned",
        title=_("Reopened or refused most often"),
        summary=_("Of the tickets solved in the month."),
        thing=_("Ticket"),
        value=pgettext("count", "Times"),
        rows=_ticket_rows(worst.returned_tickets, look, _whole_cell, _why_returned, visibility),
        path=look.path_of(worst.RETURNED),
        has_customers=visibility is not None,
    )


def _scores(look: Look, visibility: ContactVisibility | None) -> WorstList:
    return WorstList(
        name="scores",
        title=_("Lowest scores"),
        summary=_("Answers of the month below four points."),
        thing=_("Ticket"),
        value=_("Score"),
        rows=_ticket_rows(worst.lowest_scores, look, _whole_cell, _why_low, visibility),
        path=look.path_of(worst.SCORES),
        has_customers=visibility is not None,
    )


def _devices(look: Look, visibility: ContactVisibility | None) -> WorstList:
    asked = look.asked
    found = worst.repeated_devices(asked.span, asked.scope, seen=asked.seen)
    return WorstList(
        name="devices",
        title=_("Devices that failed again"),
        summary=_("Faults of the month and of the twelve months before, reported or confirmed."),
        thing=_("Serial number"),
        about=_("Model"),
        value=pgettext("count", "Faults"),
        more=[pgettext("count", "Confirmed"), _("This month")],
        rows=[_device_row(row, visibility) for row in found],
        has_customers=visibility is not None,
    )


def _ticket_rows(
    find: Callable[..., list[WorstTicket]],
    look: Look,
    cell_of: Callable[[Decimal], Cell],
    why: Callable[[Reasons], str],
    visibility: ContactVisibility | None,
) -> list[WorstRow]:
    """What one of the queries of `worst` finds, as rows."""
    asked = look.asked
    return [
        WorstRow(
            name=Cell(row.number, ticket_path(row.number)),
            value=cell_of(row.value),
            reason=why(row.reasons),
            department=row.department or _("No department"),
            customer=visibility.customer_name(row.customer) if visibility else "",
        )
        for row in find(asked.span, asked.scope, at=asked.at, seen=asked.seen)
    ]


def _hours_cell(value: Decimal) -> Cell:
    return measured_cell(value, MetricUnit.HOURS)


def _whole_cell(value: Decimal) -> Cell:
    return count_cell(int(value))


def _device_row(row: RepeatedDevice, visibility: ContactVisibility | None) -> WorstRow:
    """A device has no page of its own: its tickets are where it is looked at."""
    path = listed_path(view="all", q=row.serial)
    return WorstRow(
        name=Cell(row.serial, path),
        about=row.model,
        value=count_cell(row.faults, path),
        details=[
            _("%(n)d confirmed") % {"n": row.confirmed},
            _("%(n)d this month") % {"n": row.of_month},
        ],
        more=[count_cell(row.confirmed), count_cell(row.of_month)],
        reason=_cause_words(row.reasons) or _not_diagnosed(row),
        department=row.department or _("No department"),
        customer=visibility.customer_name(row.customer) if visibility else "",
    )


# --- reasons in words ---------------------------------------------------------------------------
def _why_slow(reasons: Reasons) -> str:
    """The reason that was given for the missed limit, then what was found."""
    late = _("limit missed: %(reason)s") % {"reason": reasons.late} if reasons.late else ""
    return _in_words(late, _cause_words(reasons))


def _why_returned(reasons: Reasons) -> str:
    """How often the customer refused, then what was found."""
    refused = ""
    if reasons.refusals:
        refused = ngettext(
            "refused by the customer %(n)d time",
            "refused by the customer %(n)d times",
            reasons.refusals,
        ) % {"n": reasons.refusals}
    return _in_words(refused, _cause_words(reasons))


def _why_low(reasons: Reasons) -> str:
    """What was noted in the call about it, else what the customer ticked."""
    return _in_words(*(reason_text(name) for name in reasons.of_score))


def _cause_words(reasons: Reasons) -> str:
    """`Known fault (元件老化)`; empty where nothing was diagnosed."""
    if not reasons.cause_class:
        return ""
    found = str(CauseClass(reasons.cause_class).label)
    if not reasons.cause:
        return found
    return _("%(kind)s (%(cause)s)") % {"kind": found, "cause": reasons.cause}


def _not_diagnosed(row: RepeatedDevice) -> str:
    return _("not diagnosed: %(type)s") % {"type": in_language(*row.issue_type)}


def _in_words(*parts: str) -> str:
    return _("; ").join(part for part in parts if part) or _("no reason noted")
