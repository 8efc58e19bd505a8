"""Sheets of labels as PDF: every label at its place, its letters within the file."""

from __future__ import annotations

import re
import time

import pytest

from portal.exports.labels import Label, sheet_of_labels

PAGE = re.compile(rb"/Type /Page\b")
LONG = "超高压智能伺服驱动一体化控制柜（出口型·双回路·防爆）" * 3


def sheet_of(*labels: tuple[str, str]) -> bytes:
    return sheet_of_labels(
        [Label(f"https://desk.example/d/{n:016d}/", *label) for n, label in enumerate(labels)]
    )


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (24, 1), (25, 2)])
def test_24_stand_on_a_page(count, pages):
    file = sheet_of(*[("伺服驱动器", f"SV-{n}") for n in range(count)])
    assert file.startswith(b"%PDF-") and len(PAGE.findall(file)) == pages


def test_its_letters_are_in_the_file():
    assert sheet_of(("伺服驱动器", "SV-1")).count(b"/FontFile2") >= 2


@pytest.mark.parametrize("model", [LONG, "⚙️ 🚀 \x07 مضخة", "", "龘靐齉"])
def test_whatever_a_model_is_called_a_sheet_comes(model):
    assert sheet_of((model, "SV-1" * 20)).startswith(b"%PDF-")


def test_ten_pages_come_while_one_waits():
    began = time.process_time()
    sheet_of(*[("伺服驱动器 SV-750", f"SV-750-23A1{n:04d}") for n in range(240)])
    assert time.process_time() - began < 30
