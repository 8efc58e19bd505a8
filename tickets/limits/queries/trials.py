"""The test bench of rules: every limit that an invented ticket would have."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tickets.limits.domain import sla
from tickets.limits.domain.limit_rules import TicketFacts
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaKind
from tickets.limits.queries import limit_terms
from tickets.limits.queries.limit_terms import LimitTerms, Rulebook

# Reason, begin, end.
PauseSpan = tuple[str, datetime, datetime]


@dataclass(frozen=True, slots=True)
class TriedLimit:
    """What one kind of limit would do for an invented ticket.

    `steps` as clocks copy them, each with its moment; None where the clock stands still.
    """

    kind: SlaKind
    terms: LimitTerms
    clock: sla.Clock
    pauses: list[PauseSpan]
    steps: list[tuple[dict[str, Any], datetime | None]]


def tried_limits(
    rules: Rulebook,
    facts: TicketFacts,
    started_at: datetime,
    pauses: list[PauseSpan],
    promised_at: datetime | None,
) -> list[TriedLimit]:
    """Every limit that the rules promise for the facts, as if its start event happened then."""
    limits = []
    for terms in rules.terms_by_kind(facts).values():
        if not terms[0].kind.is_moment or promised_at is not None:
            winner = limit_terms.strictest_terms(terms, started_at)
            limits.append(_tried_limit(winner, started_at, pauses, promised_at))

    return sorted(limits, key=lambda limit: (limit.kind.order, limit.kind.pk))


def _tried_limit(
    terms: LimitTerms,
    started_at: datetime,
    pauses: list[PauseSpan],
    promised_at: datetime | None,
) -> TriedLimit:
    target = limit_terms.target_of_terms(terms, moment=promised_at)
    honoured = [span for span in pauses if span[0] in target.pause_reasons]
    honoured.sort(key=lambda span: span[1])

    clock = sla.start_clock(target, started_at)
    for _reason, begin, end in honoured:
        clock = sla.resume_clock(sla.pause_clock(clock, begin), end)

    steps = []
    for copied, step in zip(terms.steps, target.steps, strict=True):
        steps.append((copied, sla.step_moment(clock, step)))

    return TriedLimit(terms.kind, terms, clock, honoured, steps)


def offered_promise(facts: TicketFacts, started_at: datetime, at: datetime) -> datetime | None:
    """When a ticket of these facts has to be solved by the rules: what can be promised for it.

    None where no rule limits the solution. Three statements.
    """
    limits = tried_limits(limit_terms.load_rulebook(at), facts, started_at, [], None)
    for limit in limits:
        if limit.kind.stop_event == ClockEvent.RESOLVED and not limit.kind.is_moment:
            return limit.clock.due_at
    return None
