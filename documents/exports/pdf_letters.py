"""The letters of a PDF: of the slices of the font that the pages use, those that its texts need.

The font is one file for each hundred or so of Chinese letters; a PDF embeds what it shows of them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    from fpdf import FPDF

STYLES = "vendor/fonts/noto-sans-sc.css"
FACE = re.compile(r"src: url\(([^)]+)\)[^;]*;\s*unicode-range: ([^;]+);")
REGULAR = {"": {"wght": 400}}


@dataclass(frozen=True, slots=True)
class FontSlice:
    """A file of the font and the letters that it has, as sorted beginnings and ends."""

    path: Path
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def has(self, letter: str) -> bool:
        place = bisect_right(self.begins, ord(letter)) - 1
        return place >= 0 and ord(letter) <= self.ends[place]


@cache
def font_slices() -> tuple[FontSlice, ...]:
    """All of them, as the style sheet of the font lists them."""
    styles = Path(finders.find(STYLES) or STYLES)
    found = FACE.findall(styles.read_text(encoding="utf-8"))
    return tuple(_slice_of(styles.parent / name, ranges) for name, ranges in found)


def _slice_of(path: Path, ranges: str) -> FontSlice:
    pairs = []
    for written in ranges.replace("U+", "").split(","):
        begin, _dash, end = written.strip().partition("-")
        pairs.append((int(begin, 16), int(end or begin, 16)))
    pairs.sort()
    return FontSlice(path, tuple(begin for begin, _end in pairs), tuple(end for _b, end in pairs))


def slices_with(text: str) -> list[FontSlice]:
    """The slices that have a letter of the text."""
    letters = set(text)
    return [one for one in font_slices() if any(one.has(letter) for letter in letters)]


def use_letters_of(pdf: "FPDF", texts: Iterable[str]) -> str:
    """Let the PDF write these texts; the family to be set for them.

    A letter that the font does not have is left out by the PDF.
    """
    needed = slices_with(" " + "".join(texts))
    for one in needed:
        pdf.add_font(one.path.stem, fname=one.path, variations=REGULAR)
    families = [one.path.stem for one in needed]
    pdf.set_fallback_fonts(families, exact_match=True)
    return families[-1]
