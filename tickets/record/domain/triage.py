"""What tier and priority a ticket seems to deserve, and why. A proposal; a person confirms. Pure."""

from dataclasses import dataclass

from tickets.record.enums import Impact, Nature, Priority, Tier

URGENT_WORDS = (
    "宕机",
    "停机",
    "停产",
    "停线",
    "停了",
    "停摆",
    "很急",
    "数据丢失",
    "业务中断",
    "无法启动",
    "全部瘫痪",
    "冒烟",
    "起火",
    "漏电",
    "system down",
    "data loss",
    "outage",
)
IMPORTANT_WORDS = (
    "延迟",
    "报警",
    "异响",
    "报错",
    "死机",
    "卡顿",
    "漏水",
    "漏油",
    "delay",
    "alarm",
    "error",
)
PRIORITY_OF_TIER = {
    Tier.URGENT: Priority.HIGH,
    Tier.IMPORTANT: Priority.MEDIUM,
    Tier.GENERAL: Priority.LOW,
}
RANK = {Tier.GENERAL: 0, Tier.IMPORTANT: 1, Tier.URGENT: 2}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed tier and priority; `reasons` are codes that the page words (`word:停机`, `impact`, `type`, `nature`, `vip`)."""

    tier: Tier
    priority: Priority
    reasons: tuple[str, ...]


def tier_suggestion(
    *, text: str, impact: str, nature: str, type_tier: str = "", is_vip: bool = False
) -> Suggestion:
    """The highest tier that any hint asks for; complaints are always of high priority (CM-5)."""
    hints = [_by_words(text), _by_impact(impact), (Tier(type_tier), "type") if type_tier else None]
    found = [hint for hint in hints if hint]
    tier = max((hint[0] for hint in found), key=RANK.__getitem__, default=Tier.GENERAL)
    reasons = [reason for hinted, reason in found if hinted == tier]
    priority = PRIORITY_OF_TIER[tier]
    if nature == Nature.COMPLAINT:
        priority, reasons = Priority.HIGH, [*reasons, "nature"]
    elif is_vip and priority == Priority.LOW:
        priority, reasons = Priority.MEDIUM, [*reasons, "vip"]
    return Suggestion(tier, priority, tuple(reasons))


def _by_words(text: str) -> tuple[Tier, str] | None:
    lowered = text.lower()
    for tier, words in ((Tier.URGENT, URGENT_WORDS), (Tier.IMPORTANT, IMPORTANT_WORDS)):
        hit = next((word for word in words if word in lowered), "")
        if hit:
            return tier, f"word:{hit}"
    return None


def _by_impact(impact: str) -> tuple[Tier, str] | None:
    tier = {Impact.SEVERE: Tier.URGENT, Impact.PARTIAL: Tier.IMPORTANT}.get(impact)
    return (tier, "impact") if tier else None


def may_wake(tier: str, priority: str) -> bool:
    """May somebody be disturbed outside the hours of the desk for such a ticket?"""
    return tier == Tier.URGENT or priority == Priority.HIGH


def tier_above(tier: str) -> Tier | None:
    """The next graver tier; None above the gravest."""
    ladder = [Tier.GENERAL, Tier.IMPORTANT, Tier.URGENT]
    position = ladder.index(Tier(tier)) + 1
    return ladder[position] if position < len(ladder) else None
