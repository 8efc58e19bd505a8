"""The attachment service: a file is checked, written under a UUID, synced, renamed, and only then
becomes a row.
"""

import hashlib
import os
import re
import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.domain import text
from core.errors import BadFile
from core.undo import undo_on_failure
from documents.domain import filetypes
from documents.models import StoredFile

FREE_SPACE_FLOOR = 0.05


def store_upload(upload: UploadedFile, *, by: Any, at: datetime) -> StoredFile:
    """Keep an upload.

    Raises `BadFile` when it is empty, too large, of a refused type, or the disk is nearly full.
    """
    _require_room(upload)
    head = upload.read(4096)
    content_type = filetypes.sniffed_type(head, upload.name or "")
    if content_type is None:
        raise BadFile(
            _("“%(name)s”: files of this type are not accepted.")
            % {"name": safe_file_name(upload.name)}
        )
    stored = StoredFile(
        id=uuid.uuid4(),
        name=safe_file_name(upload.name),
        content_type=content_type,
        created_at=at,
        created_by=by,
    )
    stored.size, stored.sha256 = _write(upload, stored_path(stored))
    try:
        stored.save(force_insert=True)
    except BaseException:
        stored_path(stored).unlink(missing_ok=True)
        raise
    undo_on_failure(lambda: stored_path(stored).unlink(missing_ok=True))
    return stored


def stored_path(stored: StoredFile) -> Path:
    """Where the file lies."""
    return Path(settings.MEDIA_ROOT) / stored.relative_path


def safe_file_name(name: str | None) -> str:
    """The client's file name made safe to show and to offer for download; never used on disk."""
    plain = re.sub(r"[\x00-\x1f\x7f]+", " ", text.comparable_text(name or "").replace("\\", "/"))
    last = text.clean_text(plain.rpartition("/")[2]).lstrip(".")
    return last[-120:] or "file"


def _require_room(upload: UploadedFile) -> None:
    shown = {
        "name": safe_file_name(upload.name),
        "limit": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024,
    }
    if not upload.size:
        raise BadFile(_("“%(name)s” is empty.") % shown)
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise BadFile(_("“%(name)s” is larger than %(limit)d MB.") % shown)
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(root)
    if (
        disk.free - upload.size < disk.total * FREE_SPACE_FLOOR
        and disk.free < 20 * settings.ATTACHMENT_MAX_BYTES
    ):
        raise BadFile(
            _("The server's disk is nearly full: “%(name)s” was not kept. Tell the administrator.")
            % shown
        )


def _write(upload: UploadedFile, path: Path) -> tuple[int, str]:
    """Write beside, sync, rename; nothing is left behind when it fails. Size and SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part, digest, size = path.with_suffix(".part"), hashlib.sha256(), 0
    upload.seek(0)
    try:
        with part.open("xb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return size, digest.hexdigest()
