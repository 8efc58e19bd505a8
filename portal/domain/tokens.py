"""Tokens of links: 256 random bits, of which the desk keeps a hash."""

import base64
import hashlib
import secrets

BYTES = 32
LABEL_BYTES = 10


def new_token() -> str:
    """A token that nobody can guess: 43 letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(BYTES)


def new_label_code() -> str:
    """What a label says: 80 random bits in 16 small letters and digits, for a small code."""
    return base64.b32encode(secrets.token_bytes(LABEL_BYTES)).decode().lower()


def hash_of_token(token: str) -> str:
    """What is kept of it. Of 256 random bits no slow hash is needed: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
