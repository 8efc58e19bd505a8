"""Reads a Word document in a process of its own with hard limits: `python -m
documents.imports.word_reader PATH` prints JSON. No Django.

Only what a reader sees: no deleted text, no field codes, no placeholders. Ticked boxes of every
make (content controls, old form fields, symbol fonts) come as ☑, empty ones as □. Elements are
known by their local names, so that both kinds of the format can be read.
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree

from documents.imports.table_reader import limit

TICKED, EMPTY = "☑", "□"
TICKS = frozenset({0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x6E, 0xFB, 0xFC, 0xFD, 0xFE})
EMPTIES = frozenset({0x6F, 0x71, 0x72, 0x2A, 0x30, 0xA3, 0xA8, 0xA1})
"""Codes of ticks and empty boxes in the fonts Wingdings and Wingdings 2."""

UNSEEN = frozenset(
    {
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "pPr",
        "rPr",
        "tcPr",
        "trPr",
        "tblPr",
        "sdtPr",
        "Fallback",
        "footnoteReference",
        "commentReference",
        "annotationRef",
        "drawing",
        "pict",
    }
)
HOLDS_TEXT = frozenset({"p", "tbl", "sdt", "ins", "customXml"})
SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
MAX_CELLS, MAX_TEXT = 200_000, 5_000_000


def local(node: Any) -> str:
    """The name of an element without its space."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: Any, name: str, default: str = "") -> str:
    """An attribute by its local name."""
    return next(
        (value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), default
    )


def child(node: Any, name: str) -> Any:
    """The first child of a name, or None."""
    return next((one for one in node if local(one) == name), None)


def below(node: Any, name: str) -> Any:
    """The first descendant of a name, or None."""
    return next((one for one in node.iter() if local(one) == name), None)


def is_on(node: Any) -> bool:
    """Is a switch element on? Without a value it is."""
    return node is not None and attribute(node, "val", "1") not in ("0", "false", "off")


def text_of(node: Any) -> str:
    """What a reader sees of an element."""
    return "".join(pieces(node))


def pieces(node: Any) -> Iterator[str]:
    name = local(node)
    if name in UNSEEN:
        return
    if name == "t":
        yield node.text or ""
    elif name in SIGNS:
        yield SIGNS[name]
    elif name == "sym":
        yield symbol(int(attribute(node, "char", "0"), 16))
    elif name == "fldChar":
        yield from form_field(node)
    elif name == "sdt":
        yield from control(node)
    elif name == "r" and is_symbols(node):
        yield "".join(
            symbol(ord(sign)) for sign in "".join(one for part in node for one in pieces(part))
        )
    else:
        for part in node:
            yield from pieces(part)


def symbol(code: int) -> str:
    """A sign of a symbol font; those that are no boxes are dropped, blanks stay."""
    if code in (0x2611, 0x25A1, 0x20, 0x0A):
        return chr(code)
    code &= 0xFF
    return TICKED if code in TICKS else EMPTY if code in EMPTIES else ""


def is_symbols(run: Any) -> bool:
    """Is a run written in a symbol font?"""
    properties = child(run, "rPr")
    fonts = None if properties is None else child(properties, "rFonts")
    return fonts is not None and any(
        attribute(fonts, name).startswith("Wingdings") for name in ("ascii", "hAnsi")
    )


def form_field(node: Any) -> Iterator[str]:
    """The box of an old form field."""
    box = below(node, "checkBox")
    if box is not None:
        checked = child(box, "checked")
        yield TICKED if is_on(checked if checked is not None else child(box, "default")) else EMPTY


def control(node: Any) -> Iterator[str]:
    """A content control: its box, or what was typed into it."""
    properties, content = child(node, "sdtPr"), child(node, "sdtContent")
    box = None if properties is None else child(properties, "checkbox")
    if box is not None:
        yield TICKED if is_on(child(box, "checked")) else EMPTY
    elif content is not None and (properties is None or child(properties, "showingPlcHdr") is None):
        yield from inside(content) if below(content, "p") is not None else (text_of(content),)


def inside(node: Any) -> Iterator[str]:
    """The paragraphs of a cell or of a control around some, a line each."""
    yield "\n".join(text_of(one) for one in node if local(one) in HOLDS_TEXT)


def blocks(body: Any) -> Iterator[dict[str, Any]]:
    """Paragraphs and tables in order, also those inside controls and marked insertions."""
    for node in body:
        name = local(node)
        if name == "p":
            yield {"text": text_of(node), "rows": None}
        elif name == "tbl":
            yield {"text": "", "rows": table(node)}
        elif name == "sdt":
            content = child(node, "sdtContent")
            yield from () if content is None else blocks(content)
        elif name not in UNSEEN:
            yield from blocks(node)


def table(node: Any) -> list[list[str]]:
    """The texts of a table by rows and columns."""
    rows: list[list[str]] = []
    for line in unwrapped(node, "tr"):
        rows.append(row(line, rows[-1] if rows else []))
    return rows


def unwrapped(node: Any, wanted: str) -> Iterator[Any]:
    """Children of a name, also inside controls."""
    for one in node:
        if local(one) == wanted:
            yield one
        elif local(one) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from unwrapped(one, wanted)


def row(node: Any, above: list[str]) -> list[str]:
    """One row.

    A cell over several columns leaves the others empty; one that goes on from above says the same
    again.
    """
    properties = child(node, "trPr")
    skipped = None if properties is None else child(properties, "gridBefore")
    cells = [""] * (0 if skipped is None else span_of(skipped))
    for cell in unwrapped(node, "tc"):
        told = child(cell, "tcPr")
        span, merged = (
            (None, None) if told is None else (child(told, "gridSpan"), child(told, "vMerge"))
        )
        goes_on = merged is not None and attribute(merged, "val", "continue") == "continue"
        cells.append(
            (above[len(cells)] if len(cells) < len(above) else "")
            if goes_on
            else "".join(inside(cell))
        )
        cells.extend([""] * (0 if span is None else span_of(span) - 1))
    return cells


def span_of(node: Any) -> int:
    return min(200, max(1, int(attribute(node, "val", "1"))))


def main() -> None:
    """Read one document and print its blocks."""
    limit()
    with zipfile.ZipFile(sys.argv[1]) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    found = list(blocks(child(root, "body")))
    cells = sum(len(line) for block in found for line in block["rows"] or ())
    if cells > MAX_CELLS or sum(len(block["text"]) for block in found) > MAX_TEXT:
        sys.exit(1)
    json.dump(found, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
