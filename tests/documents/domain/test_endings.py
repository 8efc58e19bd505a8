"""How a file may be called."""

import pytest

from documents.domain import endings, filetypes
from documents.domain.endings import DOCX, OLE, XLSX, ZIP


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PNG", "png"),
        ("x.pdf.exe", "exe"),
        ("a.7z", "7z"),
        ("设备No.3", ""),
        ("2024.05.06 报告", ""),
        ("照片", ""),
        (".htaccess", ""),
        ("a．hta", ""),
        ("a.", ""),
        ("x.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}", ""),
    ],
)
def test_an_ending_has_a_letter_and_stands_behind_the_last_dot(name, ending):
    assert endings.ending_of(name) == ending


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("evil.hta", "image/gif"),
        ("evil.HTA", "image/png"),
        ("page.html", "application/pdf"),
        ("page.htm", "image/jpeg"),
        ("a.svg", "image/webp"),
        ("x.pdf.exe", "application/pdf"),
        ("a.txt:evil.hta", "text/plain"),
        ("evil.hta:a.png", "image/png"),
        ("evil.hta:$DATA", "image/png"),
        ("a.js", "audio/mpeg"),
        ("a.lnk", "video/mp4"),
        ("a.docx", ZIP),
        ("a.xlsx", DOCX),
        ("a.doc", XLSX),
        ("a.msi", OLE),
        ("a.docm", DOCX),
        ("a.pdf", "text/plain"),
        ("a.txt", "application/pdf"),
        ("a.png", "application/pdf"),
        ("a.mp4", "image/png"),
        ("a.jar", ZIP),
    ],
)
def test_a_file_that_is_called_something_else_has_no_name(name, content_type):
    assert endings.fitting_name(name, content_type) is None


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.png", "image/png"),
        ("mmexport1716.jpg", "image/webp"),
        ("微信图片.jpg", "image/png"),
        ("IMG_0001.HEIC", "image/jpeg"),
        ("下载.jfif", "image/jpeg"),
        ("扫描件.tif", "image/tiff"),
        ("录像.mp4", "video/quicktime"),
        ("录像.m4v", "video/mp4"),
        ("录音.mp4", "audio/mp4"),
        ("录音.3gp", "audio/amr"),
        ("微信语音.amr", "audio/silk"),
        ("语音.silk", "audio/silk"),
        ("方案.wps", "application/msword"),
        ("报价.et", "application/vnd.ms-excel"),
        ("培训.dps", "application/vnd.ms-powerpoint"),
        ("方案.wps", DOCX),
        ("加密.xlsx", OLE),
        ("日志.log", "text/plain"),
        ("日志.tgz", "application/gzip"),
        ("a.zip", DOCX),
        ("V1.2.3 说明.pdf", "application/pdf"),
        ("截图 10:30.png", "image/png"),
        ("x.exe.png", "image/png"),
    ],
)
def test_what_a_service_team_sends_keeps_its_name(name, content_type):
    assert endings.fitting_name(name, content_type) == name


@pytest.mark.parametrize(
    ("name", "content_type", "kept"),
    [
        ("照片", "image/png", "照片.png"),
        ("设备No.3", "image/jpeg", "设备No.3.jpg"),
        ("2024.05.06 报告", "application/pdf", "2024.05.06 报告.pdf"),
        ("evil．hta", "image/gif", "evil．hta.gif"),
        ("htaccess", "image/png", "htaccess.png"),
    ],
)
def test_a_file_without_an_ending_gets_that_of_its_content(name, content_type, kept):
    assert endings.fitting_name(name, content_type) == kept


def test_every_offered_ending_belongs_to_a_type_and_no_other_ending_does():
    offered = {ending for listed in filetypes.ACCEPTED.values() for ending in listed}
    belonging = {ending for listed in endings.ENDINGS.values() for ending in listed}
    assert offered <= belonging
    assert not belonging & {"html", "htm", "hta", "svg", "js", "exe", "msi", "bat", "lnk", "scr"}
    assert not belonging & endings.MACRO_ENDINGS


def test_whatever_the_bytes_can_be_has_its_endings():
    found = {kind for _signature, kind in filetypes._SIGNATURES if kind}
    found |= {*filetypes._RIFF.values(), *filetypes._OFFICE.values()}
    found |= {kind for _brand, kind in filetypes._BRANDS} | {"image/heif", "image/bmp", "video/mp4"}
    assert found <= set(endings.ENDINGS)


@pytest.mark.parametrize("name", ["a.docm", "a.XLSM", "a.pptm", "a.xlsb", "a.dotm"])
def test_endings_of_documents_that_may_hold_macros_are_known(name):
    assert endings.is_called_with_macros(name)
    assert not endings.is_called_with_macros(f"{name}.docx")


def test_the_proper_ending_is_the_first():
    assert endings.proper_ending("image/gif") == "gif"
    assert endings.proper_ending("application/msword") == "doc"


@pytest.mark.parametrize(
    ("name", "content_type", "leaves_as"),
    [
        ("evil.hta", "image/gif", "evil.hta.gif"),
        ("page.html", "application/pdf", "page.html.pdf"),
        ("a.html", ZIP, "a.html.zip"),
        ("照片", "image/png", "照片.png"),
        ("a.doc", OLE, "a.doc"),
        ("a.docm", ZIP, "a.docm"),
        ("a.png", "image/png", "a.png"),
        ("a.bin", "application/unknown", "a.bin"),
    ],
)
def test_what_was_kept_before_leaves_under_an_ending_that_fits(name, content_type, leaves_as):
    assert endings.download_name(name, content_type) == leaves_as
