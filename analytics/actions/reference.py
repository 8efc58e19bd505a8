"""Rows of a fresh server. What exists is never touched: administrators edit them."""

from django.utils import timezone

from analytics.enums import DelayFact, MeasureKind
from analytics.models import AuditSettings, RectificationSettings, SlowCause

# What makes times long (AN-2): name, English name, where it is suggested, what measures begin with.
CAUSES = (
    ("人员配置不足", "Too few people", "", MeasureKind.STAFFING),
    ("流程冗余", "Needless steps", "", MeasureKind.PROCESS),
    ("技术工具缺陷", "Poor tools", "", MeasureKind.TOOLS),
    ("分配延迟", "Assigned late", DelayFact.ASSIGNMENT, MeasureKind.DISPATCH),
    ("备件延迟", "Parts came late", DelayFact.PARTS, MeasureKind.PARTS),
    ("等待客户", "Waited for the customer", DelayFact.CUSTOMER, MeasureKind.OTHER),
    ("其他", "Other", "", ""),
)


def seed_settings() -> None:
    """The one row of each. What was entered before this week is audited only where somebody asks
    for it.
    """
    if not AuditSettings.objects.exists():
        AuditSettings.objects.create(pk=1, since_on=timezone.localdate())
    if not RectificationSettings.objects.exists():
        RectificationSettings.objects.create(pk=1)


def seed_causes() -> None:
    """The causes of slow cases, where there are none at all."""
    if SlowCause.objects.exists():
        return
    SlowCause.objects.bulk_create(
        SlowCause(
            name=name,
            name_en=name_en,
            suggested_for=fact,
            measure_kind=kind,
            order=10 * place,
        )
        for place, (name, name_en, fact, kind) in enumerate(CAUSES, start=1)
    )
