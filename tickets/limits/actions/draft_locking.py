"""The draft of the rules is edited by one person at a time."""

from core.errors import LawBroken
from tickets.limits.models import SlaPolicy, SlaTarget


class DraftChanged(LawBroken):
    """Somebody else edited the draft after it was shown; nothing was written."""


def lock_draft() -> list[SlaPolicy]:
    """The rules of the draft in order, locked with their targets: others who edit it wait."""
    # By key and rules before targets: two who lock in the same sequence cannot block each other.
    rows = list(SlaPolicy.objects.select_for_update(of=("self",)).order_by("pk"))
    list(SlaTarget.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return sorted(rows, key=lambda row: (row.is_fallback, row.order, row.pk))
