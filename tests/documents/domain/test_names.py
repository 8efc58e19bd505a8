"""The name of a file as it is shown."""

import pytest

from documents.domain.names import LONGEST_NAME, safe_file_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.html.", "report.html"),
        ("report.html. . ", "report.html"),
        ("a.png\u00a0", "a.png"),
        ("evil.h\u200bta", "evil.hta"),
        ("evil.h\u00adta", "evil.hta"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u2066b\u2069.png", "ab.png"),
        ("../../x.png", "x.png"),
        ("C:\\Users\\x.png", "x.png"),
        ("..", "file"),
        ("", "file"),
        (None, "file"),
        ("说明：Ａ～Ｂ？.txt", "说明：Ａ～Ｂ？.txt"),
    ],
)
def test_only_what_hides_or_misleads_is_taken_away(name, shown):
    assert safe_file_name(name) == shown


def test_a_long_name_keeps_its_end():
    assert safe_file_name("图" * 300 + ".png") == "图" * (LONGEST_NAME - 4) + ".png"
