"""How many pixels a picture asks whoever opens it to draw, by its header alone."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import imagesize

# A moving picture may draw so many times what a still one may.
FRAMES_WORTH = 10

_EXTENSION, _FRAME, _TRAILER = 0x21, 0x2C, 0x3B


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Width and height in pixels of the largest frame, and how many frames there are."""

    width: int
    height: int
    frames: int = 1

    @property
    def pixels(self) -> int:
        """Of one frame."""
        return self.width * self.height

    @property
    def all_pixels(self) -> int:
        """Of all frames."""
        return self.pixels * self.frames

    def is_over(self, limit: int) -> bool:
        """Does it draw more than `limit` pixels, or moving more than a few times that?"""
        return self.pixels > limit or self.all_pixels > FRAMES_WORTH * limit


def picture_size(file: BinaryIO, content_type: str) -> PictureSize | None:
    """The size of a picture; None where its header cannot be read: nothing draws it then."""
    file.seek(0)
    if content_type == "image/gif":
        return _gif_size(file)
    if content_type == "image/bmp":
        return _bitmap_size(file.read(26))
    width, height = imagesize.get(file, exif_rotation=False)
    if width <= 0 or height <= 0:
        return None
    file.seek(0)
    frames = {"image/webp": _webp_frames, "image/png": _png_frames}.get(content_type)
    return PictureSize(width, height, max(1, frames(file)) if frames else 1)


def _bitmap_size(head: bytes) -> PictureSize | None:
    """The oldest header has two bytes for a length, the others four with a sign."""
    if len(head) < 26:
        return None
    if int.from_bytes(head[14:18], "little") == 12:
        width, height = struct.unpack("<HH", head[18:22])
    else:
        width, height = map(abs, struct.unpack("<ll", head[18:26]))
    return PictureSize(width, height)


# --- frames -----------------------------------------------------------------------------------
def _gif_size(file: BinaryIO) -> PictureSize | None:
    """The screen, or a frame that is larger; `imagesize` takes large screens for negative ones."""
    head = file.read(13)
    if len(head) < 13:
        return None
    width, height, packed = struct.unpack("<HHB", head[6:11])
    frames = 0
    _skip_colours(file, packed)
    for frame_width, frame_height in _gif_frames(file):
        width, height = max(width, frame_width), max(height, frame_height)
        frames += 1
    return PictureSize(width, height, max(1, frames))


def _gif_frames(file: BinaryIO) -> Iterator[tuple[int, int]]:
    while block := file.read(1):
        if block[0] == _EXTENSION:
            file.seek(1, io.SEEK_CUR)
            _skip_blocks(file)
        elif block[0] == _FRAME:
            head = file.read(9)
            if len(head) < 9:
                return
            width, height, packed = struct.unpack("<HHB", head[4:9])
            yield width, height
            _skip_colours(file, packed)
            # before the data stands the length of its codes
            file.seek(1, io.SEEK_CUR)
            _skip_blocks(file)
        elif block[0] == _TRAILER:
            return


def _skip_colours(file: BinaryIO, packed: int) -> None:
    if packed & 0x80:
        file.seek(3 << ((packed & 7) + 1), io.SEEK_CUR)


def _skip_blocks(file: BinaryIO) -> None:
    while (length := file.read(1)) and length[0]:
        file.seek(length[0], io.SEEK_CUR)


def _webp_frames(file: BinaryIO) -> int:
    file.seek(12)
    frames = 0
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sL", head)
        frames += name == b"ANMF"
        # chunks begin at even places
        file.seek(length + (length & 1), io.SEEK_CUR)
    return frames


def _png_frames(file: BinaryIO) -> int:
    """The number that stands before the picture itself."""
    file.seek(8)
    while len(head := file.read(8)) == 8:
        length, name = struct.unpack(">L4s", head)
        if name == b"acTL":
            return int.from_bytes(file.read(4), "big")
        if name == b"IDAT":
            return 1
        file.seek(length + 4, io.SEEK_CUR)
    return 1
