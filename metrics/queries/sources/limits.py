"""Kept limits: of the clocks of a kind that ended or were missed in the period, those that were met
(sla.md, Figures).
"""

from django.db.models import Case, DateTimeField, F, FilteredRelation, Q, When

from core.domain import worktime
from metrics.queries.cases import CaseWindow, Source
from metrics.queries.sources.times import as_share
from tickets.record.models import TicketQuerySet


def kept_limits(code: str) -> Source:
    """The cases are clocks, so a ticket comes once for each cycle: at its miss where there was one,
    else at its end.

    A miss that a late entry corrected is none; a running clock past its due time is missed, whoever
    has noticed; running in time, paused and cancelled ones are left out.
    """

    def source(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
        at = worktime.whole_second(window.at)
        missed = Q(clock__breached_at__isnull=False, clock__is_corrected=False)
        unmissed = Q(clock__breached_at__isnull=True) | Q(
            clock__is_corrected=True
        )  # `~missed` would ask about other clocks too
        overdue = unmissed & Q(
            clock__stopped_at__isnull=True, clock__since__isnull=False, clock__due_at__lt=at
        )
        ended = unmissed & Q(clock__stopped_at__isnull=False)
        judged = missed & window.has("clock__breached_at")
        judged |= overdue & window.has("clock__due_at")
        judged |= ended & window.has("clock__stopped_at")
        rows = tickets.annotate(
            clock=FilteredRelation("clocks", condition=Q(clocks__cancelled_at__isnull=True))
        )
        rows = rows.filter(judged, clock__kind__code=code)
        return rows.annotate(
            case_at=Case(
                When(missed, then=F("clock__breached_at")),
                When(overdue, then=F("clock__due_at")),
                default=F("clock__stopped_at"),
                output_field=DateTimeField(),
            ),
            case_raw=as_share(ended),
            case_key=F("clock__pk"),
        )

    return source
