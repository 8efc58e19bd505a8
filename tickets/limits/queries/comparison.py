"""What changed rules would have done: the last thirty days, measured by both rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tickets.limits.domain import sla
from tickets.limits.models import SlaKind
from tickets.limits.queries import limit_terms
from tickets.limits.queries.limit_terms import LimitTerms, Rulebook
from tickets.limits.queries.preview import LONG_TEXTS, LOOKED_AT, RULE_RELATIONS
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket


@dataclass(slots=True)
class ComplianceTally:
    """Of one kind of limit: how many were met and missed."""

    met: int = 0
    missed: int = 0

    @property
    def share(self) -> float | None:
        """Met of all that were judged, in per cent; None when none was."""
        judged = self.met + self.missed
        return round(100 * self.met / judged, 1) if judged else None

    def count(self, is_met: bool | None) -> None:
        """Count a verdict; one that is not decided yet counts nowhere."""
        if is_met is None:
            return

        if is_met:
            self.met += 1
        else:
            self.missed += 1


@dataclass(frozen=True, slots=True)
class ComplianceComparison:
    """Compliance per kind under the published rules and under the draft.

    `tickets` of `total` were measured.
    """

    rows: list[tuple[SlaKind, ComplianceTally, ComplianceTally]]
    tickets: int
    total: int
    since: datetime


@dataclass(slots=True)
class _Tallies:
    """By kind: the tally under the published rules, and the one under the draft."""

    by_kind: dict[int, tuple[ComplianceTally, ComplianceTally]] = field(default_factory=dict)

    def count(self, position: int, kind_id: int, is_met: bool | None) -> None:
        pair = self.by_kind.setdefault(kind_id, (ComplianceTally(), ComplianceTally()))
        pair[position].count(is_met)

    def rows(self) -> list[tuple[SlaKind, ComplianceTally, ComplianceTally]]:
        kinds = SlaKind.objects.in_bulk(list(self.by_kind))
        ordered = sorted(kinds.values(), key=lambda kind: (kind.order, kind.pk))
        return [(kind, *self.by_kind[kind.pk]) for kind in ordered]


def compare_last_days(
    published: Rulebook, draft: Rulebook, at: datetime, *, days: int = 30
) -> ComplianceComparison:
    """The tickets reported in the last `days`, measured by both rules.

    By their own moments and pauses, with the tier and priority of today. Limits that repeat are
    left out: how often they would have started depends on what people would have done.
    """
    since = at - timedelta(days=days)
    counted = Ticket.objects.filter(reported_at__gte=since).exclude(status__in=lifecycle.UNCOUNTED)
    total = counted.count()
    tickets = (
        counted.select_related(*RULE_RELATIONS)
        .defer(*LONG_TEXTS)
        .prefetch_related("clocks__pauses")
        .order_by("-reported_at", "-pk")
    )

    tallies = _Tallies()
    measured = 0
    for ticket in tickets[:LOOKED_AT]:
        measured += 1
        for position, rules in enumerate((published, draft)):
            # Undecided limits count nowhere, but their kind gets its line.
            for kind_id, is_met in _verdicts(ticket, rules, at):
                tallies.count(position, kind_id, is_met)

    return ComplianceComparison(tallies.rows(), measured, total, since)


def _verdicts(ticket: Ticket, rules: Rulebook, at: datetime) -> Iterator[tuple[int, bool | None]]:
    """Per kind: met, missed, or not decided yet (None)."""
    moments = limit_terms.event_moments(ticket)
    for kind_id, terms in limit_terms.terms_for_ticket(ticket, at, rules).items():
        kind = terms[0].kind
        if kind.repeats:
            continue

        if kind.is_moment:
            started_at = ticket.reported_at if ticket.promised_at else None
        else:
            started_at = moments.get(kind.start_event)

        if started_at is not None:
            stopped_at = moments.get(kind.stop_event)
            # What ended it was not recorded: nobody can say whether it was kept.
            is_unknown = limit_terms.is_end_unrecorded(kind, ticket)
            is_met = None if is_unknown else _is_met(ticket, terms, started_at, stopped_at, at)
            yield kind_id, is_met


def _is_met(
    ticket: Ticket,
    terms: list[LimitTerms],
    started_at: datetime,
    stopped_at: datetime | None,
    at: datetime,
) -> bool | None:
    winner = limit_terms.strictest_terms(terms, started_at)
    target = limit_terms.target_of_terms(winner, moment=ticket.promised_at)
    pauses = _pauses_of(ticket, target.pause_reasons)
    clock = sla.replay_clock(target, started_at, pauses, stopped_at, at)

    if clock.is_breached:
        return False

    return None if clock.is_live else True


def _pauses_of(ticket: Ticket, reasons: frozenset[str]) -> list[tuple[datetime, datetime | None]]:
    """When the ticket stood still for one of the reasons, from whichever clock noted it."""
    spans = set()
    for row in ticket.clocks.all():
        for pause in row.pauses.all():
            if pause.reason in reasons:
                spans.add((pause.started_at, pause.ended_at))

    return sorted(spans, key=lambda span: span[0])
