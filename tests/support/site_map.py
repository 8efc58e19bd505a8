"""Every address there is, read from the URLconf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter
from django.urls.resolvers import RoutePattern


@dataclass
class Address:
    """One address of the site map with examples put in for what varies."""

    name: str
    path: str
    names: frozenset[str]


DAYS = {"year": 2026, "month": 10, "day": 1, "version": 1}
REGEX_EXAMPLES = {"admin:app_list": "tickets/", "admin:": "no-such-page"}
QUERIES = {
    "tickets:list": "?view=all",
    "tickets:pick": "?q=设备",
    "tickets:export": "?view=all",
    "tickets:lookup": "?q=华启",
    "customers:list": "?q=华启",
    "accounts:people": "?q=a",
}
EXAMPLES_OF = {
    "metrics:cases": {"key": "volume"},
    "openid_connect_login": {"provider_id": "company"},
    "openid_connect_callback": {"provider_id": "company"},
}
"""The key of a figure, the company of a log-in; everywhere else a key is that of a step."""


def site_map(
    examples: dict[str, Any], resolver: URLResolver | None = None, above: str = "/", space: str = ""
) -> Iterator[Address]:
    """Every address there is; a new kind of variable part needs an example here."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from site_map(
                examples,
                entry,
                above + str(entry.pattern),
                f"{entry.namespace}:" if entry.namespace else space,
            )
            continue
        name = f"{space}{entry.name or ''}"
        yield Address(
            name,
            above + filled(entry, name, examples) + QUERIES.get(name, ""),
            frozenset(entry.pattern.converters),
        )


def filled(entry: URLPattern, name: str, examples: dict[str, Any]) -> str:
    examples = {**examples, **EXAMPLES_OF.get(name, {})}
    if not isinstance(entry.pattern, RoutePattern):
        return REGEX_EXAMPLES[name]
    whole = {
        part
        for part, converter in entry.pattern.converters.items()
        if isinstance(converter, IntConverter)
    }

    def example(found: re.Match[str]) -> str:
        value = examples[found[1]]
        return str(value if found[1] not in whole or isinstance(value, int) else 1)

    return re.sub(r"<(?:\w+:)?(\w+)>", example, str(entry.pattern))
