"""Takes what names a person or opens a door out of free text: for logs, stored errors, anything that a machine writes down."""

import re

from core.domain import masking

ACCOUNT = re.compile(r"://[^\s/@]+@")
BEARER = re.compile(r"\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
SECRET = re.compile(
    r"(?P<name>(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{0,60}(?:password|passwd|secret|token|api_?key|authorization|sessionid)"
    r"(?![A-Za-z0-9_-])[\"']?\s{0,3}[=:]\s{0,3})"
    r"(?P<quote>[\"']?)[^\s\"'&,;<>)]+",
    re.IGNORECASE,
)
LONG = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*[0-9])(?=[A-Z0-9_-]*[a-z])(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{32,}(?![A-Za-z0-9_-])",
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
    """The text with telephone numbers and mail addresses masked, and tokens, passwords and accounts in addresses gone.

    Identifiers of requests and jobs (hexadecimal, UUID) stay, so that lines can still be brought together.
    """
    written = ACCOUNT.sub("://***@", written)
    written = BEARER.sub(r"\1 ***", written)
    written = SECRET.sub(r"\g<name>\g<quote>***", written)
    written = LONG.sub("***", written)
    written = EMAIL.sub(lambda found: masking.mask_email(found[0]), written)
    written = MOBILE.sub(lambda found: masking.mask_phone(re.sub(r"\D", "", found[1])), written)
    written = LANDLINE.sub(lambda found: masking.mask_phone(f"{found[1]}-{found[2]}"), written)
    return ABROAD.sub(lambda found: f"+****{found[0][-4:]}", written)
