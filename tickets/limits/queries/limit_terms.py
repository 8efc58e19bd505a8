"""What the published rules promise for a ticket."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.dateparse import parse_datetime

from calendars.models import CalendarVersion, WorkCalendar, calendar_of_version
from core.queries.compiled import CompiledQuery
from tickets.limits.domain import sla
from tickets.limits.domain.limit_rules import (
    LimitRule,
    TicketFacts,
    applicable_rules,
    issue_lineage,
)
from tickets.limits.enums import ClockEvent, Unit
from tickets.limits.models import SlaClock, SlaKind, SlaRulebook
from tickets.limits.models.clocks import steps_of
from tickets.record.models import Ticket

# A rule's conditions, and the rule as the rulebook keeps it.
RuleEntry = tuple[LimitRule, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class LimitTerms:
    """What a published rule promises for one kind of limit, with the calendar version of now.

    `steps` as clocks copy them.
    """

    kind: SlaKind
    policy_key: int
    policy_name: str
    amount: int
    unit: str
    reopen_amount: int | None
    version_id: int
    pause_reasons: tuple[str, ...]
    steps: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The published rules as of a moment: what they promise for the facts of a ticket."""

    entries: tuple[RuleEntry, ...]
    kinds: dict[str, SlaKind]
    versions: dict[str, int]

    @property
    def rule_keys(self) -> frozenset[int]:
        """The keys of the rules in force."""
        return frozenset(rule.key for rule, _data in self.entries)

    def starts_with(self, events: Collection[str]) -> bool:
        """May any of these events start a clock? Reopening starts anew what was ended."""
        starting = {kind.start_event for kind in self.kinds.values()}
        return ClockEvent.REOPENED in events or not starting.isdisjoint(events)

    def applicable_keys(self, facts: TicketFacts) -> tuple[int, ...]:
        """The keys of the rules that apply: by tier and by priority (one or two)."""
        return tuple(applicable_rules([rule for rule, _data in self.entries], facts))

    def applicable_policies(self, facts: TicketFacts) -> list[dict[str, Any]]:
        """The rules that apply, as the rulebook keeps them."""
        by_key = {rule.key: data for rule, data in self.entries}
        return [by_key[key] for key in self.applicable_keys(facts)]

    def terms_by_kind(self, facts: TicketFacts) -> dict[int, list[LimitTerms]]:
        """By kind: the terms by tier and those by priority (one or two)."""
        terms: dict[int, list[LimitTerms]] = {}
        for policy in self.applicable_policies(facts):
            for target in policy["targets"]:
                kind = self.kinds.get(target["kind"])
                # A kind deleted since, or a calendar never published: nothing to count by.
                if kind is not None and target["calendar"] in self.versions:
                    terms.setdefault(kind.pk, []).append(self._terms(policy, target, kind))

        return terms

    def _terms(self, policy: dict[str, Any], target: dict[str, Any], kind: SlaKind) -> LimitTerms:
        return LimitTerms(
            kind=kind,
            policy_key=policy["key"],
            policy_name=policy["name"],
            amount=target["amount"],
            unit=target["unit"],
            reopen_amount=target["reopen_amount"],
            version_id=self.versions[target["calendar"]],
            pause_reasons=tuple(target["pause_reasons"]),
            steps=tuple(target["steps"]),
        )


def load_rulebook(
    at: datetime, *, data: dict[str, Any] | None = None, versions: dict[str, int] | None = None
) -> Rulebook:
    """The rules in force at `at`: the newest rulebook, or `data` of a draft. Three statements.

    `versions` (calendar code to version key) stands for the newest versions of the calendars.
    """
    kinds = {kind.code: kind for kind in ALL_KINDS.ask()}
    entries = _published_entries(_newest_key()) if data is None else _entries_of(data)
    in_force = tuple(entry for entry in entries if _is_in_force(entry[1], at))
    return Rulebook(in_force, kinds, versions or newest_calendar_versions())


def _newest_key() -> int | None:
    return NEWEST_RULEBOOK.ask_one()


# Asked by every step of the work.
ALL_KINDS = CompiledQuery(SlaKind.objects.all())
NEWEST_RULEBOOK = CompiledQuery(
    SlaRulebook.objects.order_by("-number").values_list("pk", flat=True)[:1]
)
_NUMBERED_VERSIONS = CalendarVersion.objects.filter(calendar=OuterRef("pk")).order_by("-number")
NEWEST_VERSIONS = CompiledQuery(
    WorkCalendar.objects.values_list("code", Subquery(_NUMBERED_VERSIONS.values("pk")[:1]))
)


def newest_calendar_versions() -> dict[str, int]:
    """Calendar code to the key of its newest version."""
    return {code: key for code, key in NEWEST_VERSIONS.ask() if key is not None}


@lru_cache(maxsize=16)
def _published_entries(rulebook_key: int | None) -> tuple[RuleEntry, ...]:
    """A rulebook never changes, so a process reads each of them once."""
    if rulebook_key is None:
        return ()

    return _entries_of(SlaRulebook.objects.get(pk=rulebook_key).data)


def _entries_of(data: dict[str, Any]) -> tuple[RuleEntry, ...]:
    """The rules of a rulebook in order: the first one that fits wins."""
    policies = sorted(data["policies"], key=rule_order)
    return tuple((limit_rule_of(policy), policy) for policy in policies)


def rule_order(policy: Mapping[str, Any]) -> tuple[bool, int, int]:
    """Sorts rules as plain data: the one for everything else comes last."""
    return policy["is_fallback"], policy["order"], policy["key"]


