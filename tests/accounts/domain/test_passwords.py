"""Passwords that look long and are guessed all the same."""

from __future__ import annotations

import pytest

from accounts.domain.passwords import Weakness, weakness_of

NAMES = ["lina", "李娜娜", "li.na", "huaqi"]
COMMON = {"iloveyou", "password", "qwertyuiop"}


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("lina-lina-lina", Weakness.NAME),
        ("ＬＩＮＡｌｉｎａ１２", Weakness.NAME),
        ("huaqi12huaqi", Weakness.NAME),
        ("李娜娜李娜娜2026!", Weakness.NAME),
        ("Aftersales2026", Weakness.NAME),
        ("iloveyou1234", Weakness.COMMON),
        ("!!Password2026!!", Weakness.COMMON),
        ("abcabcabcabc", Weakness.REPEATED),
        ("aaaaaaaaaaaa", Weakness.REPEATED),
        ("hallo-lina-wie-gehts", None),
        ("correct horse battery", None),
        ("主轴又响了请再看一下", None),
        ("", None),
    ],
)
def test_what_is_weak_about_it(password: str, weakness: Weakness | None) -> None:
    assert weakness_of(password, names=NAMES, common=COMMON) == weakness


def test_a_name_of_two_letters_stands_in_many_words() -> None:
    assert weakness_of("limousine-parking", names=["li"], common=COMMON) is None
