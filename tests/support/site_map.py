"""Every address there is, read from the URLconf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver
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
    **{
        f"analytics:{name}": {"month": "2024-05", "kind": "xlsx"}
        for name in ("report", "remark", "issue", "renew", "download")
    },
    "analytics:download_audit": {"kind": "xlsx"},
    **{
        f"analytics:{name}": {"name": "2024-Q2", "kind": "docx"}
        for name in ("quarter", "problems", "issue_quarter", "renew_quarter", "download_quarter")
    },
    "analytics:f22": {"kind": "docx"},
    "openid_connect_login": {"provider_id": "company"},
    "openid_connect_callback": {"provider_id": "company"},
}
"""The key of a figure, the company of a log-in; everywhere else a key is that of a step."""


@dataclass(frozen=True)
class Route:
    """An address as the URLconf writes it, its parts in angle brackets."""

    name: str
    path: str
    names: frozenset[str]
    is_plain: bool
    whole: frozenset[str] = frozenset()
    """Parts that are whole numbers."""

    @property
    def key(self) -> str:
        """Its name, or, where several have none, its path."""
        return self.name if not self.name.endswith(":") else f"{self.name}{self.path}"

    def filled(self, examples: dict[str, Any]) -> str:
        """The path with examples in place of its parts."""
        if not self.is_plain:
            above = self.path.partition("^")[0].partition("(")[0]
            return above + REGEX_EXAMPLES[self.name]

        def example(found: re.Match[str]) -> str:
            value = examples[found[1]]
            return str(value if found[1] not in self.whole or isinstance(value, int) else 1)

        return re.sub(r"<(?:\w+:)?(\w+)>", example, self.path)


def routes(
    resolver: URLResolver | None = None, above: str = "/", space: str = ""
) -> Iterator[Route]:
    """Every address there is, but those of the interface, which no log-in opens
    (`tests/api/test_every_address.py`).
    """
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace == "api":
                continue
            inner = f"{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, above + str(entry.pattern), inner)
            continue
        converters = entry.pattern.converters
        whole = {part for part, kind in converters.items() if isinstance(kind, IntConverter)}
        yield Route(
            f"{space}{entry.name or ''}",
            above + str(entry.pattern),
            frozenset(converters),
            isinstance(entry.pattern, RoutePattern),
            frozenset(whole),
        )


def site_map(examples: dict[str, Any]) -> Iterator[Address]:
    """Every address with examples; a new kind of variable part needs one."""
    for route in routes():
        filled = route.filled({**examples, **EXAMPLES_OF.get(route.name, {})})
        yield Address(route.name, filled + QUERIES.get(route.name, ""), route.names)
