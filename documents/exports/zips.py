"""A zip made while it is sent: at no time more of it is in memory than a piece."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

PIECE = 256 << 10

# What the zip is told of itself at its end: of every part its name, size and hash.
Manifest = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ZipPart:
    """A file of the zip, opened when its turn comes. `open` raises `OSError` where it is gone."""

    name: str
    open: Callable[[], Iterable[bytes]]


class _Sink(io.RawIOBase):
    """Keeps what is written until it is asked for."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def written(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces


def zip_pieces(
    parts: Iterable[ZipPart], *, at: datetime, last: Callable[[Manifest], ZipPart]
) -> Iterator[bytes]:
    """The zip, piece by piece. `last` makes the part that lists all others.

    A part that cannot be read is listed as `missing`, and the others come all the same.
    """
    sink = _Sink()
    manifest: Manifest = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            yield from _add_part(archive, sink, part, at, manifest)
        yield from _add_part(archive, sink, last(manifest), at, [])
    yield from sink.written()


def _add_part(
    archive: zipfile.ZipFile, sink: _Sink, part: ZipPart, at: datetime, manifest: Manifest
) -> Iterator[bytes]:
    try:
        pieces = part.open()
    except OSError:
        manifest.append({"name": part.name, "missing": True})
        return
    entry = zipfile.ZipInfo(part.name, timezone.localtime(at).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    digest = hashlib.sha256()
    size = 0
    with archive.open(entry, "w", force_zip64=True) as place:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            place.write(piece)
            yield from sink.written()
    manifest.append({"name": part.name, "size": size, "sha256": digest.hexdigest()})
    yield from sink.written()
