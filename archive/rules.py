"""Who may look into files, hold them, and have personal data removed."""

from accounts.models import User
from archive.models import ArchiveRecord, ArchiveRecordQuerySet
from core.work.rules import Rights
from tickets.record.domain.scope import Extent
from tickets.record.models import Ticket
from tickets.record.models.ticket import scope_of

RIGHTS = Rights("archive")
has_right = RIGHTS.has_right
require_right = RIGHTS.require_right


def visible_records(user: User) -> ArchiveRecordQuerySet:
    """The files of tickets that a person sees; none without the right to the archive."""
    if not has_right(user, "view_archiverecord"):
        return ArchiveRecord.objects.none()
    if scope_of(user).extent is Extent.EVERYTHING:
        return ArchiveRecord.objects.all()
    return ArchiveRecord.objects.filter(ticket__in=Ticket.objects.visible_to(user))
