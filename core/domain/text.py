"""Text as people type it, brought into one shape for keys and for search. Never used on what is shown."""

import re
import unicodedata

INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def clean_text(text: str) -> str:
    """Without invisible characters and outer blanks; the rest as typed."""
    return INVISIBLE.sub("", text).replace("\u00a0", " ").strip()


def comparable_text(text: str) -> str:
    """Full-width digits and letters made narrow (NFKC): for numbers, codes, names to compare."""
    return clean_text(unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))


def search_needle(text: str) -> str:
    """The form in which text is searched: narrow, lower case, single blanks."""
    return re.sub(r"\s+", " ", comparable_text(text).lower())


def digits_of(text: str) -> str:
    """Only the digits of a phone number, full-width ones included."""
    return re.sub(r"\D", "", comparable_text(text))


def is_key(text: str) -> bool:
    """Can it be the key of a row? Digits, and not more than a key may have."""
    return text.isdecimal() and len(text) < 19


def is_formula(text: str) -> bool:
    """Would a spreadsheet run this cell? Also after full-width signs became narrow."""
    narrow = unicodedata.normalize("NFKC", text).lstrip(" '")
    return text.startswith(FORMULA_STARTERS) or narrow.startswith(FORMULA_STARTERS)


def bigrams_of(text: str) -> list[str]:
    """The distinct adjacent character pairs of a needle, in order: what the search index holds."""
    pairs = (text[start : start + 2] for start in range(len(text) - 1))
    return list(dict.fromkeys(pairs))


def is_bigram(text: str) -> bool:
    """Is the needle one pair, so that the index knows all about it?"""
    return len(search_needle(text)) == 2
