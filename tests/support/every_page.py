"""Every page that a GET brings, found from the URLconf and from the links of the pages themselves."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve

from accounts.models import User
from tests.fixtures import browser_of
from tests.support.running_text import glued_figures
from tests.support.site_map import site_map

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
OF_ADMIN = re.compile(r"/admin/(?!r/)(\w+)/(\w+)/1/")

ALIKE = re.compile(r"^admin:\w+_(history|delete)$")
"""Pages of Django's own that are the same for every table."""
CHOICES = ("key", "verb", "part")
"""Which form of an address it is; everything else in it names the thing that is shown."""
WINDING = {"tickets:page": 15, "plans:page": 4, "plans:stage": 4}
"""So many of them are looked through: what they offer depends on where the thing stands."""

Kind = tuple[str, ...]


@dataclass(frozen=True)
class SeenPage:
    """`is_part`: a piece that is shown inside another page."""

    kind: Kind
    person: str
    path: str
    is_part: bool


@dataclass
class Walk:
    """One page of each kind, the statuses of what brought no page, and who names an address.

    `glued` are the figures that run together, by the page that says them.
    """

    pages: dict[Kind, SeenPage] = field(default_factory=dict)
    refusals: dict[Kind, set[int]] = field(default_factory=dict)
    referrers: dict[str, str] = field(default_factory=dict)
    glued: dict[str, list[str]] = field(default_factory=dict)

    def walk(self, person: User | None, starts: Iterable[str]) -> None:
        """Look at the starts and at every link of every page that is new."""
        browser = browser_of(person) if person else Client()
        queue = deque(starts)
        queued = set(queue)
        visits: Counter[Kind] = Counter()

        while queue:
            path = queue.popleft()
            match = match_of(path)
            if match is None or self._is_enough(match, visits):
                continue

            kind = kind_of(match)
            visits[kind] += 1
            links = self._note(kind, person, path, browser.get(path))
            queue.extend(link for link in links if link not in queued)
            queued.update(links)

    def _is_enough(self, match: ResolverMatch, visits: Counter[Kind]) -> bool:
        kind = kind_of(match)
        most = WINDING.get(match.view_name, 0)
        return visits[kind] >= max(most, 3) or (kind in self.pages and visits[kind] >= most)

    def _note(self, kind: Kind, person: User | None, path: str, answer: HttpResponse) -> list[str]:
        """Keep what came; the addresses that it names."""
        if answer.status_code in (301, 302):
            return [answer.headers["Location"]]
        if answer.status_code != 200:
            self.refusals.setdefault(kind, set()).add(answer.status_code)
            return []
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return []

        text = answer.content.decode()
        if glued := glued_figures(text):
            self.glued[path] = glued
        links = [html.unescape(link) for link in LINK.findall(text)]
        for link in links:
            self.referrers.setdefault(link, path)
        name = person.username if person else ""
        self.pages.setdefault(kind, SeenPage(kind, name, path, is_part="<html" not in text))
        return links

    def shell_of(self, part: SeenPage) -> str:
        """The page that a part is shown in."""
        around = "/admin/" if part.path.startswith("/admin/") else "/tickets/"
        return self.referrers.get(part.path, around)


def match_of(path: str) -> ResolverMatch | None:
    try:
        return resolve(path.partition("?")[0])
    except Resolver404:
        return None


def kind_of(match: ResolverMatch) -> Kind:
    """The name of the address and which of its forms: two of a kind differ in what they show."""
    if match.namespace == "metrics":
        return (match.view_name,)
    if alike := ALIKE.match(match.view_name):
        return ("admin", alike[1])
    # one form of many, such as the one that asks for a reason before an export
    name = match.func.__name__ if "code" in match.extra_kwargs else match.view_name
    return (name, *(str(match.kwargs[name]) for name in CHOICES if name in match.kwargs))


def starts_of(examples: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Every address of the URLconf; in the administration with the first row there is.

    `examples` are what varies by the namespace of the address; "" is for all.
    """
    everywhere = dict(examples[""])
    named = {one.name: one.path for one in site_map(everywhere)}
    for space, more in examples.items():
        own = site_map({**everywhere, **more})
        named.update({one.name: one.path for one in own if one.name.startswith(f"{space}:")})
    return [OF_ADMIN.sub(_with_first_row, path) for path in named.values()]


def _with_first_row(found: re.Match[str]) -> str:
    app, name = found[1], found[2]
    row = apps.get_model(app, name).objects.order_by("pk").first()
    return f"/admin/{app}/{name}/{row.pk if row else 1}/"
