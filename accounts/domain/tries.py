"""How often somebody may try a password or a code, and what counts as one.

A name is counted however it is written, an address together with its network. A device that logged
in before has a counter of its own, so that strangers who try the same name, or come from the same
address, lock nobody out who is known.
"""

import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# A host is given a whole network of this size, and may take any address in it.
NETWORK_V6 = 64


class Purpose(StrEnum):
    """What is tried; each is counted for itself."""

    PASSWORD = "password"  # noqa: S105 — a word, no password
    CODE = "code"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within a time that begins with the first."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter by its name, and what it allows.

    `is_forgiven`: one that ends well takes back those before it.
    """

    name: str
    limit: Limit
    is_forgiven: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a deployment allows."""

    pair: Limit
    account: Limit
    address: Limit
    device: Limit
    resets: Limit
    reset_mails: Limit


@dataclass(frozen=True, slots=True)
class Source:
    """Who tries: for which account, from which address, and on which device of that account."""

    account: str
    address: str
    device: str = ""


def canonical_name(written: str) -> str:
    """A name as it is counted: neither width, case nor spaces make another of it."""
    plain = unicodedata.normalize("NFKC", written).casefold()
    shown = unicodedata.normalize("NFKC", plain)
    return "".join(
        letter for letter in shown if not letter.isspace() and unicodedata.category(letter) != "Cf"
    )


def network_of(address: str) -> str:
    """An address as it is counted; what is none counts as itself."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, NETWORK_V6), strict=False))


def counters_of(purpose: Purpose, source: Source, limits: Limits) -> list[Counter]:
    """What a try is counted by, in the order of the names so that two at once cannot block."""
    account, address = canonical_name(source.account), network_of(source.address)
    if source.device:
        device = f"{purpose}:device:{account}:{source.device}"
        return [Counter(device, limits.device, is_forgiven=True)]
    counters = [
        Counter(f"{purpose}:account:{account}", limits.account),
        Counter(f"{purpose}:address:{address}", limits.address),
        Counter(f"{purpose}:pair:{account}:{address}", limits.pair, is_forgiven=True),
    ]
    return sorted(counters, key=lambda counter: counter.name)
