"""Has anything changed? The mark of a board (its ETag) is made of what can change it.

That is the end of the ledger, who looks in which language, and the next moment at which a figure
changes by time alone. Asking costs one look at the ledger and never touches a ticket.
"""

import hashlib
from datetime import datetime

from django.db.models import Max, Sum
from django.utils.translation import get_language

from accounts.models import User
from tickets.record.models import TicketEvent

# Lines at the end of the ledger that make its mark.
#
# A line that was numbered early and committed late changes it too.
LOOKED_BACK = 500


def ledger_mark(user: User) -> str:
    """Names the end of the ledger as this person sees it, with these rights, in this language.

    One statement by primary key.
    """
    newest = TicketEvent.objects.order_by("-pk").values("pk")[:LOOKED_BACK]
    last = newest.aggregate(last=Max("pk"), total=Sum("pk"))
    rights = ",".join(sorted(user.get_all_permissions()))
    parts = (
        user.pk,
        user.department_id,
        user.is_superuser,
        get_language(),
        last["last"],
        last["total"],
        rights,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def board_tag(mark: str, until: datetime) -> str:
    """The ETag of a board that stays true until a moment, as long as the ledger does not grow."""
    return f'"{int(until.timestamp() * 1_000_000)}-{mark}"'


def is_current(held: str, mark: str, at: datetime) -> bool:
    """Is the board that a browser holds still true at a moment?"""
    until, _dash, known = held.removeprefix("W/").strip('"').partition("-")
    # A browser may send anything: `int` of a thousand digits is refused before it is tried.
    if known != mark or not until.isdecimal() or len(until) >= 20:
        return False
    return int(until) >= at.timestamp() * 1_000_000
