"""Addresses as templates write them."""

from functools import lru_cache

from django.http import QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.http import urlencode

# Some hundred pages without arguments, and those of the things that people work on now.
REMEMBERED = 8192


def load_site_map() -> None:
    """Have all pages at hand before a process forks: nobody waits for them, and all share them."""
    get_resolver().url_patterns  # noqa: B018 — is loaded when it is asked for


@lru_cache(maxsize=REMEMBERED, typed=True)
def page_address(name: str, *args: object, **kwargs: object) -> str:
    """The path of a page by its URL name.

    Remembered: the frame names fifteen of them on every page, a list one for each row, a ticket one
    for each of its steps; they never change, and making one takes fifty microseconds.
    """
    return reverse(name, args=args, kwargs=kwargs)


@lru_cache(maxsize=REMEMBERED)
def file_address(name: str) -> str:
    """The address of a file of the product, by its name: fifteen on every page."""
    return static(name)


def optional_address(name: str, *args: object) -> str:
    """The path of a page, or nothing where its house is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def changed_query(query: QueryDict, **changes: object) -> str:
    """A query string with some parameters changed; None or empty removes one."""
    pairs: list[tuple[str, str]] = []
    for name, values in query.lists():
        if name not in changes:
            pairs += [(name, value) for value in values]
    for name, value in changes.items():
        if value not in (None, ""):
            pairs.append((name, str(value)))
    return f"?{urlencode(pairs)}"
