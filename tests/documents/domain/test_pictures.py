"""How many pixels a picture asks to be drawn."""

import io

import pytest

from documents.domain.pictures import PictureSize, picture_size
from tests.support import pictures
from tests.support.stored_files import PNG


@pytest.mark.parametrize(
    ("body", "content_type", "size"),
    [
        (pictures.png(50_000, 50_000), "image/png", (50_000, 50_000, 1)),
        (pictures.png(640, 480, frames=12), "image/png", (640, 480, 12)),
        (pictures.jpeg(65_000, 64_000), "image/jpeg", (65_000, 64_000, 1)),
        (pictures.gif(60_000, 40_000), "image/gif", (60_000, 40_000, 1)),
        (pictures.gif(10, 10, frames=3, frame=(65_535, 20)), "image/gif", (65_535, 20, 3)),
        (pictures.webp(16_384, 16_000), "image/webp", (16_384, 16_000, 1)),
        (pictures.webp(100, 50, frames=7), "image/webp", (100, 50, 7)),
        (pictures.tiff(100_000, 90_000), "image/tiff", (100_000, 90_000, 1)),
        (pictures.bmp(30_000, 20_000), "image/bmp", (30_000, 20_000, 1)),
        (pictures.heic(40_000, 30_000), "image/heic", (40_000, 30_000, 1)),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_the_header_says_how_large_it_is(body, content_type, size):
    assert len(body) < 300
    assert picture_size(io.BytesIO(body), content_type) == PictureSize(*size)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"II*\0\xff\xff\xff\xff", "image/tiff"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_header_that_cannot_be_read_has_no_size(body, content_type):
    assert picture_size(io.BytesIO(body), content_type) is None


@pytest.mark.parametrize(
    ("size", "is_over"),
    [
        (PictureSize(10, 10), False),
        (PictureSize(10, 11), True),
        (PictureSize(10, 10, frames=10), False),
        (PictureSize(10, 10, frames=11), True),
        (PictureSize(1, 1, frames=1001), True),
    ],
)
def test_a_moving_picture_may_draw_ten_times_as_much(size, is_over):
    assert size.is_over(100) == is_over
