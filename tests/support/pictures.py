"""Pictures that say of themselves how large they are, and hold nothing else."""

import struct
import zlib


def png(width: int, height: int, *, frames: int = 1) -> bytes:
    """A header, and for a moving one the number of its frames."""
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    moving = _chunk(b"acTL", struct.pack(">LL", frames, 0)) if frames > 1 else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + moving + _chunk(b"IDAT", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def gif(width: int, height: int, *, frames: int = 1, frame: tuple[int, int] | None = None) -> bytes:
    """A screen and so many frames of its size, or of another."""
    wide, high = frame or (width, height)
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    pause = b"\x21\xf9\x04\0\x05\0\0\0"
    one = pause + b"\x2c" + struct.pack("<HHHHB", 0, 0, wide, high, 0) + b"\x02\x02\x44\x01\0"
    return head + one * frames + b"\x3b"


def webp(width: int, height: int, *, frames: int = 1) -> bytes:
    """The extended form with its canvas, and a chunk for each frame."""
    size = struct.pack("<L", width - 1)[:3] + struct.pack("<L", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<L", 10) + b"\x02\0\0\0" + size
    body += (b"ANMF" + struct.pack("<L", 17) + bytes(18)) * (frames if frames > 1 else 0)
    return b"RIFF" + struct.pack("<L", len(body)) + body


def jpeg(width: int, height: int) -> bytes:
    """A frame header behind a segment of another kind."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + app + frame + b"\xff\xd9"


def tiff(width: int, height: int) -> bytes:
    """Two entries of its first directory."""
    entries = struct.pack("<HHLL", 256, 4, 1, width) + struct.pack("<HHLL", 257, 4, 1, height)
    return b"II*\0" + struct.pack("<LH", 8, 2) + entries + bytes(4)


def bmp(width: int, height: int) -> bytes:
    """Height counted from above, as some programs write it."""
    return b"BM" + bytes(12) + struct.pack("<Lll", 40, width, -height) + bytes(28)


def heic(width: int, height: int) -> bytes:
    """The boxes that lead to the size of its one picture."""
    extent = _box(b"ispe", bytes(4) + struct.pack(">LL", width, height))
    linked = _box(b"ipma", bytes(4) + struct.pack(">LHBB", 1, 1, 1, 1))
    properties = _box(b"iprp", _box(b"ipco", extent) + linked)
    meta = _box(b"meta", bytes(4) + _box(b"pitm", bytes(4) + b"\0\1") + properties)
    return _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic") + meta


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body) + 8) + name + body
