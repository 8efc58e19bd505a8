"""Addresses as templates write them."""

from functools import lru_cache

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode


def page_address(name: str, *args: object, **kwargs: object) -> str:
    """The path of a page by its URL name."""
    if args or kwargs:
        return reverse(name, args=args, kwargs=kwargs)
    return _fixed_address(name)


@lru_cache(maxsize=256)
def _fixed_address(name: str) -> str:
    """The frame alone names fifteen of them on every page, and they never change."""
    return reverse(name)


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
