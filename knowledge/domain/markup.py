"""The light structure that people type anyway: headings, lists, paragraphs.

Tells blocks; who shows them escapes every word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

HEADING = re.compile(r"#{1,6}\s+(?P<text>\S.*)")
BULLET = re.compile(r"\s*(?:[-*]\s+|[•·]\s*)(?P<text>\S.*)")
STEP = re.compile(r"\s*(?P<number>\d{1,2})(?:、|[.．)）](?!\d))\s*(?P<text>\S.*)")


class Shape(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLETS = "bullets"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Item:
    """A line, or an entry of a list with the lines that continue it.

    Steps keep the number that was typed.
    """

    lines: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph or heading has one item, a list at least one."""

    shape: Shape
    items: tuple[Item, ...]


def blocks_of(body: str) -> list[TextBlock]:
    """The text in blocks: no word is lost or added.

    A blank line ends a block, except between entries of one list.
    """
    found: list[TextBlock] = []
    is_after_blank = True
    for line in body.splitlines():
        if not line.strip():
            is_after_blank = True
            continue
        _append_line(found, line, is_after_blank)
        is_after_blank = False
    return found


def _append_line(found: list[TextBlock], line: str, is_after_blank: bool) -> None:
    """Append a line as a block of its own, or to the last block."""
    shape, item = _shape_of_line(line)
    last = found[-1] if found else None
    if last and shape == last.shape and shape in (Shape.BULLETS, Shape.STEPS):
        found[-1] = TextBlock(shape, (*last.items, item))
    elif last and shape == Shape.PARAGRAPH and last.shape != Shape.HEADING and not is_after_blank:
        found[-1] = TextBlock(last.shape, (*last.items[:-1], _joined_items(last.items[-1], item)))
    else:
        found.append(TextBlock(shape, (item,)))


def _joined_items(item: Item, more: Item) -> Item:
    return Item((*item.lines, *more.lines), item.number)


def _shape_of_line(line: str) -> tuple[Shape, Item]:
    if heading := HEADING.fullmatch(line):
        return Shape.HEADING, Item((heading["text"].strip(),))
    if step := STEP.fullmatch(line):
        return Shape.STEPS, Item((step["text"].strip(),), int(step["number"]))
    if bullet := BULLET.fullmatch(line):
        return Shape.BULLETS, Item((bullet["text"].strip(),))
    return Shape.PARAGRAPH, Item((line.strip(),))


def plain_lines(body: str) -> Iterator[str]:
    """Its lines without the signs of structure: for excerpts."""
    for block in blocks_of(body):
        for item in block.items:
            yield from item.lines
