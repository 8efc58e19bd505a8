"""Takes what names a person or opens a door out of free text.

For logs, stored errors, anything that a machine writes down.
"""

import re

from core.domain import masking

ACCOUNT = re.compile(r"://[^\s/@]+@")
BEARER = re.compile(r"\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
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
MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\+|00)?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![0-9A-Za-z])"
)
LANDLINE = re.compile(r"(?<![0-9A-Za-z.:+-])(0\d{2,3})[- ]?(\d{7,8})(?![0-9A-Za-z])")
ABROAD = re.compile(r"(?<![0-9A-Za-z])\+\d[\d -]{6,16}\d(?![0-9A-Za-z:])")


def redacted_text(written: str) -> str:
    """The text with telephone numbers and mail addresses masked.

    Tokens, passwords and accounts in addresses are gone.
    Identifiers of requests and jobs (hexadecimal, UUID) stay, so that lines can still be brought together.
    """
    written = ACCOUNT.sub("://***@", written)
    written = BEARER.sub(r"\1 ***", written)
    written = SECRET.sub(r"\g<name>\g<quote>***", written)
    written = LONG.sub("***", written)
    written = EMAIL.sub(lambda match: masking.mask_email(match[0]), written)

    # before ABROAD, which a number that begins with +86 would match too
    written = MOBILE.sub(lambda match: masking.mask_phone(re.sub(r"\D", "", match[1])), written)
    written = LANDLINE.sub(lambda match: masking.mask_phone(f"{match[1]}-{match[2]}"), written)
    return ABROAD.sub(lambda match: f"+****{match[0][-4:]}", written)
