"""What the published rules promise for a ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.dateparse import parse_datetime

from calendars.models import CalendarVersion, WorkCalendar, calendar_of_version
from tickets.limits.domain import policy, sla
from tickets.limits.enums import ClockEvent, Unit
from tickets.limits.models import SlaClock, SlaKind, SlaRulebook
from tickets.record.models import Ticket


@dataclass(frozen=True, slots=True)
class Terms:
    """What a published rule promises for one kind of limit, with the calendar version of now. `steps` as clocks copy them."""

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
class Rules:
    """A rulebook as of a moment: what it promises for the facts of a ticket."""

    policies: tuple[tuple[policy.Rule, dict[str, Any]], ...]
    kinds: dict[str, SlaKind]
    versions: dict[str, int]

    def chosen(self, facts: policy.Facts) -> list[dict[str, Any]]:
        """The rules that apply: by tier and by priority (one or two), as the rulebook keeps them."""
        by_key = {rule.key: data for rule, data in self.policies}
        return [
            by_key[key] for key in policy.choose([rule for rule, _data in self.policies], facts)
        ]

    def targets(self, facts: policy.Facts) -> dict[int, list[Terms]]:
        """By kind: the terms by tier and those by priority (one or two)."""
        found: dict[int, list[Terms]] = {}
        for data in self.chosen(facts):
            for target in data["targets"]:
                kind = self.kinds.get(target["kind"])
                if kind is not None and target["calendar"] in self.versions:
                    found.setdefault(kind.pk, []).append(self._terms(data, target, kind))
        return found

    def _terms(self, data: dict[str, Any], target: dict[str, Any], kind: SlaKind) -> Terms:
        return Terms(
            kind=kind,
            policy_key=data["key"],
            policy_name=data["name"],
            amount=target["amount"],
            unit=target["unit"],
            reopen_amount=target["reopen_amount"],
            version_id=self.versions[target["calendar"]],
            pause_reasons=tuple(target["pause_reasons"]),
            steps=tuple(target["steps"]),
        )


def load(
    at: datetime, *, data: dict[str, Any] | None = None, versions: dict[str, int] | None = None
) -> Rules:
    """The rules in force at `at`: the newest rulebook, or `data` of a draft. Three statements.

    `versions` (calendar code to version key) stands for the newest versions of the calendars.
    """
    kinds = {kind.code: kind for kind in SlaKind.objects.all()}
    book = _published(_newest_book()) if data is None else _parsed(data)
    in_force = tuple((rule, row) for rule, row in book if _is_in_force(row, at))
    return Rules(in_force, kinds, versions or newest_versions())


def _newest_book() -> int | None:
    return SlaRulebook.objects.order_by("-number").values_list("pk", flat=True).first()


def newest_versions() -> dict[str, int]:
    """Calendar code to the key of its newest version."""
    newest = (
        CalendarVersion.objects.filter(calendar=OuterRef("pk")).order_by("-number").values("pk")[:1]
    )
    return {
        code: key
        for code, key in WorkCalendar.objects.values_list("code", Subquery(newest))
        if key is not None
    }


@lru_cache(maxsize=16)
def _published(book_id: int | None) -> tuple[tuple[policy.Rule, dict[str, Any]], ...]:
    """A rulebook never changes, so a process reads each of them once."""
    return _parsed(SlaRulebook.objects.get(pk=book_id).data) if book_id is not None else ()


def _parsed(data: dict[str, Any]) -> tuple[tuple[policy.Rule, dict[str, Any]], ...]:
    rows = sorted(data["policies"], key=lambda row: (row["is_fallback"], row["order"], row["key"]))
    return tuple((rule_of(row), row) for row in rows)


def forget() -> None:
    """Drop what this process remembers of rulebooks: after a flush the same keys may mean others."""
    _published.cache_clear()


def _is_in_force(row: dict[str, Any], at: datetime) -> bool:
    begins = parse_datetime(row["effective_from"]) if row["effective_from"] else None
    return row["is_active"] and (begins is None or begins <= at)


def rule_of(row: dict[str, Any]) -> policy.Rule:
    """A rule's conditions as the law reads them."""
    return policy.Rule(
        key=row["key"],
        tier=row["tier"],
        priority=row["priority"],
        business_type=row["business_type"],
        issue_type=row["issue_type"],
        channel=row["channel"],
        customer_level=row["customer_level"],
        product=row["product"],
    )


def facts_of(ticket: Ticket) -> policy.Facts:
    """What the rules may ask of a ticket."""
    issue_type = ticket.issue_type
    types = {issue_type.pk, issue_type.parent_id} - {None} if issue_type else set()
    return policy.Facts(
        tier=ticket.tier,
        priority=ticket.priority,
        business_type=ticket.business_type,
        issue_types=frozenset(types),
        channel=ticket.channel_id,
        customer_level=ticket.customer.level,
        product=ticket.asset.model_id if ticket.asset_id else None,
    )


def targets_for(ticket: Ticket, at: datetime, rules: Rules | None = None) -> dict[int, list[Terms]]:
    """By kind: the terms by tier and those by priority (one or two)."""
    return (rules or load(at)).targets(facts_of(ticket))


def law_target(
    terms: Terms, *, moment: datetime | None = None, is_reopened: bool = False
) -> sla.Target:
    """Terms as the law reads them."""
    amount = terms.reopen_amount if is_reopened and terms.reopen_amount else terms.amount
    return sla.Target(
        amount=amount,
        unit=Unit(terms.unit),
        calendar=calendar_of_version(terms.version_id),
        pause_reasons=frozenset(terms.pause_reasons),
        repeats=terms.kind.repeats,
        moment=moment if terms.kind.is_moment else None,
        steps=law_steps(terms.steps),
    )


def law_steps(steps: Iterable[dict[str, Any]]) -> tuple[sla.Step, ...]:
    """Steps as the law reads them."""
    return tuple(
        sla.Step(step["key"], step["share"], timedelta(minutes=step["offset_minutes"]))
        for step in steps
    )


def strictest(
    targets: Iterable[Terms], started_at: datetime, *, is_reopened: bool = False
) -> Terms:
    """Of the terms of one kind, those that would be due first."""
    best, *others = targets
    for other in others if not best.kind.is_moment else ():
        one, two = (
            sla.start(law_target(terms, is_reopened=is_reopened), started_at)
            for terms in (best, other)
        )
        best = best if sla.stricter(one, two) is one else other
    return best


def moments(ticket: Ticket) -> dict[str, datetime | None]:
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


def new_terms(row: SlaClock, targets: list[Terms]) -> tuple[Terms, sla.Target]:
    """The strictest of the terms for a clock that runs, as rules and as law."""
    is_reopened = row.start_event == ClockEvent.REOPENED
    terms = strictest(targets, row.started_at, is_reopened=is_reopened)
    return terms, law_target(terms, moment=row.moment, is_reopened=is_reopened)


def ended_pauses(row: SlaClock) -> list[tuple[datetime, datetime]]:
    """The spans in which a clock stood still, as far as they are over."""
    return (
        [(pause.started_at, pause.ended_at) for pause in row.pauses.all() if pause.ended_at]
        if row.pk
        else []
    )


def is_owed(kind: SlaKind, happened: dict[str, datetime | None]) -> bool:
    """Has the kind's start event happened, and not yet what ends it?"""
    return (
        happened.get(kind.start_event) is not None
        and happened.get(ClockEvent.FIXED if kind.repeats else kind.stop_event) is None
    )
