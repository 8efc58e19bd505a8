"""What a file is by its first bytes, not by what its sender says; and which kinds are accepted."""

from documents.enums import FileKind

# Pictures that every browser draws.
DRAWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

# Bytes of a picture that a page fetches by itself; a larger one is a link.
LARGEST_PREVIEW = 10 << 20

# Pixels, of all its frames, that a browser draws for a page without being asked.
LARGEST_DRAWN = 50_000_000

# Types that a browser may show in place; everything else is a download.
INLINE = DRAWN | {"application/pdf"}

TEXT_ENDINGS = ("txt", "log", "csv", "tsv", "md", "json", "ini", "conf", "yaml", "yml")

# Half of what they begin is NUL.
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

# What is accepted, as its files are usually called. The content decides; by the ending a browser
# can tell before anything is sent.
ACCEPTED: dict[FileKind, tuple[str, ...]] = {
    FileKind.PICTURE: (
        *("png", "jpg", "jpeg", "jfif", "gif", "webp", "heic", "heif", "avif"),
        *("bmp", "tif", "tiff"),
    ),
    FileKind.DOCUMENT: (
        *("pdf", "docx", "doc", "xlsx", "xls", "pptx", "ppt"),
        *("odt", "ods", "odp", "wps", "et", "dps", "msg", "vsdx", "vsd"),
    ),
    FileKind.TEXT: TEXT_ENDINGS,
    FileKind.ARCHIVE: ("zip", "gz", "tgz"),
    FileKind.RECORDING: ("mp3", "m4a", "amr", "wav", "aac", "ogg", "opus", "flac"),
    FileKind.VIDEO: ("mp4", "mov", "avi", "webm", "mkv", "3gp", "m4v"),
}

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\x1f\x8b", "application/gzip"),
    (b"ID3", "audio/mpeg"),
    # frames of MP3 and of AAC, where nothing stands before them
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"#!AMR\n", "audio/amr"),
    # voice messages of a messenger, which call themselves .amr too
    (b"\x02#!SILK_V3", "audio/silk"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"MZ", ""),  # programs, refused whatever they are called
    (b"\x7fELF", ""),
)
_RIFF = {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}

# The brands of ISO 14496-12 by their first letters; what names none of them is a video.
_BRANDS = (
    (b"hei", "image/heic"),
    (b"hev", "image/heic"),
    (b"avi", "image/avif"),
    (b"M4A", "audio/mp4"),
    (b"M4B", "audio/mp4"),
    (b"qt", "video/quicktime"),
    (b"3gp", "video/3gpp"),
)

# Containers that say of their content only in the list of what they are compatible with.
_OPEN_BRANDS = frozenset({b"mif1", b"msf1"})
_MP4 = "video/mp4"
_MP4_SOUND_ENDINGS = frozenset({"m4a", "m4b"})

_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

# Lengths of the second header that a bitmap may have.
_BITMAP_HEADERS = frozenset({12, 40, 52, 56, 108, 124})


def has_preview(content_type: str, size: int, pixels: int | None) -> bool:
    """Does a page show the file itself? A picture that every browser draws, and not a huge one.

    `pixels` are those of all its frames, None where they are not known.
    """
    is_small = size <= LARGEST_PREVIEW and (pixels or 0) <= LARGEST_DRAWN
    return content_type in DRAWN and is_small


def sniffed_type(head: bytes, name: str) -> str | None:
    """The stored content type.

    None for what is not accepted: programs, web pages, unknown binaries.
    """
    ending = name.rpartition(".")[2].lower()
    for signature, content_type in _SIGNATURES:
        if head.startswith(signature):
            return content_type or None
    if head[:4] == b"PK\x03\x04":
        # documents of an office are archives too: only the name tells them apart
        return _OFFICE.get(ending, "application/zip")
    found = _type_by_header(head, ending)
    is_utf16 = head.startswith(UTF16_MARKS)
    is_text = ending in TEXT_ENDINGS and (is_utf16 or b"\0" not in head)
    return found or ("text/plain" if is_text else None)


def _type_by_header(head: bytes, ending: str) -> str | None:
    """Formats that take more than their first bytes to be known."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[:1] == b"\0" and head[4:8] == b"ftyp":
        return _type_by_brands(head, ending)
    return "image/bmp" if _is_bitmap(head) else None


def _type_by_brands(head: bytes, ending: str) -> str:
    """Pictures of phones, recordings and videos share one container; its brands tell them apart."""
    length = int.from_bytes(head[:4], "big")
    brands = [head[place : place + 4] for place in range(8, min(length, len(head)), 4)]
    if brands and brands[0] in _OPEN_BRANDS:
        found = next(filter(None, map(_type_of_brand, brands[2:])), "image/heif")
        return found if found.startswith("image/") else "image/heif"

    found = (_type_of_brand(brands[0]) if brands else None) or _MP4
    # Many recorders call their sounds by the brand of a video: then only the name tells.
    is_sound = found.startswith("video/") and ending in _MP4_SOUND_ENDINGS
    return "audio/mp4" if is_sound else found


def _type_of_brand(brand: bytes) -> str | None:
    return next((kind for start, kind in _BRANDS if brand.startswith(start)), None)


def _is_bitmap(head: bytes) -> bool:
    """Two letters alone would take many a text for a picture."""
    header = int.from_bytes(head[14:18], "little")
    return head[:2] == b"BM" and head[6:10] == bytes(4) and header in _BITMAP_HEADERS
