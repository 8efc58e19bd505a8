"""Documents as Office and WPS write them, as small as they can be: zip packages and OLE files."""

import io
import struct
import zipfile

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NONE = 0xFFFFFFFF
STREAM, STORAGE, ROOT = 2, 1, 5

# Shorter streams would need a second table.
SHORTEST = 4096

INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")

MAIN_TYPES = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "visio/document.xml": "application/vnd.ms-visio.drawing.main+xml",
}


def package(main: str, *others: str, contents: str = "") -> bytes:
    """A document of Office since 2007 with this main part; `contents` is added to its list of parts."""
    listed = f'<Types><Override PartName="/{main}" ContentType="{MAIN_TYPES.get(main, "")}"/>{contents}</Types>'
    return zipped({"[Content_Types].xml": listed, main: "<x/>", **dict.fromkeys(others, "x")})


def open_document(kind: str, *others: str) -> bytes:
    """A document of LibreOffice: `text`, `spreadsheet`, `presentation`."""
    declared = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": declared, "content.xml": "<x/>", **dict.fromkeys(others, "x")})


def zipped(members: dict[str, str]) -> bytes:
    """An archive with these texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def ole_file(
    streams: dict[str, bytes], *, storages: tuple[str, ...] = (), class_id: bytes = bytes(16)
) -> bytes:
    """A file of Office before 2007: streams by name, storages (`Macros/_VBA_PROJECT` stands in one), the class of its root."""
    bodies, entries, place = [], [], 0
    for name, body in streams.items():
        padded = body.ljust(max(SHORTEST, -(-len(body) // SECTOR) * SECTOR), b"\0")
        entries.append((name, STREAM, place, len(padded)))
        bodies.append(padded)
        place += len(padded) // SECTOR
    entries += [(name, STORAGE, 0, 0) for name in storages]

    directory = _directory(entries, class_id)
    directory_sectors = len(directory) // SECTOR
    fat_sector = place + directory_sectors
    fat = _chains(bodies) + _chain(place, directory_sectors) + [FAT]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = _header(directory_at=place, fat_at=fat_sector)
    return header + b"".join(bodies) + directory + struct.pack(f"<{len(fat)}L", *fat)


def _chains(bodies: list[bytes]) -> list[int]:
    chains: list[int] = []
    for body in bodies:
        chains += _chain(len(chains), len(body) // SECTOR)
    return chains


def _chain(first: int, length: int) -> list[int]:
    return [*range(first + 1, first + length), END]


def _directory(entries: list[tuple[str, int, int, int]], class_id: bytes) -> bytes:
    """The root, then the entries, each to the right of the one before."""
    rows = [_entry("Root Entry", ROOT, NONE, 1 if entries else NONE, END, 0, class_id)]
    for number, (name, kind, start, size) in enumerate(entries, 1):
        right = number + 1 if number < len(entries) else NONE
        rows.append(_entry(name, kind, right, NONE, start, size, bytes(16)))
    while len(rows) % 4:
        rows.append(_entry("", 0, NONE, NONE, 0, 0, bytes(16)))
    return b"".join(rows)


def _entry(
    name: str, kind: int, right: int, child: int, start: int, size: int, class_id: bytes
) -> bytes:
    written = name.encode("utf-16-le") + (b"\0\0" if name else b"")
    return struct.pack(
        "<64sHBBLLL16sLQQLQ",
        written,
        len(written),
        kind,
        1,
        NONE,
        right,
        child,
        class_id,
        0,
        0,
        0,
        start,
        size,
    )


def _header(*, directory_at: int, fat_at: int) -> bytes:
    signature = bytes.fromhex("d0cf11e0a1b11ae1")
    head = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL",
        signature,
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        0,
        0,
        1,
        directory_at,
        0,
        SHORTEST,
        END,
        0,
        END,
        0,
    )
    return head + struct.pack("<109L", fat_at, *[FREE] * 108)


def macro_sheet_workbook(kind_of_sheet: int = 1) -> bytes:
    """The list of sheets of an old workbook; 1 is a sheet of Excel 4's macros, 0 an ordinary one."""
    bound_sheet = struct.pack("<LBB", 0, 0, kind_of_sheet) + b"\x04\0Auto"
    begin = struct.pack("<HH", 0x0809, 4) + bytes(4)
    listed = struct.pack("<HH", 0x0085, len(bound_sheet)) + bound_sheet
    return begin + listed + struct.pack("<HH", 0x000A, 0)


def powerpoint_stream(*, has_macros: bool) -> bytes:
    """A presentation that says of itself whether it has macros ([MS-PPT] 2.4.10)."""
    atom = struct.pack("<LLL", 7, int(has_macros), 2)
    return b"x" * 100 + bytes.fromhex("1f00ff0314000000020000040c000000") + atom
