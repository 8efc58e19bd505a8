"""What the product refuses to start without. Read by the settings, so this imports no setting."""

import importlib.util
import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

import django
from django.core.exceptions import ImproperlyConfigured

log = logging.getLogger(__name__)

# Below it Django has known holes.
DJANGO_FLOOR = (5, 2, 8)

# So many letters, of so many kinds: what Django's own check asks of a key that others can reach.
SHORTEST_KEY = 50
FEWEST_LETTERS = 5

LOCAL_KEY = "local-development-only"


def require_safe_key(key: str, name: str = "SECRET_KEY") -> None:
    """Raise `ImproperlyConfigured` for a key that can be guessed."""
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS:
        raise ImproperlyConfigured(
            f"{name} can be guessed. Give the environment a random one of {SHORTEST_KEY} letters:"
            " python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )


def require_own_key(key: str) -> None:
    """Raise `ImproperlyConfigured` for the key that everybody knows from the source."""
    if key == LOCAL_KEY:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. `make run` makes one by itself; a server of your own needs a"
            " long random one in its environment."
        )


def require_origins(origins: Iterable[str], name: str) -> None:
    """Raise `ImproperlyConfigured` for what is no origin, or one that could be anybody.

    An origin is scheme and host, with a port where it is no usual one, and nothing behind.
    """
    for origin in origins:
        parts = urlsplit(origin)
        is_origin = parts.scheme in ("https", "http") and bool(parts.hostname)
        is_bare = origin == f"{parts.scheme}://{parts.netloc}" and "@" not in origin
        if not is_origin or not is_bare or any(letter in origin for letter in "*;' \t"):
            raise ImproperlyConfigured(
                f"{name}: {origin} is no origin. Write each as https://crm.example.com."
            )


def require_parts() -> None:
    """Raise `ImproperlyConfigured` where something is missing that keeps files and requests safe.

    Everything else would work without it, and nobody would notice.
    """
    if importlib.util.find_spec("defusedxml") is None:
        raise ImproperlyConfigured(
            "defusedxml is not installed: a workbook could make the server read for hours."
            " Install requirements.txt."
        )
    if django.VERSION[:3] < DJANGO_FLOOR:
        floor = ".".join(map(str, DJANGO_FLOOR))
        raise ImproperlyConfigured(
            f"Django {django.__version__} has known holes; {floor} or newer of its line is needed."
            " Install requirements.txt."
        )


def warn_of_uncounted_proxy(*, is_https: bool, proxy_count: int) -> None:
    """Say in the log that https ends at a proxy which nobody has counted.

    The product speaks no TLS itself: all tries of a password seem to come from the proxy then.
    """
    if is_https and not proxy_count:
        log.warning(
            "HTTPS is on and PROXY_COUNT is 0: wrong passwords of everybody behind the proxy are"
            " counted together. Set PROXY_COUNT to the number of your proxies before the desk."
        )
