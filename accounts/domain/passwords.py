"""Passwords that look long and are guessed all the same."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum

# Shorter parts of a name stand in many words.
SHORTEST_NAME = 3

# What is tried first at a desk like this one.
OWN_WORDS = ("aftersales", "servicedesk", "helpdesk", "售后服务")


class Weakness(StrEnum):
    """Why a password is refused."""

    NAME = "name"
    COMMON = "common"
    REPEATED = "repeated"


def weakness_of(password: str, *, names: Iterable[str], common: Collection[str]) -> Weakness | None:
    """What is weak about a password, if anything.

    `names` are those of the person; `common` known passwords in small letters.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    letters = "".join(letter for letter in plain if letter.isalnum())
    for name in (*names, *OWN_WORDS):
        known = "".join(letter for letter in name.casefold() if letter.isalnum())
        rest = letters.replace(known, "") if len(known) >= SHORTEST_NAME else letters
        if rest != letters and len(rest) < len(letters) / 2:
            return Weakness.NAME

    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    if core in common:
        return Weakness.COMMON
    return Weakness.REPEATED if _is_repeated(letters) else None


def _is_repeated(text: str) -> bool:
    """Is it one short piece again and again, such as `abcabcabcabc`?"""
    return any(
        (text[:length] * (len(text) // length + 1))[: len(text)] == text
        for length in range(1, len(text) // 2 + 1)
    )
