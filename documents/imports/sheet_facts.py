"""What the reader of values does not tell of a worksheet: broken cells, formulas without a result,
how numbers are shown, what is hidden.

No Django here: it runs in the process of `documents.imports.table_reader`.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from defusedxml import ElementTree

# How a number is shown that the value alone does not tell: `00123`, `1.10`, `72.5%`.
PADDED = re.compile(r"^0{2,}$")
DECIMALS = re.compile(r"^#?,?#*0(?:\.(0+))?(%?)$")
BUILT_IN_FORMATS = {2: "0.00", 4: "#,##0.00", 9: "0%", 10: "0.00%"}

# What a format says beside the number: colours, the width of a sign, an escaped sign.
DECORATION = re.compile(r'\[[^\]]*\]|_.|\*.|\\|"[^"]*"')

# A spreadsheet shows fifteen digits; more are what binary fractions add.
SHOWN_DIGITS = ".15g"

Cell = tuple[int, int]
Display = Callable[[float], str]


@dataclass(slots=True)
class SheetFacts:
    """Rows and columns count from 0."""

    broken: dict[Cell, str] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    displays: dict[Cell, Display] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def read_facts(archive: zipfile.ZipFile, part: str, displays: dict[int, Display]) -> SheetFacts:
    """One worksheet, read as a stream: a register of 60,000 rows must not fill the memory."""
    facts = SheetFacts()
    column = 0
    row = -1
    with archive.open(part) as stream:
        for event, node in ElementTree.iterparse(stream, events=("start", "end")):
            name = local_name(node)
            if event == "start":
                if name == "row":
                    row = int(node.get("r", row + 2)) - 1
                    column = -1
                    if is_hidden(node):
                        facts.hidden_rows.append(row)
                continue

            if name == "c":
                # Programs may leave the address out: then a cell follows the one before it.
                address = node.get("r", "")
                column = column_number(address) if address else column + 1
                _note_cell(facts, (row, column), node, displays)
            elif name == "col" and is_hidden(node):
                facts.hidden_columns += range(int(node.get("min")) - 1, int(node.get("max")))
            if name in ("c", "row"):
                node.clear()
    return facts


def _note_cell(facts: SheetFacts, cell: Cell, node: Any, displays: dict[int, Display]) -> None:
    kind = node.get("t", "n")
    value = text_of_child(node, "v")
    if kind == "e":
        facts.broken[cell] = value or "#ERROR"
        return

    if not value:
        formula = text_of_child(node, "f")
        if formula:
            facts.formulas[cell] = formula
        return

    display = displays.get(int(node.get("s", 0)))
    if kind == "n" and display:
        facts.displays[cell] = display


def text_of_child(node: Any, name: str) -> str:
    """The text of the first child of a name; empty without one."""
    for child in node:
        if local_name(child) == name:
            return child.text or ""
    return ""


def local_name(node: Any) -> str:
    """The name of an element without its space; empty for comments and instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def is_hidden(node: Any) -> bool:
    """Is a row, column or sheet hidden, or filtered away?"""
    return node.get("hidden") in ("1", "true")


def column_number(address: str) -> int:
    """A or A7 -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in address:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


# --- how numbers are shown --------------------------------------------------------------------


def number_displays(archive: zipfile.ZipFile) -> dict[int, Display]:
    """By style of a cell: how its number is shown, where that is not plain."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = dict(BUILT_IN_FORMATS)
    displays = {}
    for node in root.iter():
        if local_name(node) == "numFmt":
            formats[int(node.get("numFmtId", 0))] = node.get("formatCode", "")
    for node in root:
        if local_name(node) != "cellXfs":
            continue
        for style, xf in enumerate(node):
            display = display_of(formats.get(int(xf.get("numFmtId", 0)), ""))
            if display:
                displays[style] = display
    return displays


def display_of(number_format: str) -> Display | None:
    """How a format shows a number; None for a plain one, and for one that is not known."""
    shown = DECORATION.sub("", number_format.split(";")[0]).strip()
    if PADDED.match(shown):
        width = len(shown)
        return lambda value: plain_number(value).zfill(width)

    match = DECIMALS.match(shown)
    if not match:
        return None
    least = len(match[1] or "")
    if match[2]:
        return lambda value: f"{with_decimals(value * 100, least)}%"
    return (lambda value: with_decimals(value, least)) if least else None


def plain_number(value: float) -> str:
    """A number as a cell without a format shows it, whole ones with all their digits."""
    if value.is_integer():
        return str(int(value))
    return format(value, SHOWN_DIGITS)


def with_decimals(value: float, least: int) -> str:
    """With zeros up to so many decimals; decimals that the format hides are kept."""
    plain = plain_number(float(format(value, SHOWN_DIGITS)))
    if "e" in plain:
        return plain
    whole, _point, decimals = plain.partition(".")
    decimals = decimals.ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole


# --- the parts of a workbook ------------------------------------------------------------------


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the file inside the archive."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    names = set(archive.namelist())
    parts: dict[str, str] = {}
    for sheet in book.iter():
        if local_name(sheet) != "sheet":
            continue
        target = targets.get(_relation_of(sheet), "")
        # relative to the folder of the workbook, unless it begins at the root
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            parts[sheet.get("name", "")] = part
    return parts


def _relation_of(node: Any) -> str:
    return next(
        (str(value) for key, value in node.attrib.items() if key.endswith("}id")),
        "",
    )


def count_comments(archive: zipfile.ZipFile) -> int:
    """Comments that people wrote beside cells."""
    return sum(
        local_name(node) == "comment"
        for name in archive.namelist()
        if re.match(r"^xl/(comments[^/]*|comments/[^/]*)\.xml$", name)
        for node in ElementTree.fromstring(archive.read(name)).iter()
    )


def count_pictures(archive: zipfile.ZipFile) -> int:
    """Pictures that lie over the cells, each once."""
    return sum(name.startswith("xl/media/") for name in archive.namelist())
