"""Tables of the archive."""

from archive.models.disposals import DisposalRun
from archive.models.files import ArchiveRecord, ArchiveRecordQuerySet

__all__ = ["ArchiveRecord", "ArchiveRecordQuerySet", "DisposalRun"]
