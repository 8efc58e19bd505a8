"""Reads a Word document in a process of its own with hard limits.

No Django here: `python -m documents.imports.word_reader PATH` prints JSON.

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

from documents.imports.sheet_facts import local_name
from documents.imports.table_reader import limit_process

TICKED = "☑"
EMPTY = "□"
TICKS = frozenset({0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x6E, 0xFB, 0xFC, 0xFD, 0xFE})

# Codes of ticks and empty boxes in the fonts Wingdings and Wingdings 2.
EMPTIES = frozenset({0x6F, 0x71, 0x72, 0x2A, 0x30, 0xA3, 0xA8, 0xA1})

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
MAX_CELLS = 200_000
MAX_TEXT = 5_000_000
WIDEST_SPAN = 200


def attribute(node: Any, name: str, default: str = "") -> str:
    """An attribute by its local name."""
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return default


def child_named(node: Any, name: str) -> Any:
    """The first child of a name; None without one, or without a node."""
    if node is None:
        return None
    return next((child for child in node if local_name(child) == name), None)


def descendant_named(node: Any, name: str) -> Any:
    """The first descendant of a name, or None."""
    return next((below for below in node.iter() if local_name(below) == name), None)


def is_on(node: Any) -> bool:
    """Is a switch element on? Without a value it is."""
    return node is not None and attribute(node, "val", "1") not in ("0", "false", "off")


def visible_text(node: Any) -> str:
    """What a reader sees of an element."""
    return "".join(text_pieces(node))


def text_pieces(node: Any) -> Iterator[str]:
    """What a reader sees of an element, piece by piece."""
    name = local_name(node)
    if name in UNSEEN:
        return
    if name == "t":
        yield node.text or ""
    elif name in SIGNS:
        yield SIGNS[name]
    elif name == "sym":
        yield symbol_text(int(attribute(node, "char", "0"), 16))
    elif name == "fldChar":
        yield from form_field_text(node)
    elif name == "sdt":
        yield from control_text(node)
    elif name == "r" and is_in_symbol_font(node):
        for piece in pieces_below(node):
            yield "".join(symbol_text(ord(sign)) for sign in piece)
    else:
        yield from pieces_below(node)


def pieces_below(node: Any) -> Iterator[str]:
    """The pieces of all children, in order."""
    for child in node:
        yield from text_pieces(child)


def symbol_text(code: int) -> str:
    """A sign of a symbol font; those that are no boxes are dropped, blanks stay."""
    if code in (0x2611, 0x25A1, 0x20, 0x0A):
        return chr(code)
    # such fonts are written in the private area, where only the last byte counts
    code &= 0xFF
    if code in TICKS:
        return TICKED
    return EMPTY if code in EMPTIES else ""


def is_in_symbol_font(run: Any) -> bool:
    """Is a run written in a symbol font?"""
    fonts = child_named(child_named(run, "rPr"), "rFonts")
    if fonts is None:
        return False
    return any(attribute(fonts, name).startswith("Wingdings") for name in ("ascii", "hAnsi"))


def form_field_text(node: Any) -> Iterator[str]:
    """The box of an old form field."""
    box = descendant_named(node, "checkBox")
    if box is None:
        return
    state = child_named(box, "checked")
    if state is None:
        # nobody has touched it
        state = child_named(box, "default")
    yield TICKED if is_on(state) else EMPTY


def control_text(node: Any) -> Iterator[str]:
    """A content control: its box, or what was typed into it."""
    properties = child_named(node, "sdtPr")
    content = child_named(node, "sdtContent")
    box = child_named(properties, "checkbox")
    if box is not None:
        yield TICKED if is_on(child_named(box, "checked")) else EMPTY
    elif content is None or child_named(properties, "showingPlcHdr") is not None:
        return
    elif descendant_named(content, "p") is not None:
        yield paragraphs_text(content)
    else:
        yield visible_text(content)


def paragraphs_text(node: Any) -> str:
    """The paragraphs of a cell or of a control around some, a line each."""
    return "\n".join(visible_text(child) for child in node if local_name(child) in HOLDS_TEXT)


def document_blocks(body: Any) -> Iterator[dict[str, Any]]:
    """Paragraphs and tables in order, also those inside controls and marked insertions."""
    for node in body:
        name = local_name(node)
        if name == "p":
            yield {"text": visible_text(node), "rows": None}
        elif name == "tbl":
            yield {"text": "", "rows": table_rows(node)}
        elif name == "sdt":
            content = child_named(node, "sdtContent")
            if content is not None:
                yield from document_blocks(content)
        elif name not in UNSEEN:
            yield from document_blocks(node)


def table_rows(node: Any) -> list[list[str]]:
    """The texts of a table by rows and columns."""
    rows: list[list[str]] = []
    for line in unwrapped_children(node, "tr"):
        above = rows[-1] if rows else []
        rows.append(row_texts(line, above))
    return rows


def unwrapped_children(node: Any, wanted: str) -> Iterator[Any]:
    """Children of a name, also inside controls."""
    for child in node:
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from unwrapped_children(child, wanted)


def row_texts(node: Any, above: list[str]) -> list[str]:
    """One row.

    A cell over several columns leaves the others empty; one that goes on from above says the same
    again.
    """
    skipped = child_named(child_named(node, "trPr"), "gridBefore")
    cells = [""] * (0 if skipped is None else span_of(skipped))
    for cell in unwrapped_children(node, "tc"):
        properties = child_named(cell, "tcPr")
        merged = child_named(properties, "vMerge")
        if merged is None or attribute(merged, "val", "continue") != "continue":
            cells.append(paragraphs_text(cell))
        else:
            column = len(cells)
            cells.append(above[column] if column < len(above) else "")

        span = child_named(properties, "gridSpan")
        if span is not None:
            cells.extend([""] * (span_of(span) - 1))
    return cells


def span_of(node: Any) -> int:
    """How many columns; a hostile document may name millions."""
    return min(WIDEST_SPAN, max(1, int(attribute(node, "val", "1"))))


def count_notes(archive: zipfile.ZipFile, part: str, name: str) -> int:
    """Notes in a part of the document; Word's own separators are none."""
    if part not in archive.namelist():
        return 0
    root = ElementTree.fromstring(archive.read(part))
    return sum(local_name(node) == name and not attribute(node, "type") for node in root)


def count_pictures(node: Any) -> int:
    """Pictures and drawings in the text; what older programs show instead is not another one."""
    name = local_name(node)
    if name == "Fallback":
        return 0
    return int(name in ("drawing", "pict")) + sum(map(count_pictures, node))


def main() -> None:
    """Read one document and print its blocks."""
    limit_process()
    with zipfile.ZipFile(sys.argv[1]) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
        extras = {
            "comments": count_notes(archive, "word/comments.xml", "comment"),
            "footnotes": count_notes(archive, "word/footnotes.xml", "footnote"),
            "pictures": count_pictures(root),
        }
    blocks = list(document_blocks(child_named(root, "body")))
    cells = 0
    letters = 0
    for block in blocks:
        letters += len(block["text"])
        cells += sum(len(row) for row in block["rows"] or ())
    if cells > MAX_CELLS or letters > MAX_TEXT:
        sys.exit(1)
    json.dump({"blocks": blocks, **extras}, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
