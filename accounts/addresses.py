"""Where a request comes from, also behind proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# Listed where the web server names no client, or a socket.
NO_ADDRESS = "0.0.0.0"  # noqa: S104

# Where proxies of one's own stand: this machine, private networks, those of one link, of a carrier.
NEIGHBOURS = [
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]


def client_address(request: HttpRequest) -> str | None:
    """The address that the outermost of our own proxies saw; None where it is no address.

    `PROXY_COUNT` says how many proxies of ours stand before the desk: each adds to the right end of
    `X-Forwarded-For` whom it was asked by. What stands further left anybody may have written.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    count = settings.PROXY_COUNT
    address = hops[-count] if count and len(hops) >= count else direct
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return direct or None


def comes_through_uncounted_proxy(request: HttpRequest) -> bool:
    """Did a neighbour pass the request on for somebody, while `PROXY_COUNT` knows of no proxy?

    Whoever is no neighbour may have written the header themselves: that says nothing.
    """
    if settings.PROXY_COUNT or not request.META.get("HTTP_X_FORWARDED_FOR", "").strip():
        return False
    try:
        direct = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        # a socket on this machine
        return True
    mapped = getattr(direct, "ipv4_mapped", None)
    return any((mapped or direct) in network for network in NEIGHBOURS)


def listed_address(request: HttpRequest) -> str:
    """The client's address for a column of addresses: zero where it is none."""
    try:
        return str(ipaddress.ip_address(client_address(request) or ""))
    except ValueError:
        return NO_ADDRESS
