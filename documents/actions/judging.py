"""What an upload is, and whether it may be kept: asked of its bytes before anything is written."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.errors import BadFile
from documents import formats
from documents.channels import clamd
from documents.domain import containers, endings, filetypes, pictures
from documents.domain.names import LONGEST_NAME, safe_file_name

log = logging.getLogger(__name__)

HEAD = 4096
OFFICE = {endings.DOCX, endings.XLSX, endings.PPTX}


@dataclass(frozen=True, slots=True)
class JudgedUpload:
    """A file that may be kept: the name it is shown by, its content type, its size and SHA-256.

    `pixels` are those of all frames of a picture, None of anything else.
    """

    name: str
    content_type: str
    size: int
    sha256: str
    pixels: int | None = None


def judge_upload(upload: UploadedFile[bytes], *, is_only_read: bool = False) -> JudgedUpload:
    """Look at an upload.

    One that `is_only_read` by the product and never given out may hold macros and be called
    anything: its reader says what is wrong. Raises `BadFile` that names the file and says what to
    do.
    """
    name = safe_file_name(upload.name)
    _require_size(upload, name)
    content_type = _content_type(upload, name, is_only_read=is_only_read)

    kept_name = name if is_only_read else endings.fitting_name(name, content_type)
    if kept_name is None:
        raise BadFile(_refused_ending(name, content_type))
    size, digest = _size_and_digest(upload)
    pixels = _pixels(upload, name, content_type)
    _require_clean(upload, name)
    return JudgedUpload(kept_name[-LONGEST_NAME:].lstrip(". "), content_type, size, digest, pixels)


def _require_size(upload: UploadedFile[bytes], name: str) -> None:
    if not upload.size:
        raise BadFile(_("“%(name)s” is empty.") % {"name": name})
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise BadFile(formats.too_large(name, upload.size, settings.ATTACHMENT_MAX_BYTES))


def _size_and_digest(upload: UploadedFile[bytes]) -> tuple[int, str]:
    """Of what has really come."""
    digest = hashlib.sha256()
    size = 0
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


# --- what it is ---------------------------------------------------------------------------------
def _content_type(upload: UploadedFile[bytes], name: str, *, is_only_read: bool) -> str:
    """One of `endings.ENDINGS`. Raises `BadFile`."""
    upload.seek(0)
    content_type = filetypes.sniffed_type(upload.read(HEAD), name)
    look = containers.ContainerLook(content_type)
    if content_type == endings.OLE:
        look = containers.look_into_ole(_file_of(upload))
    elif content_type == endings.ZIP or content_type in OFFICE:
        # by its first bytes every document is an archive
        look = containers.look_into_zip(_file_of(upload))

    if not is_only_read and (look.has_macros or _is_called_with_macros(name, look)):
        raise BadFile(formats.MACROS % {"name": name})
    if look.content_type not in endings.ENDINGS:
        raise BadFile(formats.refused_type(name, formats.accepted_files()))
    return look.content_type


def _is_called_with_macros(name: str, look: containers.ContainerLook) -> bool:
    """A document that may hold them by its ending, also when it holds none now."""
    return endings.is_called_with_macros(name) and look.content_type in {*OFFICE, endings.ZIP}


def _file_of(upload: UploadedFile[bytes]) -> BinaryIO:
    return cast(BinaryIO, upload.file)


def _refused_ending(name: str, content_type: str) -> str:
    ending = endings.proper_ending(content_type)
    sentence = _(
        "“%(name)s” is not what its name says: its content is of the type %(type)s. If you know"
        " where it comes from, give it the ending .%(ending)s and attach it again."
    )
    return sentence % {"name": name, "type": ending.upper(), "ending": ending}


# --- pictures -----------------------------------------------------------------------------------
def _pixels(upload: UploadedFile[bytes], name: str, content_type: str) -> int | None:
    """All that is to be drawn. Raises `BadFile` for a picture that nobody could open."""
    if not content_type.startswith("image/"):
        return None
    size = pictures.picture_size(_file_of(upload), content_type)
    if size is None:
        return None
    limit = settings.PICTURE_MAX_PIXELS
    if not size.is_over(limit):
        return size.all_pixels
    sentence = _(
        "“%(name)s” has %(width)d × %(height)d pixels in %(frames)d frames; the limit is %(limit)d"
        " million pixels. Make it smaller and attach it again."
    )
    if size.frames == 1:
        sentence = _(
            "“%(name)s” has %(width)d × %(height)d pixels; the limit is %(limit)d million pixels."
            " Make it smaller and attach it again."
        )
    about = {"width": size.width, "height": size.height, "frames": size.frames}
    raise BadFile(sentence % {"name": name, "limit": limit // 1_000_000, **about})


# --- viruses ------------------------------------------------------------------------------------
def _require_clean(upload: UploadedFile[bytes], name: str) -> None:
    """Where there is a scanner nothing is kept that it has not looked at."""
    if not settings.CLAMD_URL:
        return
    upload.seek(0)
    try:
        virus = clamd.find_virus(settings.CLAMD_URL, upload.chunks())
    except clamd.ScannerAway:
        log.exception("the virus scanner could not look at an upload")
        refusal = _(
            "“%(name)s” cannot be checked for viruses now and was not kept. Try again later; if it"
            " stays so, tell the administrator."
        )
        raise BadFile(refusal % {"name": name}, is_passing=True) from None
    if virus is not None:
        log.warning("an upload was refused: %s", virus)
        refusal = _("“%(name)s” was refused: the virus scanner has found %(virus)s in it.")
        raise BadFile(refusal % {"name": name, "virus": virus})
