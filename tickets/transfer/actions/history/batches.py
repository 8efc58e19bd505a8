"""A history that a program sends in batches: opened, filled, closed; then it is a file like any
other, and the worker does the rest.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core import later
from core.errors import LawBroken
from documents import actions as files
from tickets.record.rules import require_right
from tickets.transfer.actions.history.uploads import JOB, lock_upload
from tickets.transfer.domain.history.batch_table import BatchRow, headings_of, table_lines
from tickets.transfer.enums import HistoryTask
from tickets.transfer.models import HistoryBatch, HistoryUpload

# Batches that are read from the database at a time.
BATCHES_AT_ONCE = 20

# So many missing ones are named.
MOST_NAMED = 20

MEMORY = 1 << 20


def open_history(name: str, *, mapping: dict[str, Any], by: User, at: datetime) -> HistoryUpload:
    """Begin a history that comes in batches; an empty `mapping` is guessed from its headings."""
    require_right(by, "import_ticket")
    return HistoryUpload.objects.create(name=name, mapping=mapping, by=by, at=at, is_open=True)


@transaction.atomic
def keep_batch(
    upload: HistoryUpload, number: int, rows: Sequence[BatchRow], *, by: User, at: datetime
) -> tuple[HistoryBatch, bool]:
    """Keep the rows of a batch, and whether it is new: the same one again changes nothing.

    Raises `LawBroken` for other rows under a number that came before, for a history that is closed,
    and for one that would be larger than a file may be.
    """
    require_right(by, "import_ticket")
    locked = lock_upload(upload)
    written = json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(written).hexdigest()
    known = locked.batches.filter(number=number).first()
    if known is not None:
        if known.digest != digest:
            raise LawBroken(_("This batch came before with other rows."))
        return known, False
    if not locked.is_open:
        raise LawBroken(_("This import is closed: begin another one."))
    kept = locked.batches.aggregate(size=Sum("size"))["size"] or 0
    if kept + len(written) > settings.IMPORT_MAX_BYTES:
        raise LawBroken(_("This import is full: close it, and send the rest as another one."))
    batch = locked.batches.create(
        number=number, digest=digest, count=len(rows), size=len(written), rows=list(rows), at=at
    )
    return batch, True


@transaction.atomic
def close_history(
    upload: HistoryUpload, *, batches: int, by: User, at: datetime, language: str = ""
) -> HistoryUpload:
    """All is sent: the rows become the file, and the worker looks at it. A second time changes
    nothing.

    `batches` is how many there are. Raises `LawBroken` where not exactly these have come, and
    `BadFile` for what can be no file.
    """
    require_right(by, "import_ticket")
    locked = lock_upload(upload)
    if not locked.is_open:
        return locked
    _require_all(locked, batches)
    with tempfile.SpooledTemporaryFile(MEMORY) as file:
        headings = headings_of(_rows_of(locked))
        for line in table_lines(headings, _rows_of(locked)):
            file.write(line.encode())
        size = file.tell()
        file.seek(0)
        sent = UploadedFile(file, name="history.csv", content_type="text/csv", size=size)
        locked.file = files.store_upload(sent, by=by, at=at, is_only_read=True)
    locked.is_open = False
    locked.asked_for = HistoryTask.SURVEY
    locked.language = language
    locked.save()
    locked.batches.update(rows=[])
    later.enqueue(JOB)
    return locked


def _require_all(upload: HistoryUpload, batches: int) -> None:
    came = set(upload.batches.values_list("number", flat=True))
    missing = sorted(set(range(1, batches + 1)) - came)
    if missing:
        numbers = ", ".join(map(str, missing[:MOST_NAMED]))
        words = _("These batches have not come: %(numbers)s") % {"numbers": numbers}
        raise LawBroken(words, field="batches")
    if len(came) > batches:
        words = _("More batches have come than you say: %(count)d.") % {"count": len(came)}
        raise LawBroken(words, field="batches")


def _rows_of(upload: HistoryUpload) -> Iterator[BatchRow]:
    """In the order of the batches."""
    batches = HistoryBatch.objects.filter(upload=upload).order_by("number")
    for rows in batches.values_list("rows", flat=True).iterator(BATCHES_AT_ONCE):
        yield from rows
