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
    `NotOutside`.
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
