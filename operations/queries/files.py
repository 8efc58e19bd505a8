"""Do the places that files need answer?"""

from dataclasses import dataclass

from django.conf import settings

from documents.channels import clamd
from documents.storages import kept_files


@dataclass(frozen=True, slots=True)
class FilePlaces:
    """What was seen; None for a scanner that was never set up."""

    do_files_answer: bool
    does_scanner_answer: bool | None


def look_at_places() -> FilePlaces:
    """Ask both, briefly."""
    scanner = clamd.is_answering(settings.CLAMD_URL) if settings.CLAMD_URL else None
    return FilePlaces(kept_files().answers(), scanner)
