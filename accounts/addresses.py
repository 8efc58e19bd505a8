"""Where a request comes from, also behind proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# Listed where the web server names no client, or a socket.
NO_ADDRESS = "0.0.0.0"  # noqa: S104


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


def listed_address(request: HttpRequest) -> str:
    """The client's address for a column of addresses: zero where it is none."""
    try:
        return str(ipaddress.ip_address(client_address(request) or ""))
    except ValueError:
        return NO_ADDRESS
