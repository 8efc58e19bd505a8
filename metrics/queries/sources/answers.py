"""What customers said: one score a ticket, the latest of those given with a confirmation, a
call-back or a survey.
"""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from metrics.queries.cases import CaseWindow
from metrics.queries.sources.times import as_share, of_resolved
from tickets.record.enums import SCORED_PURPOSES
from tickets.record.models import Communication, TicketQuerySet
from tickets.work.models import Confirmation

SATISFIED = 4


def _signed_scores() -> QuerySet:
    return Confirmation.objects.filter(score__isnull=False).order_by()


def _spoken_scores() -> QuerySet:
    return Communication.objects.filter(score__isnull=False, purpose__in=SCORED_PURPOSES).order_by()


def _latest_of(rows: QuerySet, column: str, wanted: str) -> Subquery:
    newest = rows.filter(ticket=OuterRef("pk")).order_by(f"-{column}", "-pk")
    return Subquery(newest.values(wanted)[:1])


def latest_answers(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Cohort: the latest answer lies in the period, so that a ticket counts once, in one month.

    The value is its score, 1 to 5.
    """
    return latest_scores(tickets.filter(_answered_last_in(window)))


def dissatisfied_answers(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Of the answers, those below four points, told without asking how satisfied the others are."""
    low = {"score__lt": SATISFIED}
    return latest_scores(tickets.filter(_answered_last_in(window, **low))).filter(
        case_raw__lt=SATISFIED
    )


def has_score() -> Q:
    """Has the customer of a ticket given a score, whenever and however?"""
    of_ticket = {"ticket": OuterRef("pk")}
    return Exists(_signed_scores().filter(**of_ticket)) | Exists(
        _spoken_scores().filter(**of_ticket)
    )


def latest_scores(tickets: TicketQuerySet) -> TicketQuerySet:
    """With the latest score of each ticket and its moment; empty where nobody gave one."""
    found = tickets.annotate(
        signed_at=_latest_of(_signed_scores(), "signed_at", "signed_at"),
        said_at=_latest_of(_spoken_scores(), "at", "at"),
    )
    is_said = Q(signed_at__isnull=True) | Q(said_at__gt=F("signed_at"))
    return found.annotate(
        case_at=Case(When(is_said, then=F("said_at")), default=F("signed_at")),
        case_raw=Case(
            When(is_said, then=_latest_of(_spoken_scores(), "at", "score")),
            default=_latest_of(_signed_scores(), "signed_at", "score"),
        ),
        case_key=F("pk"),
    )


def _answered_last_in(window: CaseWindow, **such: Any) -> Q:
    """One answer in the period (`such` a one, not the latest in it for sure) and none after it:
    told without looking for the latest of every ticket.
    """
    inside = (
        _signed_scores()
        .filter(window.has("signed_at"), **such)
        .values("ticket")
        .union(_spoken_scores().filter(window.has("at"), **such).values("ticket"))
    )
    signed_later = _signed_scores().filter(ticket=OuterRef("pk"), signed_at__gte=window.end)
    said_later = _spoken_scores().filter(ticket=OuterRef("pk"), at__gte=window.end)
    return Q(pk__in=inside) & ~Exists(signed_later) & ~Exists(said_later)


def satisfied_answers(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Of the answers, those of four and five points."""
    scored = latest_answers(tickets, window).annotate(case_score=F("case_raw"))
    return scored.annotate(case_raw=as_share(Q(case_score__gte=SATISFIED)))


def answered_tickets(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Of the tickets solved in the period, those with a score, whenever it was given."""
    return of_resolved(tickets, window).annotate(case_raw=as_share(has_score()))
