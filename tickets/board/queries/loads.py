"""Load: who holds how much, of which tier, and how much of it is late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import Absence, DutyShift, User
from tickets.board.queries.counting import CappedCount, CountsByCondition, capped_text
from tickets.record.enums import Tier
from tickets.record.models import Ticket

PEOPLE = 30

# So far the tickets of one person are counted.
HELD_CAP = 100
TIERS = (Tier.URGENT, Tier.IMPORTANT, Tier.GENERAL)


@dataclass(frozen=True, slots=True)
class Load:
    """What one person holds, the parts as x and width in per mille of the longest bar."""

    user: User
    held: int
    late: int
    parts: list[dict[str, Any]]

    @property
    def held_text(self) -> str:
        return capped_text(self.held, HELD_CAP)

    @property
    def late_text(self) -> str:
        return capped_text(self.late, HELD_CAP) if self.late else ""

    @property
    def parts_text(self) -> str:
        """`Urgent 2 Important 0 General 7`."""
        return " ".join(f"{part['label']} {part['count']}" for part in self.parts)


def loads_of(user: User, at: datetime) -> list[Load]:
    """The longest bar first, one statement.

    What everybody holds is counted along an index; tiers are read of those who are shown.
    """
    held = Ticket.objects.visible_to(user).open().filter(assignee=OuterRef("pk"))
    of_tier = {tier.value: f"tier = '{tier.value}'" for tier in TIERS}
    # As all figures do: what begins at a moment shows right after it.
    covers = Q(starts_at__lt=at, ends_at__gte=at)
    people = (
        User.objects.annotate(
            held=CappedCount(held, HELD_CAP),
            held_late=CappedCount(held.filter(next_due_at__lt=at), HELD_CAP),
            tiers=CountsByCondition(held, HELD_CAP, of_tier, ("tier",)),
            on_shift=Exists(DutyShift.objects.filter(covers, person=OuterRef("pk"))),
            is_away=Exists(Absence.objects.filter(covers, person=OuterRef("pk"))),
        )
        .only("username", "display_name", "is_on_duty", "is_active")
        .order_by("-held", "display_name", "pk")[:PEOPLE]
    )
    # Kept out here and not in the statement, which would count everybody twice.
    rows = [person for person in people if person.held]
    longest = max((person.held for person in rows), default=1)
    return [_person_load(person, longest) for person in rows]


def _person_load(person: Any, longest: int) -> Load:
    parts = []
    start = 0
    for tier in TIERS:
        count = person.tiers[tier.value]
        end = start + count
        # Both ends are rounded alike, so that the parts of a bar leave no gap.
        x = 1000 * start // longest
        width = 1000 * end // longest - x
        parts.append(
            {
                "tier": tier.value,
                "label": tier.label,
                "count": count,
                "x": f"{x / 10:.1f}%",
                "width": f"{width / 10:.1f}%",
            }
        )
        start = end
    return Load(person, person.held, person.held_late, parts)
