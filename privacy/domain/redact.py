"""Takes what names a person or opens a door out of free text.

For logs, stored errors, anything that a machine writes down.
"""

import re

from privacy.domain import masking

ACCOUNT = re.compile(r"://[^\s/@]+@")
BEARER = re.compile(r"\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
SECRET_ZH = re.compile(
    r"(?P<name>(?:密码|口令|验证码)(?:是|为)?\s{0,3}[=:：]\s{0,3})[^\s,，;；。]+"
)
SECRET = re.compile(
    r"(?P<name>(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{0,60}"
    r"(?:password|passwd|secret|token|api_?key|authorization|sessionid)"
    r"(?![A-Za-z0-9_-])[\"']?\s{0,3}[=:]\s{0,3})"
    r"(?P<quote>[\"']?)[^\s\"'&,;<>)]+",
    re.IGNORECASE,
)
LONG = re.compile(
    # a digit, a small and a capital letter: unlike identifiers, which are hexadecimal
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*[0-9])(?=[A-Z0-9_-]*[a-z])(?=[a-z0-9_-]*[A-Z])"
    r"[A-Za-z0-9_-]{32,}(?![A-Za-z0-9_-])"
)
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
# Digits as people type them: also １３８ from an input method, with blanks, dots or dashes between.
MOBILE = re.compile(
    r"(?:(?<![0-9A-Za-z０-９])|(?<=[Tt]el)|(?<=TEL))(?:(?:[+＋]|00)?86[-－ ]?)?"
    r"([1１][3-9３-９]\d[-－—·. ]?\d{4}[-－—·. ]?\d{4})(?![0-9A-Za-z０-９])"
)
LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.:+-])[(（]?(0(?:10|2\d|[3-9]\d{2}))[)）]?[-－— ]?"
    r"(\d{3,4}[- ]?\d{4})(?![0-9A-Za-z])"
)

# Number of an identity card: district, day of birth, serial, check. Orders are numbered alike, so
# that what fails its check is another number.
IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"\d{3}[0-9Xx](?![0-9A-Za-z])"
)

# Number of a bank card, in groups of four or in one; what fails its check digit is another number.
CARD = re.compile(
    r"(?<![0-9A-Za-z.])(?:62|4\d|5[1-5])\d{2}(?:[- ]?\d{4}){3}(?:[- ]?\d{1,3})?"
    r"(?![0-9A-Za-z]|\.\d)"
)
ABROAD = re.compile(r"(?<![0-9A-Za-z])\+\d[\d -]{6,16}\d(?![0-9A-Za-z:])")


def redacted_text(written: str) -> str:
    """The text with telephone numbers and mail addresses masked.

    Tokens, passwords and accounts in addresses are gone. Identifiers of requests and jobs
    (hexadecimal, UUID) stay, so that lines can still be brought together.
    """
    written = ACCOUNT.sub("://***@", written)
    written = BEARER.sub(r"\1 ***", written)
    written = SECRET.sub(r"\g<name>\g<quote>***", written)
    written = LONG.sub("***", written)
    written = SECRET_ZH.sub(r"\g<name>***", written)
    written = EMAIL.sub(lambda match: masking.mask_email(match[0]), written)
    written = IDENTITY.sub(_identity_masked, written)
    written = CARD.sub(_card_masked, written)

    # before ABROAD, which a number that begins with +86 would match too
    written = MOBILE.sub(lambda match: masking.mask_phone(_digits(match[1])), written)
    written = LANDLINE.sub(
        lambda match: masking.mask_phone(f"{match[1]}-{_digits(match[2])}"), written
    )
    return ABROAD.sub(lambda match: f"+****{match[0][-4:]}", written)


def _digits(written: str) -> str:
    """The digits of a number, plain ones."""
    return "".join(str(int(letter)) for letter in written if letter.isdecimal())


def _identity_masked(match: re.Match[str]) -> str:
    """By its check: ISO 7064, modulo 11-2."""
    weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(match[0][:17]))
    is_one = "10X98765432"[weighted % 11] == match[0][-1].upper()
    return f"****{match[0][-4:]}" if is_one else match[0]


def _card_masked(match: re.Match[str]) -> str:
    digits = _digits(match[0])
    if not _fits_check_digit(digits):
        return match[0]
    return f"****{digits[-4:]}"


def _fits_check_digit(digits: str) -> bool:
    """By the rule of Luhn: from the right every second digit counts twice."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    single = (int(digit) for digit in digits[-1::-2])
    return (sum(doubled) + sum(single)) % 10 == 0
