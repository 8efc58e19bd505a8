"""What a file is by its first bytes, not by what its sender says."""

# Types that a browser may show in place; everything else is a download.
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})

_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"%PDF-", 0, "application/pdf"),
    (b"\x1aE\xdf\xa3", 0, "video/webm"),
    (b"\x1f\x8b", 0, "application/gzip"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xd0\xcf\x11\xe0", 0, "application/x-ole-storage"),
    (b"MZ", 0, ""),  # programs, refused whatever they are called
    (b"\x7fELF", 0, ""),
)
_RIFF = {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_TEXT_ENDINGS = frozenset({"txt", "log", "csv", "md", "json", "ini", "conf", "yaml", "yml"})


def sniffed_type(head: bytes, name: str) -> str | None:
    """The stored content type.

    None for what is not accepted: programs, web pages, unknown binaries.
    """
    for signature, offset, content_type in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return content_type or None
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[:1] == b"\0" and head[4:8] == b"ftyp":
        return "video/mp4"
    ending = name.rpartition(".")[2].lower()
    if head[:4] == b"PK\x03\x04":
        # documents of an office are archives too: only the name tells them apart
        return _OFFICE.get(ending, "application/zip")
    if ending in _TEXT_ENDINGS and b"\0" not in head:
        return "text/plain"
    return None
