"""Keeps files that people attach.

A file is judged, written under a UUID, and only then becomes a row.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadFile
from core.undo import undo_on_failure
from documents.actions.judging import judge_upload
from documents.domain.names import safe_file_name
from documents.models import StoredFile
from documents.storages import DISK_FULL, kept_files

log = logging.getLogger(__name__)


def store_upload(
    upload: UploadedFile[bytes], *, by: User | None, at: datetime, is_only_read: bool = False
) -> StoredFile:
    """Keep an upload.

    Raises `BadFile` when it is empty, too large, of a refused type or called something else, when
    a scanner is not content with it, or when there is no room. `is_only_read` is for files that the
    product reads and never gives out (see `judging.judge_upload`).
    """
    _require_room(upload)
    judged = judge_upload(upload, is_only_read=is_only_read)
    stored = StoredFile(
        id=uuid.uuid4(),
        name=judged.name,
        content_type=judged.content_type,
        size=judged.size,
        sha256=judged.sha256,
        pixels=judged.pixels,
        created_at=at,
        created_by=by,
    )
    _write_bytes(upload, stored)
    try:
        stored.save(force_insert=True)
    except BaseException:
        _delete_quietly(stored.relative_path)
        raise
    # a rollback takes the row back, but no file
    undo_on_failure(lambda: _delete_quietly(stored.relative_path))
    return stored


def drop_file(stored: StoredFile) -> None:
    """Take a file away that nothing needs any more; its bytes once that is committed."""
    name = stored.relative_path
    stored.delete()
    transaction.on_commit(lambda: _delete_quietly(name))


def _require_room(upload: UploadedFile[bytes]) -> None:
    if not kept_files().has_room(upload.size or 0, settings.ATTACHMENT_MAX_BYTES):
        raise BadFile(_refused_for_room(upload), is_passing=True)


def _refused_for_room(upload: UploadedFile[bytes]) -> str:
    refusal = _(
        "The server's disk is nearly full: “%(name)s” was not kept. Tell the administrator."
    )
    return refusal % {"name": safe_file_name(upload.name)}


def _write_bytes(upload: UploadedFile[bytes], stored: StoredFile) -> None:
    """Raises `BadFile` when the disk is full, or the place of the files does not answer."""
    upload.seek(0)
    try:
        kept_files().save(stored.relative_path, File(upload.file))
    except OSError as error:
        log.exception("a file could not be kept")
        if error.errno in DISK_FULL:
            raise BadFile(_refused_for_room(upload), is_passing=True) from error
        refusal = _(
            "“%(name)s” cannot be kept now: the place where files lie does not answer. Try again"
            " later; if it stays so, tell the administrator."
        )
        raise BadFile(refusal % {"name": safe_file_name(upload.name)}, is_passing=True) from error


def _delete_quietly(name: str) -> None:
    """What stays behind is found by the daily sweep."""
    try:
        kept_files().delete(name)
    except OSError:
        log.warning("the bytes of a file could not be taken away", exc_info=True)
