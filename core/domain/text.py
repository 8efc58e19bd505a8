"""Text as people type it, in one shape for keys and for search. Never used on what is shown."""

import re
import unicodedata

INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
PHONE_SHAPE = re.compile(r"^[+(]?[\d\s()+./-]+$", re.ASCII)
PHONE_EXTENSION = re.compile(r"转|分机|ext\.?|x|#", re.IGNORECASE)
MOBILE_SHAPE = re.compile(r"^1[3-9]\d{9}$", re.ASCII)
LANDLINE_SHAPE = re.compile(r"^(?!400|800)[1-9]\d{8,10}$", re.ASCII)
CHINA = "86"

# So many digits of a phone are looked for however they are separated.
SHORTEST_PHONE_PART = 4
WHOLE_PHONE = 11

# The least digits of a number that somebody can be called by.
SHORTEST_PHONE = 5
SHORTEST_SEARCH = 2

# Letters and digits with at most one sign between them: E-002, e002, HD 200.
CODE_SHAPE = re.compile(r"^[a-z]+[-_./ ]?\d+$", re.ASCII)
CODE_PART = re.compile(r"[a-z]+|\d+", re.ASCII)
FORMULA_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def is_junk(text: str) -> bool:
    """Does it hold what PostgreSQL keeps in no text: NUL, or half of a pair?"""
    return "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


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


def is_searchable(words: str) -> bool:
    """Are the words long enough to be looked for? Half of all texts have any one character."""
    return len(search_needle(words)) >= SHORTEST_SEARCH


def is_too_short(words: str) -> bool:
    """Words that say something, and too little to be looked for."""
    return bool(search_needle(words)) and not is_searchable(words)


def search_variants(words: str) -> list[str]:
    """The needles that words may stand for, as typed first.

    A phone in any way of writing, and a code with or without its dash: `e002` is E-002 too.
    """
    needle = search_needle(words)
    variants = [needle]
    digits = digits_of(needle)
    if PHONE_SHAPE.match(needle) and len(digits) >= SHORTEST_PHONE_PART:
        # Of a part nobody can tell whether it begins with the code of a country.
        variants.append(phone_key(needle) if len(digits) >= WHOLE_PHONE else digits)
    elif CODE_SHAPE.match(needle):
        parts = CODE_PART.findall(needle)
        variants += [sign.join(parts) for sign in ("", "-", " ")]
    return list(dict.fromkeys(variants))


def mobile_key(written: str) -> str:
    """The digits of a phone that takes text messages, one of the Chinese mainland; else empty."""
    digits = phone_key(written)
    return digits if MOBILE_SHAPE.match(digits) else ""


def phone_key(written: str) -> str:
    """The digits by which a phone is known, however it is written: `+86 138-0000 0001`,
    `008613800000001` and `１３８００００００００１` are 13800000001. An extension is no part of it.
    """
    number = PHONE_EXTENSION.split(comparable_text(written))[0]
    digits = re.sub(r"\D", "", number)
    is_abroad = number.lstrip(" (").startswith(("+", "00"))
    if is_abroad:
        digits = digits.removeprefix("00")
    if not digits.startswith(CHINA):
        return digits

    national = digits.removeprefix(CHINA)
    if MOBILE_SHAPE.match(national):
        return national
    if not is_abroad:
        return digits
    # Within the country an area code begins with 0, a service number does not.
    return f"0{national}" if LANDLINE_SHAPE.match(national) else national


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
