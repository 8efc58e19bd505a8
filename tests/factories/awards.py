"""Tickets that a person solved in October 2026, enough of them to speak, and awards on their way."""

from decimal import Decimal

from analytics.actions.awards import AwardProposal, grant_award, propose_award
from analytics.domain.awards import AwardPeriod
from analytics.enums import AwardKind
from analytics.queries.award_figures import figures_for_award, seen_figures
from tests.factories.many_tickets import tickets_like
from tests.fixtures import moment, reported
from tickets.record.models import Ticket

OCTOBER = AwardPeriod.named("2026-10")
NOON = moment("2026-11-16 12:00")
SOLVED_AT = moment("2026-10-20 16:00")


def solve(cast, who, count, **changes):
    """So many tickets of October that the person solved at the first go."""
    ticket = reported(cast, moment("2026-10-20 09:00"))
    Ticket.objects.filter(pk=ticket.pk).update(
        assignee=cast.staff[who], resolved_at=SOLVED_AT, first_responded_at=SOLVED_AT, **changes
    )
    ticket.refresh_from_db()
    if count > 1:
        tickets_like(ticket, count - 1)
    return ticket


def proposal(cast, who="engineer", **changes):
    told = {
        "kind": AwardKind.EMPLOYEE,
        "period": OCTOBER,
        "staff": cast.staff[who],
        "basis": "连续处理三起停机故障，均一次修复",
        "amount": Decimal(800),
        **changes,
    }
    return AwardProposal(**told)


def proposed(cast, who="engineer", by="supervisor", **changes):
    return propose_award(proposal(cast, who, **changes), by=cast.staff[by], at=NOON)


def seen_of(award, at=NOON):
    """What somebody who looks at the figures now has seen."""
    return seen_figures(figures_for_award(award.staff_id, award.period, at=at))


def granted(cast, who="engineer", by="manager", **changes):
    award = proposed(cast, who, **changes)
    return grant_award(award, by=cast.staff[by], at=NOON, seen=seen_of(award))
