"""Secrets that the database keeps are sealed: who reads the tables alone reads none of them.

A sealed text is `k1.KEY.TOKEN`: KEY names the key that sealed it, so that rows of an old key are
found by their beginning and a key is only thrown away when no row names it. TOKEN is Fernet
(AES-128-CBC with HMAC-SHA-256) of the package `cryptography`.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken

VERSION = "k1"
SHORTEST = 32


class KeyTooShort(ValueError):
    """A key that somebody could guess."""


class Unreadable(ValueError):
    """No key that is known opens the text, or the text was changed."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A key and its name: eight hexadecimal digits that tell nothing about it."""

    name: str
    secret: bytes = field(repr=False)


def keys_from(given: Sequence[str], secret_keys: Iterable[str]) -> tuple[SealingKey, ...]:
    """The keys in use: the first seals, all open.

    `given` are the keys of the deployment, the newest first; `secret_keys` what the product signs
    with, today's first. The latter stand behind the former, so that what was sealed before a key
    was given stays readable. Raises `KeyTooShort`.
    """
    for written in given:
        if len(written) < SHORTEST:
            raise KeyTooShort(f"a key has at least {SHORTEST} characters")
    return tuple(
        _derived_key(purpose, written)
        for purpose, texts in (("field key", given), ("secret key", secret_keys))
        for written in texts
    )


def _derived_key(purpose: str, written: str) -> SealingKey:
    secret = hashlib.sha256(f"aftersales {purpose}: {written}".encode()).digest()
    name = hashlib.sha256(b"name of " + secret).hexdigest()[:8]
    return SealingKey(name, base64.urlsafe_b64encode(secret))


def seal(text: str, keys: Sequence[SealingKey]) -> str:
    """The text, readable only with the first of the keys."""
    key = keys[0]
    token = Fernet(key.secret).encrypt(text.encode()).decode()
    return f"{VERSION}.{key.name}.{token}"


def unseal(sealed: str, keys: Iterable[SealingKey]) -> str:
    """The text again. Raises `Unreadable`, whose message names the key that is missing."""
    name = sealing_key_of(sealed)
    known = {key.name: key for key in keys}
    if name not in known:
        raise Unreadable(f"the key {name} is not among those of this deployment")
    token = sealed.rpartition(".")[2]
    try:
        return Fernet(known[name].secret).decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable(f"the text does not fit the key {name}") from None


def sealing_key_of(sealed: str) -> str:
    """The name of the key that sealed a text. Raises `Unreadable` for what was never sealed."""
    version, _dot, rest = sealed.partition(".")
    name, dot, _token = rest.partition(".")
    if version != VERSION or not dot:
        raise Unreadable("the text is not sealed")
    return name


def is_sealed_by_newest(sealed: str, keys: Sequence[SealingKey]) -> bool:
    """Does the first key open it, or does it wait to be sealed anew?"""
    return sealing_key_of(sealed) == keys[0].name
