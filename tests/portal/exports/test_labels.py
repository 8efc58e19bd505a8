"""Sheets of labels as PDF: every label at its place, its letters within the file."""

from __future__ import annotations

import re

from portal.exports.labels import Label, sheet_of_labels

PAGE = re.compile(rb"/Type /Page\b")
LONG = "超高压智能伺服驱动一体化控制柜（出口型·双回路·防爆）" * 3


def sheet_of(*labels: tuple[str, str]) -> bytes:
    return sheet_of_labels(
        [Label(f"https://desk.example/d/{n:016d}/", *label) for n, label in enumerate(labels)]
    )


def test_24_stand_on_a_page_and_their_letters_are_in_the_file():
    for count, pages in ((24, 1), (25, 2)):
        file = sheet_of(*[("水泵", f"SV-{n}") for n in range(count)])
        assert len(PAGE.findall(file)) == pages
        assert file.startswith(b"%PDF-") and file.count(b"/FontFile2") >= 2


def test_whatever_models_are_called_a_sheet_comes():
    names = (LONG, "⚙️ 🚀 \x07 مضخة", "", "龘靐齉")
    assert sheet_of(*[(name, "SV-1" * 20) for name in names]).startswith(b"%PDF-")
