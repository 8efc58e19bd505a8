"""Whether an upload may be kept: its content, its name, its pixels."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

from core.errors import BadFile
from documents.actions.judging import judge_upload
from tests.support import pictures
from tests.support.office_files import (
    INSTALLER,
    macro_sheet_workbook,
    ole_file,
    open_document,
    package,
    powerpoint_stream,
    zipped,
)
from tests.support.stored_files import HTML, PDF, PNG

GIF = b"GIF89a" + bytes(20)
DOCUMENT = package("word/document.xml")
WITH_MACROS = package("word/document.xml", "word/vbaProject.bin")
WORKBOOK_WITH_MACROS = package("xl/workbook.xml", "xl/vbaProject.bin")
OLD_WITH_MACROS = ole_file({"WordDocument": b"x"}, storages=("_VBA_PROJECT",))


def judged(name, body, **how):
    return judge_upload(SimpleUploadedFile(name, body), **how)


def refusal_of(name, body, **how):
    with pytest.raises(BadFile) as refused:
        judged(name, body, **how)
    return refused.value.message


def named(name, body):
    """As a mail part or an import may bring it: nothing was cleaned before."""
    upload = SimpleUploadedFile("x", body)
    upload._name = name
    return upload


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("name", "body", "ending"),
    [
        ("evil.hta", GIF, "gif"),
        ("page.html", PDF, "pdf"),
        ("page.svg", PNG, "png"),
        ("x.pdf.exe", PDF, "pdf"),
        ("report.docx", zipped({"a.txt": "x"}), "zip"),
        ("report.docx", package("xl/workbook.xml"), "xlsx"),
        ("report.doc", ole_file({"Workbook": b"x"}), "xls"),
        ("a.txt", PNG, "png"),
        ("a.jar", zipped({"META-INF/MANIFEST.MF": "x"}), "zip"),
        ("song.lnk", b"ID3" + bytes(20), "mp3"),
    ],
)
def test_a_file_that_is_called_something_else_is_told_its_ending(name, body, ending):
    refusal = refusal_of(name, body)
    assert name in refusal
    assert f"give it the ending .{ending}" in refusal


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.html.", "report.html"),
        ("report.html ", "report.html"),
        ("evil.h\u200bta", "evil.hta"),
        ("evil.hta\u202e", "evil.hta"),
        ("a.txt:evil.hta", "a.txt:evil.hta"),
        ("evil.hta:a.gif", "evil.hta:a.gif"),
    ],
)
def test_a_name_that_hides_its_ending_is_judged_by_what_is_shown(name, shown):
    with pytest.raises(BadFile) as refused:
        judge_upload(named(name, GIF))
    assert shown in refused.value.message


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.docm", WITH_MACROS),
        ("a.docx", WITH_MACROS),
        ("a.zip", WITH_MACROS),
        ("a.png", WITH_MACROS),
        ("a.docm", DOCUMENT),
        ("a.xlsm", WORKBOOK_WITH_MACROS),
        ("a.xlsb", package("xl/workbook.bin")),
        ("a.pptm", package("ppt/presentation.xml")),
        ("a.odt", open_document("text", "Basic/Standard/Module1.xml")),
        ("a.doc", OLD_WITH_MACROS),
        ("a.wps", OLD_WITH_MACROS),
        ("a.xls", ole_file({"Workbook": macro_sheet_workbook()})),
        ("a.ppt", ole_file({"PowerPoint Document": powerpoint_stream(has_macros=True)})),
    ],
)
def test_a_document_with_macros_is_told_how_to_save_it(name, body):
    refusal = refusal_of(name, body)
    assert name in refusal
    assert "macros" in refusal
    assert ".docx" in refusal


@pytest.mark.parametrize("name", ["a.xlsm", "a.xlsx", "register.data"])
def test_what_is_only_read_may_hold_them_and_be_called_anything(name):
    kept = judged(name, WORKBOOK_WITH_MACROS, is_only_read=True)
    assert kept.name == name


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("setup.msi", ole_file({"x": b"x"}, class_id=INSTALLER)),
        ("setup.doc", ole_file({"WordDocument": b"x"}, class_id=INSTALLER)),
        ("setup.exe", b"MZ" + bytes(100)),
        ("a.html", HTML),
        ("broken.doc", ole_file({"WordDocument": b"x"})[:2000]),
    ],
)
@pytest.mark.parametrize("is_only_read", [False, True])
def test_programs_pages_and_damaged_documents_are_never_kept(name, body, is_only_read):
    assert name in refusal_of(name, body, is_only_read=is_only_read)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "content_type"),
    [
        ("报价.xlsx", saved(Workbook()), "sheet"),
        ("方案.docx", saved(Document()), "document"),
        ("方案.wps", ole_file({"WordDocument": b"x"}), "application/msword"),
        ("报价.et", ole_file({"Workbook": b"x"}), "application/vnd.ms-excel"),
        ("加密.xlsx", ole_file({"EncryptedPackage": b"x"}), "application/x-ole-storage"),
        ("邮件.msg", ole_file({"__properties_version1.0": b"x"}), "application/vnd.ms-outlook"),
        ("日志.txt", "温度 80℃ 报警".encode("gb18030"), "text/plain"),
        ("微信图片.jpg", pictures.png(1080, 2400), "image/png"),
        ("IMG_1.HEIC", pictures.heic(4032, 3024), "image/heic"),
        ("IMG_200MP.jpg", pictures.jpeg(16_320, 12_240), "image/jpeg"),
    ],
)
def test_what_a_service_team_sends_every_day_is_kept(name, body, content_type):
    kept = judged(name, body)
    assert kept.name == name
    assert kept.content_type.endswith(content_type)


def test_a_name_without_an_ending_gets_one_and_stays_short():
    assert judged("mmexport1716", PNG).name == "mmexport1716.png"
    long_name = judged("图" * 200, PNG).name
    assert long_name.endswith("图.png")
    assert len(long_name) == 120


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("bomb.png", pictures.png(50_000, 50_000), "50000 × 50000 pixels"),
        ("bomb.jpg", pictures.jpeg(65_000, 65_000), "65000 × 65000 pixels"),
        ("bomb.tif", pictures.tiff(100_000, 90_000), "100000 × 90000 pixels"),
        ("bomb.heic", pictures.heic(40_000, 30_000), "40000 × 30000 pixels"),
        ("bomb.gif", pictures.gif(60_000, 60_000), "60000 × 60000 pixels"),
        ("bomb.webp", pictures.webp(16_384, 16_384), "16384 × 16384 pixels"),
        ("bomb.gif", pictures.gif(10_000, 9_000, frames=30), "10000 × 9000 pixels in 30 frames"),
        ("bomb.png", pictures.png(9_000, 9_000, frames=9_999), "in 9999 frames"),
    ],
)
def test_a_picture_over_the_limit_is_refused_before_anybody_draws_it(name, body, told):
    refusal = refusal_of(name, body)
    assert all(part in refusal for part in (name, told, "200 million"))


def test_the_limit_is_a_setting_and_the_last_pixel_counts(settings):
    settings.PICTURE_MAX_PIXELS = 1_000_000
    assert judged("a.png", pictures.png(1000, 1000)).pixels == 1_000_000
    assert "1001" in refusal_of("a.png", pictures.png(1000, 1001))
    assert judged("a.gif", pictures.gif(1000, 1000, frames=10)).pixels == 10_000_000
    assert judged("a.png", PNG).pixels is None, "its header cannot be read: nothing draws it"
    assert judged("a.pdf", PDF).pixels is None
