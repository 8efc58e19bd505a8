"""Orders to remove people, written down outside the database too: a backup that is restored knows
nothing of those that were given after it was made.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from archive.enums import DisposalKind
from archive.models import DisposalRun
from customers.models import Contact
from documents.line_files import add_line, lines_in
from privacy.domain.classes import HIDDEN


def note_erasures(path: Path) -> int:
    """Add the orders that the list does not have yet; how many. A line names a contact by its key,
    and says nothing about the person.
    """
    orders = DisposalRun.objects.filter(kind=DisposalKind.ERASURE).order_by("pk")
    given = list(orders.values_list("contact", "requested_at"))
    noted = {(entry["contact"], entry["at"]) for entry in lines_in(path)} if given else set()
    fresh = [line for line in map(_line_of, given) if (line["contact"], line["at"]) not in noted]
    for line in fresh:
        add_line(path, line)
    return len(fresh)


def _line_of(order: tuple[int | None, datetime]) -> dict[str, Any]:
    contact, requested_at = order
    return {"contact": contact, "at": requested_at.isoformat()}


def order_again(path: Path) -> int:
    """Give those orders of the list anew that this database does not know: it was restored from a
    backup that is older than they are. How many; who is not in the database needs none.
    """
    count = 0
    for entry in lines_in(path):
        requested_at = datetime.fromisoformat(entry["at"])
        known = DisposalRun.objects.filter(contact=entry["contact"], requested_at=requested_at)
        contact = Contact.objects.filter(pk=entry["contact"]).exclude(name=HIDDEN).first()
        if contact is None or known.exists():
            continue
        DisposalRun.objects.create(
            kind=DisposalKind.ERASURE,
            requested_at=requested_at,
            contact=contact,
            reason=_("Given again after a restore."),
        )
        count += 1
    return count