def forget_rulebooks() -> None:
    """Drop what this process remembers of rulebooks.

    After a flush the same keys may mean others.
    """
    _published_entries.cache_clear()


def _is_in_force(policy: dict[str, Any], at: datetime) -> bool:
    if not policy["is_active"]:
        return False

    begins_at = effective_from(policy)
    return begins_at is None or begins_at <= at


def effective_from(policy: Mapping[str, Any]) -> datetime | None:
    """When a rule as plain data comes into force; None for one that is in force from the start."""
    written: str | None = policy["effective_from"]
    return parse_datetime(written) if written else None


def limit_rule_of(policy: dict[str, Any]) -> LimitRule:
    """The conditions of a rule as plain data."""
    return LimitRule(
        key=policy["key"],
        tier=policy["tier"],
        priority=policy["priority"],
        business_type=policy["business_type"],
        issue_type=policy["issue_type"],
        channel=policy["channel"],
        customer_level=policy["customer_level"],
        product=policy["product"],
    )


def ticket_facts(ticket: Ticket) -> TicketFacts:
    """What the rules may ask of a ticket."""
    asset = ticket.asset
    issue_types: frozenset[int] = frozenset()
    if ticket.issue_type is not None:
        issue_types = issue_lineage(ticket.issue_type.pk, ticket.issue_type.parent_id)

    return TicketFacts(
        tier=ticket.tier,
        priority=ticket.priority,
        business_type=ticket.business_type,
        issue_types=issue_types,
        channel=ticket.channel_id,
        customer_level=ticket.customer.level,
        product=asset.model_id if asset else None,
    )


def terms_for_ticket(
    ticket: Ticket, at: datetime, rulebook: Rulebook | None = None
) -> dict[int, list[LimitTerms]]:
    """By kind: the terms by tier and those by priority (one or two)."""
    rulebook = rulebook or load_rulebook(at)
    return rulebook.terms_by_kind(ticket_facts(ticket))


def target_of_terms(
    terms: LimitTerms, *, moment: datetime | None = None, is_reopened: bool = False
) -> sla.LimitTarget:
    """Terms as the pure clock computes with them. `moment` counts for promises only."""
    amount = terms.amount
    if is_reopened and terms.reopen_amount:
        amount = terms.reopen_amount

    return sla.LimitTarget(
        amount=amount,
        unit=Unit(terms.unit),
        calendar=calendar_of_version(terms.version_id),
        pause_reasons=frozenset(terms.pause_reasons),
        repeats=terms.kind.repeats,
        moment=moment if terms.kind.is_moment else None,
        steps=steps_of(terms.steps),
    )


def strictest_terms(
    choices: Iterable[LimitTerms], started_at: datetime, *, is_reopened: bool = False
) -> LimitTerms:
    """Of the terms of one kind, those that would be due first."""
    strictest, *others = choices
    if strictest.kind.is_moment:
        # Due when it was promised, whichever rule promises it.
        return strictest

    for other in others:
        strictest_clock = sla.start_clock(
            target_of_terms(strictest, is_reopened=is_reopened), started_at
        )
        other_clock = sla.start_clock(target_of_terms(other, is_reopened=is_reopened), started_at)
        if sla.stricter_clock(strictest_clock, other_clock) is other_clock:
            strictest = other

    return strictest


def event_moments(ticket: Ticket) -> dict[str, datetime | None]:
    """When each event of a ticket happened, as far as it did."""
    return {
        ClockEvent.REPORTED: ticket.reported_at,
        ClockEvent.FIRST_CONTACT: ticket.first_responded_at,
        ClockEvent.PROCESSING_STARTED: ticket.processing_started_at,
        ClockEvent.SUBSTANTIVE_REPLY: ticket.substantive_replied_at,
        ClockEvent.PROMISED: ticket.promised_at,
        ClockEvent.FIXED: ticket.fixed_at,
        ClockEvent.RESOLVED: ticket.resolved_at,
    }


def terms_for_clock(row: SlaClock, choices: list[LimitTerms]) -> tuple[LimitTerms, sla.LimitTarget]:
    """The strictest of the terms for a clock that runs, and what they mean for it."""
    is_reopened = row.start_event == ClockEvent.REOPENED
    terms = strictest_terms(choices, row.started_at, is_reopened=is_reopened)
    return terms, target_of_terms(terms, moment=row.moment, is_reopened=is_reopened)


def ended_pauses(row: SlaClock) -> list[tuple[datetime, datetime]]:
    """The spans in which a clock stood still, as far as they are over."""
    if not row.pk:
        return []

    return [(pause.started_at, pause.ended_at) for pause in row.pauses.all() if pause.ended_at]


def is_end_unrecorded(kind: SlaKind, ticket: Ticket) -> bool:
    """Has the event happened for which the kind waits, but nobody wrote down when?"""
    return kind.stop_event == ClockEvent.FIRST_CONTACT and ticket.is_response_unrecorded


def is_limit_owed(kind: SlaKind, ticket: Ticket) -> bool:
    """Has the kind's start event happened, and not yet what ends it?"""
    moments = event_moments(ticket)
    if moments.get(kind.start_event) is None or is_end_unrecorded(kind, ticket):
        return False

    # Updates of the progress are owed until the problem is fixed, however many there were.
    last_event = ClockEvent.FIXED if kind.repeats else kind.stop_event
    return moments.get(last_event) is None
