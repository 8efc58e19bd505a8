"""The cells of the table of addresses: what is asked by whom about whose thing, and what the law answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase

from tests.support.address_law import SEES, Row
from tests.support.admin_law import WITH_POWERFUL_ROWS
from tests.support.belongings import NOWHERE, Belongings, Desk
from tests.support.roles_of_rights import STAFF, STRANGER
from tests.support.site_map import Route

OWN, FOREIGN, CROSSED, NONE = "own", "foreign", "crossed", "none"
"""Crossed: the own ticket, plan or customer with a file, stage or contact of a foreign one."""

DONE, LOG_IN, FAULT = "done", "log-in", "fault"
LOG_INS = ("/accounts/login/", "/admin/login/")
PART = {"HTTP_HX_REQUEST": "true"}

Outcome = str | int

# What differs from one answer to the next: tokens, and the seconds of clocks.
VARYING = re.compile(r'[A-Za-z0-9]{64}|data-(?:now|seconds)="[^"]*"|[0-9a-f-]{36}')


@dataclass(frozen=True)
class Cell:
    """One question: a row of the law, whose thing, which method, as a page or as a part of one."""

    row: Row
    whose: str
    method: str
    path: str
    is_part: bool

    @property
    def label(self) -> str:
        part = " as a part" if self.is_part else ""
        return f"{self.method.upper()} {self.row.label} ({self.whose}){part}"

    @property
    def headers(self) -> dict[str, str]:
        return PART if self.is_part else {}


def cells_of(rows: list[Row], routes: dict[str, Route], desk: Desk, who: str) -> Iterator[Cell]:
    """All that one person is asked for; a stranger asks for what the engineer has."""
    own = desk.own["engineer" if who == STRANGER else who]
    for row in rows:
        route = routes[row.name]
        is_of_desk = not row.name.startswith("admin:")
        for whose in _kinds_of_owner(row):
            path = route.filled({**_things(row, whose, own, desk), **row.parts}) + row.query
            for method in ("get", "post"):
                yield Cell(row, whose, method, path, is_part=False)
                # The administration has no parts of pages.
                if is_of_desk:
                    yield Cell(row, whose, method, path, is_part=True)


def _kinds_of_owner(row: Row) -> Iterator[str]:
    yield OWN
    if row.sort in SEES:
        yield NONE
        yield FOREIGN
        if len(row.things) > 1:
            yield CROSSED
    elif row.sort in WITH_POWERFUL_ROWS:
        yield FOREIGN


def _things(row: Row, whose: str, own: Belongings, desk: Desk) -> dict[str, Any]:
    sources = {OWN: own, NONE: NOWHERE, FOREIGN: desk.foreign, CROSSED: desk.foreign}
    found = {part: sources[whose][sort] for part, sort in row.things.items()}
    if whose == CROSSED:
        first = next(iter(row.things))
        found[first] = own[row.things[first]]
    return found


def expected_outcomes(cell: Cell, who: str) -> set[Outcome]:
    """What the law allows as an answer."""
    row = cell.row
    may = row.may(cell.whose, cell.method)
    is_allowed = may is not None and who in may
    if who == STRANGER and not row.is_open:
        return {DONE} if is_allowed else {LOG_IN}
    if row.name.startswith("admin:") and who not in STAFF:
        is_own_way = is_allowed or row.name == "admin:login"
        return _by_right(row, is_allowed=is_allowed) if is_own_way else {LOG_IN}
    if may is None:
        others = row.sends if cell.method == "get" else row.reads
        return {405} if who in (others or ()) else {405, *row.refusal}
    if row.is_right_first and who not in (row.may(OWN, cell.method) or ()):
        return set(row.refusal)
    if not _is_seen(cell, who):
        return {404}
    return _by_right(row, is_allowed=is_allowed)


def _by_right(row: Row, *, is_allowed: bool) -> set[Outcome]:
    return {DONE} if is_allowed else set(row.refusal)


def _is_seen(cell: Cell, who: str) -> bool:
    if cell.row.sort not in SEES:
        return True
    own, foreign = SEES[cell.row.sort]
    return {OWN: who in own, FOREIGN: who in foreign, NONE: False, CROSSED: False}[cell.whose]


def outcome_of(answer: HttpResponseBase, who: str) -> Outcome:
    """The decision that an answer tells."""
    status, place = answer.status_code, answer.headers.get("Location", "")
    if status in (403, 404, 405):
        return status
    if status >= 500:
        return FAULT
    is_sent_away = status == 302 and place.startswith(LOG_INS if who == STRANGER else LOG_INS[1:])
    if is_sent_away or status == 401 or "logInEnded" in answer.headers.get("HX-Trigger", ""):
        return LOG_IN
    return DONE


def blurred(text: str, path: str) -> str:
    """An answer without what differs each time, and without the address that was asked for."""
    return VARYING.sub("~", text.replace(path.partition("?")[0], "ADDRESS"))
