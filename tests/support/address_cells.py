"""The cells of the table of addresses: what is asked by whom about whose thing, and what the law answers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.http import HttpResponseBase

from tests.support.address_law import SEES, Row
from tests.support.admin_law import WITH_POWERFUL_ROWS
from tests.support.belongings import NOWHERE, Belongings, Desk
from tests.support.roles_of_rights import EVERYBODY, STAFF, STRANGER
from tests.support.site_map import Route

OWN, FOREIGN, CROSSED, NONE = "own", "foreign", "crossed", "none"
"""Crossed: the own ticket, plan or customer with a file, stage or contact of a foreign one."""

DONE, LOG_IN, FAULT = "done", "log-in", "fault"
LOG_INS = ("/accounts/login/", "/admin/login/")
LEAD_TO_LOG_IN = ("mfa_login_webauthn", "socialaccount_login_cancelled", "admin:logout")
"""Open to a stranger, who finds the log-in there."""

OF_STEPS = ("tickets:do", "plans:do", "plans:do_part", "knowledge:do", "analytics:rectify")

METHODS = ("get", "post")
PART = {"HTTP_HX_REQUEST": "true"}

IS_WHOLE = os.environ.get("TABLE") == "whole"
IN_ORDER = sorted(EVERYBODY)

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


def cells_of(
    rows: list[Row], routes: dict[str, Route], desk: Desk, who: str, *, is_whole: bool = IS_WHOLE
) -> Iterator[Cell]:
    """All that one person is asked for; a stranger asks for what the engineer has."""
    own = desk.own["engineer" if who == STRANGER else who]
    for place, row in enumerate(rows):
        route = routes[row.name]
        # The administration has no parts of pages.
        parts = (False,) if row.name.startswith("admin:") else (False, True)
        for whose in _kinds_of_owner(row):
            path = route.filled({**_things(row, whose, own, desk), **row.parts}) + row.query
            for method, is_part in product(METHODS, parts):
                cell = Cell(row, whose, method, path, is_part)
                if is_whole or is_in_turn(cell, who, place):
                    yield cell


def is_in_turn(cell: Cell, who: str, place: int) -> bool:
    """Is this question one of those that are asked each time? All of them are by `TABLE=whole`.

    Each time every person asks every address that they may not ask, about the own thing, and about
    the foreign one where that is another case. In turns, by the place of the person and of the row,
    come page or part, GET or POST, what is allowed, steps behind one and the same door, what was
    never there, and methods that do not exist. The stranger costs little and asks by each method.
    """
    turn = place + IN_ORDER.index(who)
    is_post = cell.method == "post"
    if not cell.row.name.startswith("admin:") and cell.is_part != bool((turn // 2 + is_post) % 2):
        return False
    return who == STRANGER or _is_due(cell, who, turn)


def _is_due(cell: Cell, who: str, turn: int) -> bool:
    is_post = cell.method == "post"
    if cell.row.may(cell.whose, cell.method) is None:
        return turn % 5 == 0
    expected = expected_outcomes(cell, who)
    if cell.row.name in OF_STEPS:
        is_due = turn % (5 if expected == {404} else 2) == 0
        return is_due and is_post == bool(turn // 4 % 2)
    if cell.whose in (NONE, CROSSED) or _is_seen_as_little(cell, who):
        return turn % 3 == 0
    if _has_both_methods(cell.row):
        return (turn + is_post) % 2 == 0
    return DONE not in expected or turn % 3 == 0


def _has_both_methods(row: Row) -> bool:
    return row.reads is not None and row.sends is not None


def _is_seen_as_little(cell: Cell, who: str) -> bool:
    """Is the thing foreign, and the own one not seen either?"""
    sort = cell.row.sort
    return cell.whose == FOREIGN and sort in SEES and who not in SEES[sort][0]


def _kinds_of_owner(row: Row) -> Iterator[str]:
    yield OWN
    if row.sort in SEES:
        # First, for the foreign one has to read like it.
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
    if who == STRANGER:
        return _of_strangers(row, cell.method, is_allowed=is_allowed)
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


def _of_strangers(row: Row, method: str, *, is_allowed: bool) -> set[Outcome]:
    if not row.is_open_to_strangers or (is_allowed and row.name in LEAD_TO_LOG_IN):
        return {LOG_IN}
    return {405} if row.may(OWN, method) is None else _by_right(row, is_allowed=is_allowed)


def _by_right(row: Row, *, is_allowed: bool) -> set[Outcome]:
    return {DONE} if is_allowed else set(row.refusal)


def _is_seen(cell: Cell, who: str) -> bool:
    if cell.row.sort not in SEES:
        return True
    own, foreign = SEES[cell.row.sort]
    return {OWN: who in own, FOREIGN: who in foreign, NONE: False, CROSSED: False}[cell.whose]


def outcome_of(answer: HttpResponseBase, cell: Cell, who: str) -> Outcome:
    """The decision that an answer tells."""
    status, place = answer.status_code, answer.headers.get("Location", "")
    if cell.row.name == "readyz" and status == 503:
        # Nothing of the timetable has run in a test.
        return DONE
    if status in (403, 404, 405):
        return status
    if status >= 500:
        return FAULT
    is_sent_away = status == 302 and place.startswith(LOG_INS if who == STRANGER else LOG_INS[1:])
    if is_sent_away or status == 401 or "logInEnded" in answer.headers.get("HX-Trigger", ""):
        return LOG_IN
    return DONE


def blurred(text: str) -> str:
    """An answer without what differs each time."""
    return VARYING.sub("~", text)


def may_be_named(cell: Cell, secret: str) -> bool:
    """The audit ledger says by its number to what something was done, and nothing else of it."""
    return cell.row.name == "admin:core_auditentry_changelist" and secret.isascii()
