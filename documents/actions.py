"""Keeps files that people attach.

A file is checked, written under a UUID, synced, renamed, and only then becomes a row.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.domain import text
from core.errors import BadFile
from core.undo import undo_on_failure
from documents import formats
from documents.domain import filetypes
from documents.models import StoredFile

# Share of the disk that stays free for the database and the logs.
FREE_SPACE_FLOOR = 0.05

# A large disk may fall below the floor while so many of the largest uploads still fit.
ENOUGH_UPLOADS = 20

# Characters of a shown name.
LONGEST_NAME = 120


def store_upload(upload: UploadedFile[bytes], *, by: User | None, at: datetime) -> StoredFile:
    """Keep an upload.

    Raises `BadFile` when it is empty, too large, of a refused type, or the disk is nearly full.
    """
    _require_room(upload)
    head = upload.read(4096)
    content_type = filetypes.sniffed_type(head, upload.name or "")
    if content_type is None:
        raise BadFile(formats.refused_type(safe_file_name(upload.name), formats.accepted_files()))

    stored = StoredFile(
        id=uuid.uuid4(),
        name=safe_file_name(upload.name),
        content_type=content_type,
        created_at=at,
        created_by=by,
    )
    stored.size, stored.sha256 = _write_upload(upload, stored_path(stored))
    try:
        stored.save(force_insert=True)
    except BaseException:
        stored_path(stored).unlink(missing_ok=True)
        raise
    # a rollback takes the row back, but no file
    undo_on_failure(lambda: stored_path(stored).unlink(missing_ok=True))
    return stored


def drop_file(stored: StoredFile) -> None:
    """Take a file away that nothing needs any more; from the disk once that is committed."""
    path = stored_path(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def stored_path(stored: StoredFile) -> Path:
    """Where the file lies."""
    return Path(settings.MEDIA_ROOT) / stored.relative_path


def safe_file_name(name: str | None) -> str:
    """The client's file name, safe to show and to offer for download; never used on disk.

    It stays as its owner wrote it: no sign is exchanged for another. Only folders, signs that
    nobody sees, and dots that would hide the file are taken away.
    """
    one_line = re.sub(r"[\t\r\n\x7f]+", " ", name or "")
    last = re.split(r"[/\\]", text.INVISIBLE.sub("", one_line))[-1]
    return last.strip().lstrip(". ")[-LONGEST_NAME:] or "file"


def _require_room(upload: UploadedFile[bytes]) -> None:
    name = safe_file_name(upload.name)
    if not upload.size:
        raise BadFile(_("“%(name)s” is empty.") % {"name": name})
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise BadFile(formats.too_large(name, upload.size, settings.ATTACHMENT_MAX_BYTES))

    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(root)
    is_below_floor = disk.free - upload.size < disk.total * FREE_SPACE_FLOOR
    if is_below_floor and disk.free < ENOUGH_UPLOADS * settings.ATTACHMENT_MAX_BYTES:
        refusal = _(
            "The server's disk is nearly full: “%(name)s” was not kept. Tell the administrator."
        )
        raise BadFile(refusal % {"name": name})


def _write_upload(upload: UploadedFile[bytes], path: Path) -> tuple[int, str]:
    """Write beside, sync, rename; nothing is left behind when it fails. Size and SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    digest = hashlib.sha256()
    size = 0
    upload.seek(0)
    try:
        with part.open("xb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            # before the rename: a row must never name a file that a loss of power left empty
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return size, digest.hexdigest()


def put_back_file(relative_path: str, sha256: str, blocks: Iterable[bytes]) -> None:
    """Write a file of a backup where its row looks for it. What lies there already and is right
    stays; the caller syncs the disk once, after many files.

    A file that was damaged before it was backed up is put back as it is, but over nothing.
    """
    path = Path(settings.MEDIA_ROOT) / relative_path
    if path.is_file() and _sha256_of(path) == sha256:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    digest = hashlib.sha256()
    try:
        with part.open("wb") as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
        if digest.hexdigest() == sha256 or not path.exists():
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
