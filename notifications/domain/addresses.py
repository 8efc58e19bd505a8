"""Which addresses lie outside the house. Pure: nothing is asked, nothing is looked up."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

PORTS = {"https": 443, "http": 80}

# Addresses of a translator: the last four bytes are the IPv4 address that is really meant.
TRANSLATED = ip_network("64:ff9b::/96")

# Tunnels: behind them is whatever their owner likes.
TUNNELS = tuple(map(ip_network, ("2002::/16", "2001::/32", "64:ff9b:1::/48", "::/96")))


# Names that only the own network knows (RFC 6761, 6762, 8375; `internal` by ICANN).
OWN_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa")
LOOPBACK = ("127.0.0.1", "::1")

# An IPv4 address has at most so many numbers; the last one fills what is left.
NUMBERS, BYTE = 4, 256


class NotOutside(ValueError):
    """An address that leads nowhere, into the house, or where nobody is allowed to go."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An address in its parts. `path` has the query; `is_named` where the deployment names the host
    as one inside that may be reached.
    """

    host: str
    port: int
    path: str
    is_safe: bool
    is_named: bool

    @property
    def host_header(self) -> str:
        """The host as a request names it: with its port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = PORTS["https" if self.is_safe else "http"]
        return host if self.port == usual else f"{host}:{self.port}"


def destination_of(url: str, inside: Iterable[str] = ()) -> Destination:
    """Where an address leads: `https://` and its usual port, no name or password in it.

    `inside` are hosts and networks of the deployment: these may be plain, and on any port. Raises
    `NotOutside`, also for what is known to lie inside before anybody is asked for the name.
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        raise NotOutside(url)
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise NotOutside(url) from None
    usual = PORTS.get(parts.scheme)
    if not host or usual is None or "@" in parts.netloc:
        raise NotOutside(url)

    is_named = is_inside_named(host, inside)
    is_safe = parts.scheme == "https"
    if not is_named and (not is_safe or port not in (None, usual)):
        raise NotOutside(url)
    if not is_named and is_known_inside(host, inside):
        raise NotOutside(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(host, port or usual, path, is_safe, is_named)


def is_inside_named(host: str, inside: Iterable[str]) -> bool:
    """Does the deployment name this host, or the network of this address?"""
    address = _address_in(host)
    for name in inside:
        if name.casefold() == host.casefold():
            return True
        network = _network_in(name)
        if address is not None and network is not None and address in network:
            return True
    return False


def is_known_inside(host: str, inside: Iterable[str] = ()) -> bool:
    """Does the host lie inside, whatever a name server says? Not where `inside` names its network.

    A name that only the own network knows may lie in any network that is named.
    """
    inside = list(inside)
    if ends_in_number(host) or ":" in host:
        meant = _number_meant(host) or host
        return not (is_outside(meant) or is_inside_named(meant, inside))
    if not is_own_name(host):
        return False
    if host.casefold().rpartition(".")[2] == "localhost":
        return not any(is_inside_named(address, inside) for address in LOOPBACK)
    return not any(_network_in(name) for name in inside)


def is_own_name(host: str) -> bool:
    """Does no public name server know it: a name of one word, or one that is set aside?"""
    name = host.casefold()
    return "." not in name or name.endswith(tuple(f".{own}" for own in OWN_NAMES))


def ends_in_number(host: str) -> bool:
    """Is it read as a number, however that is written: no name ends in one (URL standard)."""
    return _number_in(host.rpartition(".")[2]) is not None


def _number_meant(host: str) -> str | None:
    """The address that a number is, as `inet_aton` reads it: `127.1`, `2130706433`, `0x7f.1`,
    `0177.0.0.1`. None for what is no address.
    """
    numbers = [_number_in(part) for part in host.split(".")]
    *first, last = numbers
    left = BYTE ** (NUMBERS - len(first))
    if len(numbers) > NUMBERS or last is None or last >= left:
        return None
    value = 0
    for number in first:
        if number is None or number >= BYTE:
            return None
        value = value * BYTE + number
    return str(IPv4Address(value * left + last))


def _number_in(written: str) -> int | None:
    """A number with ten, eight (`0177`) or sixteen (`0x7f`) digits; None for none."""
    digits = written.casefold()
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") and digits != "0" else 10
    try:
        return int(digits, base) if digits.isascii() and digits.isalnum() else None
    except ValueError:
        return None


def is_outside(written: str) -> bool:
    """Is the address one of the public internet, for whatever it stands?"""
    address = _address_in(written)
    if address is None:
        return False
    if isinstance(address, IPv6Address):
        meant = _address_meant(address)
        if meant is not None:
            return is_outside(str(meant))
        if any(address in tunnel for tunnel in TUNNELS):
            return False
    return address.is_global and not address.is_multicast


def _address_meant(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that it stands for."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _address_in(written: str) -> IPAddress | None:
    try:
        return ip_address(written)
    except ValueError:
        return None


def _network_in(written: str) -> IPNetwork | None:
    try:
        return ip_network(written)
    except ValueError:
        return None
