"""The whole file of a ticket as a zip: its papers, its attachments, and a list with checksums."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from typing import IO, Any

from archive.exports.papers import papers_of
from archive.models import ArchiveRecord
from customers.rules import ContactVisibility
from documents.actions import safe_file_name
from documents.exports.zips import PIECE, Manifest, ZipPart, zip_pieces
from documents.models import StoredFile
from documents.queries.bytes_of import open_stored_file
from tickets.record.models import Ticket


def service_file(
    record: ArchiveRecord, visibility: ContactVisibility, *, mark: str, at: datetime
) -> Iterator[bytes]:
    """The zip of a file, piece by piece. Papers and names of files are masked, attachments are what
    they are: as their reader finds them at the ticket.
    """
    ticket = record.ticket
    papers = (
        ZipPart(name, partial(_pieces_of, paper))
        for name, paper in papers_of(ticket, visibility, mark)
    )
    parts = chain(papers, attachment_parts(ticket, visibility))
    about = {
        "file_no": record.file_no,
        "ticket": ticket.number,
        "archived_at": record.archived_at.isoformat(),
        "retain_until": record.retain_until.isoformat(),
        "taken": mark,
    }
    return zip_pieces(parts, at=at, last=partial(manifest_part, about))


def attachment_parts(
    ticket: Ticket, visibility: ContactVisibility, folder: str = ""
) -> Iterator[ZipPart]:
    """The files of a ticket in the order in which they came."""
    names = visibility.known_names(ticket.customer)
    attached = ticket.attachments.select_related("file").order_by("at", "pk")
    for number, attachment in enumerate(attached, 1):
        # The number keeps two files of one name apart.
        shown = visibility.shown_text(attachment.file.name, names)
        name = f"{number:03d}-{safe_file_name(shown)}"
        yield ZipPart(f"{folder}files/{name}", partial(_pieces_of_stored, attachment.file))


def _pieces_of_stored(stored: StoredFile) -> Iterator[bytes]:
    # Opened here, not at the first piece: one that is gone is told before its entry is begun.
    return _pieces_of(open_stored_file(stored))


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def manifest_part(about: dict[str, Any], manifest: Manifest) -> ZipPart:
    """The list of all parts, as JSON."""
    text = json.dumps({**about, "files": manifest}, ensure_ascii=False, indent=1)
    return ZipPart("manifest.json", lambda: [text.encode()])
