"""The address to which a customer answers: it names the ticket and proves that we wrote it there.

`service+202605-00042.k3f…@example.com`: whoever knows a number alone cannot write into its case.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable

# Letters of base32: 80 bits, in an address that no mail server finds too long.
LENGTH = 16


def reply_address(mailbox: str, number: str, secret: str) -> str:
    """The address below a mailbox that belongs to the ticket of this number."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+{number}.{_proof(number, secret)}@{domain}"


def number_answered(address: str, mailbox: str, secrets: Iterable[str]) -> str | None:
    """The number of the ticket that an address of ours belongs to; None for any other address.

    `secrets` are those in use, so that answers to old mails still arrive after a change.
    """
    box, _at, domain = mailbox.lower().rpartition("@")
    local, _at, host = address.lower().strip().rpartition("@")
    if host != domain or not local.startswith(f"{box}+"):
        return None
    number, _dot, proof = local.removeprefix(f"{box}+").rpartition(".")
    if any(hmac.compare_digest(proof.encode(), _proof(number, one).encode()) for one in secrets):
        return number
    return None


def _proof(number: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), f"reply {number}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:LENGTH].lower()
