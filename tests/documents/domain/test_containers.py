"""What lies in a zip archive or an OLE file."""

import io
import tracemalloc
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook

from documents.domain import containers
from documents.domain.endings import DOCX, OLE, PPTX, XLSX, ZIP
from tests.support.office_files import (
    INSTALLER,
    MAIN_TYPES,
    macro_sheet_workbook,
    ole_file,
    open_document,
    package,
    powerpoint_stream,
    zipped,
)

VISIO = "application/vnd.ms-visio.drawing"
ODT = "application/vnd.oasis.opendocument.text"


def of_zip(body):
    return containers.look_into_zip(io.BytesIO(body))


def peak_of(look):
    """Bytes that were taken at the most while a file was looked into."""
    tracemalloc.start()
    try:
        look()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def of_ole(body):
    return containers.look_into_ole(io.BytesIO(body))


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("main", "content_type"),
    list(zip(MAIN_TYPES, (DOCX, XLSX, PPTX, VISIO), strict=True)),
)
def test_a_package_of_office_is_known_by_its_main_part(main, content_type):
    assert of_zip(package(main)) == containers.ContainerLook(content_type)


def test_what_the_libraries_write_is_known():
    assert of_zip(saved(Workbook())) == containers.ContainerLook(XLSX)
    assert of_zip(saved(Document())) == containers.ContainerLook(DOCX)


@pytest.mark.parametrize(
    "body",
    [
        package("word/document.xml", "word/vbaProject.bin"),
        package("xl/workbook.xml", "xl/VBAPROJECT.BIN"),
        package("xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        package("ppt/presentation.xml", "ppt/vbaProject.bin"),
        package("visio/document.xml", "visio/vbaProject.bin"),
        # under a name of its own, known only by the list of the parts
        package(
            "word/document.xml",
            "word/fonts.bin",
            contents='<Override PartName="/word/fonts.bin" ContentType="application/vnd.ms-office.vbaProject"/>',
        ),
        package(
            "xl/workbook.xml",
            contents='<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>',
        ),
        open_document("text", "Basic/Standard/Module1.xml"),
        open_document("spreadsheet", "Scripts/python/a.py"),
    ],
)
def test_macros_are_seen_whatever_the_file_is_called(body):
    assert of_zip(body).has_macros


def test_a_document_of_libreoffice_is_known_by_what_it_declares():
    assert of_zip(open_document("text")) == containers.ContainerLook(ODT)
    assert of_zip(zipped({"mimetype": "text/html", "content.xml": "x"})).content_type == ZIP


@pytest.mark.parametrize(
    "body",
    [
        zipped({"a.txt": "x"}),
        zipped({"word/document.xml": "a part without the list of parts"}),
        b"PK\x03\x04\x14\0",
        b"PK\x03\x04" + bytes(200),
        package("word/document.xml")[:-30],
        zipped({f"{number}.txt": "" for number in range(30_000)}),
    ],
    ids=["plain", "no list", "head", "zeros", "cut off", "huge directory"],
)
def test_everything_else_is_an_archive(body):
    assert of_zip(body) == containers.ContainerLook(ZIP)


def test_a_directory_of_a_million_entries_is_not_read():
    body = zipped({"a.txt": "x"})
    place = body.rfind(b"PK\x05\x06")
    huge = body[: place + 12] + (1 << 30).to_bytes(4, "little") + body[place + 16 :]
    # The end of the file alone is read, and no directory is built.
    assert of_zip(huge).content_type == ZIP
    assert peak_of(lambda: of_zip(huge)) < 1 << 18


def test_a_bomb_is_not_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", " " * (200 << 20))
        archive.writestr("word/document.xml", "<x/>")
    assert of_zip(buffer.getvalue()).content_type == DOCX
    packed = buffer.getvalue()
    assert peak_of(lambda: of_zip(packed)) < len(packed) + 4 * containers.LARGEST_CONTENTS


@pytest.mark.parametrize(
    ("stream", "content_type"),
    [
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("Book", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("__properties_version1.0", "application/vnd.ms-outlook"),
        ("VisioDocument", "application/vnd.visio"),
        ("EncryptedPackage", OLE),
    ],
)
def test_an_old_document_is_known_by_its_main_stream(stream, content_type):
    assert of_ole(ole_file({stream: b"x"})) == containers.ContainerLook(content_type)


@pytest.mark.parametrize(
    "body",
    [
        ole_file({"WordDocument": b"x"}, storages=("Macros", "_VBA_PROJECT")),
        ole_file({"Workbook": b"x"}, storages=("_VBA_PROJECT_CUR",)),
        ole_file({"Workbook": macro_sheet_workbook()}),
        ole_file({"PowerPoint Document": powerpoint_stream(has_macros=True)}),
    ],
    ids=["word", "excel", "excel 4", "powerpoint"],
)
def test_macros_of_old_documents_are_seen(body):
    assert of_ole(body).has_macros


@pytest.mark.parametrize(
    "body",
    [
        ole_file({"Workbook": macro_sheet_workbook(kind_of_sheet=0)}),
        ole_file({"PowerPoint Document": powerpoint_stream(has_macros=False)}),
        ole_file({"Workbook": b""}),
    ],
)
def test_old_documents_without_macros_are_not_taken_for_others(body):
    assert not of_ole(body).has_macros


def test_an_installer_is_nothing_that_is_kept():
    assert of_ole(ole_file({"WordDocument": b"x"}, class_id=INSTALLER)).content_type is None


@pytest.mark.parametrize("length", [600, 1024, 3000])
def test_a_damaged_one_is_not_kept(length):
    assert of_ole(ole_file({"WordDocument": b"x"})[:length]).content_type is None


def test_less_than_a_header_holds_nothing():
    assert of_ole(b"\xd0\xcf\x11\xe0") == containers.ContainerLook(OLE)
