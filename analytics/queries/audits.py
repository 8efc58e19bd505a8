"""Data audits as their pages and forms show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from analytics.domain.audits import incomplete_share
from analytics.enums import DataRule
from analytics.models import AuditFinding, AuditSettings, DataAudit
from analytics.models.audits import AuditFindingQuerySet
from core.queries import paging
from core.queries.paging import Page

NEWEST = paging.Order("made_at", descending=True)
AUDITS_A_PAGE = 20

# So many findings of a rule stand on the page of an audit; all of them on the page of the rule.
SHOWN = 20
OLDEST = paging.Order("found_at")
FINDINGS_A_PAGE = 50

IS_FIXED = Q(fixed_at__isnull=False)
IS_EXPLAINED = Q(fixed_at__isnull=True) & ~Q(remark="")
IS_OPEN = Q(fixed_at__isnull=True, remark="")


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """What broke one rule: how many findings, how many of them were fixed, explained, are open, and
    the first of them, the open ones before the others.
    """

    rule: DataRule
    found: int
    fixed: int
    explained: int
    left: int
    findings: list[AuditFinding]

    @property
    def has_more(self) -> bool:
        return self.found > len(self.findings)


@dataclass(frozen=True, slots=True)
class AuditSummary:
    """The numbers of an audit: records and per cent, and what became of the findings."""

    share: Decimal | None
    found: int
    fixed: int
    explained: int
    left: int


def current_audit_settings() -> AuditSettings:
    """The row as it is now, the defaults where there is none. One statement."""
    return AuditSettings.objects.first() or AuditSettings()


def page_of_audits(cursor: str) -> Page:
    """The newest first, each with the number of its open findings as `left`. One statement."""
    return paging.page_of(DataAudit.objects.all(), NEWEST, cursor, AUDITS_A_PAGE, _with_left)


def _with_left(audits: Any) -> Any:
    left = Count("findings", filter=Q(findings__fixed_at__isnull=True, findings__remark=""))
    return audits.select_related("auditor", "department").annotate(left=left)


def rules_of(audit: DataAudit, *, most: int = SHOWN) -> list[RuleFindings]:
    """Each rule that was broken, in the order of the rules. Two statements."""
    counted = (
        audit.findings.order_by()
        .values("rule")
        .annotate(
            found=Count("pk"),
            fixed=Count("pk", filter=IS_FIXED),
            explained=Count("pk", filter=IS_EXPLAINED),
            left=Count("pk", filter=IS_OPEN),
        )
    )
    counts = {row.pop("rule"): row for row in counted}
    shown = _first_findings(audit, most)
    return [
        RuleFindings(rule=rule, **counts[rule], findings=[one for one in shown if one.rule == rule])
        for rule in DataRule
        if rule in counts
    ]


def _first_findings(audit: DataAudit, most: int) -> Sequence[AuditFinding]:
    """Of each rule the first ones. One statement, however many there are."""
    place = Window(
        RowNumber(),
        partition_by=F("rule"),
        order_by=[
            F("fixed_at").asc(nulls_first=True),
            F("remarked_at").asc(nulls_first=True),
            "pk",
        ],
    )
    return list(
        _with_records(audit.findings.annotate(place=place))
        .filter(place__lte=most)
        .order_by("place")
    )


def _with_records(findings: AuditFindingQuerySet) -> AuditFindingQuerySet:
    """With what their rows tell of the record: no text of a customer."""
    return findings.select_related("ticket__assignee", "ticket__department", "remarked_by").only(
        *("audit", "rule", "found_at", "remark", "remarked_at", "fixed_at"),
        *("ticket__number", "ticket__status", "ticket__reported_at", "ticket__recorded_at"),
        *("ticket__assignee__display_name", "ticket__assignee__username"),
        *("ticket__department__name", "remarked_by__display_name", "remarked_by__username"),
    )


def page_of_findings(audit: DataAudit, rule: DataRule, cursor: str) -> Page:
    """All findings of one rule, in the order in which they were found. One statement."""
    found = audit.findings.filter(rule=rule)
    return paging.page_of(found, OLDEST, cursor, FINDINGS_A_PAGE, _with_records)


def all_findings(audit: DataAudit) -> AuditFindingQuerySet:
    """Every finding for a form, by rule and ticket."""
    return _with_records(audit.findings.order_by("rule", "ticket__number"))


def summary_of(audit: DataAudit, rules: Sequence[RuleFindings]) -> AuditSummary:
    """All rules together."""
    return AuditSummary(
        share=incomplete_share(audit.incomplete, audit.total),
        found=sum(one.found for one in rules),
        fixed=sum(one.fixed for one in rules),
        explained=sum(one.explained for one in rules),
        left=sum(one.left for one in rules),
    )
