"""What customers say of a solution before it counts as one: confirmed, or given back."""

from django.db.models import Exists, F, OuterRef, Q

from metrics.queries.cases import CaseWindow
from metrics.queries.sources.times import as_share, of_resolved
from tickets.record.models import TicketQuerySet
from tickets.work.enums import ConfirmationMode, ConfirmationResult
from tickets.work.models import Confirmation

# Where the customer has said it: silence says nothing.
SPOKEN = [mode for mode in ConfirmationMode if mode != ConfirmationMode.AUTO]


def confirmed_tickets(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Of the tickets solved in the period, those that the customer has confirmed."""
    said = Confirmation.objects.filter(ticket=OuterRef("pk"), mode__in=SPOKEN)
    is_confirmed = Exists(said.filter(result=ConfirmationResult.SOLVED).order_by())
    return of_resolved(tickets, window).annotate(case_raw=as_share(is_confirmed))


def refused_solutions(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Of all that customers said of solutions in the period, what was not solved: a case for each
    time.
    """
    found = tickets.filter(window.has("confirmations__signed_at"), confirmations__mode__in=SPOKEN)
    is_refused = Q(confirmations__result=ConfirmationResult.NOT_SOLVED)
    return found.annotate(
        case_at=F("confirmations__signed_at"),
        case_key=F("confirmations__pk"),
        case_raw=as_share(is_refused),
    )
