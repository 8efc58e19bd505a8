"""Keys of backups, in the age format (age-encryption.org): what writes them and what opens them."""

import re
from dataclasses import dataclass

import pyrage

HOW = "Make one with `manage.py backup --new-key`."


class BadKey(ValueError):
    """A text that is no key; the message never holds it."""


@dataclass(frozen=True, slots=True)
class BackupKeys:
    """`recipients` are what a new backup is encrypted for, `identities` what can open one."""

    recipients: tuple[pyrage.x25519.Recipient, ...] = ()
    identities: tuple[pyrage.x25519.Identity, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.recipients)


def backup_keys_of(text: str, source: str) -> BackupKeys:
    """The keys in a text, separated by spaces, commas or line ends; lines with # are remarks.

    The first `AGE-SECRET-KEY-1…` and every `age1…` write; all secret ones open, so that an old key
    behind a new one opens older backups. `source` names the text in what is raised: `BadKey`.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    words = [word for line in lines for word in re.split(r"[\s,]+", line) if word]
    recipients: list[pyrage.x25519.Recipient] = []
    identities: list[pyrage.x25519.Identity] = []
    for word in words:
        try:
            if word.startswith("age1"):
                recipients.append(pyrage.x25519.Recipient.from_str(word))
            else:
                identities.append(pyrage.x25519.Identity.from_str(word))
        except (pyrage.IdentityError, pyrage.RecipientError):
            raise BadKey(f"{source} holds something that is no key of age. {HOW}") from None
    if identities:
        recipients.append(identities[0].to_public())
    if text.strip() and not recipients:
        raise BadKey(f"{source} holds no key. {HOW}")
    return BackupKeys(tuple(recipients), tuple(identities))


def new_key() -> tuple[str, str]:
    """A new pair: the secret key, which opens, and the public one, which can only write."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())
