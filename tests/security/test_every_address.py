"""Every address x every role x own and foreign x GET and POST, with and without `HX-Request` (SEC-10).

Made from the URLconf: an address without a row in `tests.support.address_law`, `step_law` or
`admin_law` fails by its name. What is expected is written there by hand. The whole product takes
minutes and is asked with `TABLE=whole`; each run asks the part that
`tests.support.address_cells.is_in_turn` describes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.db import transaction

from tests.seed_rows import restore_tables
from tests.support.address_cells import (
    DONE,
    FOREIGN,
    NONE,
    OWN,
    Cell,
    Outcome,
    blurred,
    cells_of,
    expected_outcomes,
    may_be_named,
    outcome_of,
)
from tests.support.address_law import desk_rows
from tests.support.admin_law import admin_rows
from tests.support.all_rows import changed_tables, digests_of_tables
from tests.support.belongings import Desk, furnished_desk
from tests.support.pages import said
from tests.support.plain_browser import PlainBrowser, text_of
from tests.support.roles_of_rights import EVERYBODY, ROOT, STRANGER
from tests.support.site_map import routes
from tests.support.step_law import step_rows

pytestmark = pytest.mark.django_db

ROUTES = {route.key: route for route in routes()}
ROWS = [*desk_rows(), *step_rows(), *admin_rows()]

TAKEN_OF_STRANGERS = {
    "portal:case",
    "portal:survey",
    "portal:confirm",
    "portal:campaign",
    "portal:provided",
    "portal:device",
    "portal:request",
}
"""Whoever knows the address may send, and no log-in counts there that a foreign page could use."""

COUNTED = {"accounts_trycounter"}
"""How often somebody tried a link that opens nothing."""

WRITTEN_BY_READING = {"core_auditentry", "core_ledgerhead", "knowledge_article"}
"""Exports and log-outs have their line in the ledger, and readers of an article are counted."""


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            yield furnished_desk()
        finally:
            restore_tables()


@pytest.fixture(autouse=True)
def mail_is_set_up(settings):
    """There are no pages for forgotten passwords without."""
    settings.EMAIL_IS_SET_UP = True


def test_every_address_has_its_law():
    """A new address fails here by its name until somebody has written down who may ask for it."""
    written = {row.name for row in ROWS}
    assert sorted(ROUTES.keys() - written) == [], "addresses without a law: tests/support/*_law.py"
    assert sorted(written - ROUTES.keys()) == [], "laws of addresses that are no more"
    filled = {row.label: {*row.things, *row.parts} for row in ROWS if ROUTES[row.name].is_plain}
    parts = {row.label: set(ROUTES[row.name].names) for row in ROWS if ROUTES[row.name].is_plain}
    assert filled == parts
    assert len(ROUTES) > 300


class Trial:
    """All that one person asks for, and what of the answers is against the law."""

    def __init__(self, desk: Desk, who: str) -> None:
        self.who = who
        self.browser = PlainBrowser(desk.people.get(who))
        self.cells = list(cells_of(ROWS, ROUTES, desk, who))
        self.hidden = desk.hidden_from(who)
        self.faults: list[str] = []
        self.texts: dict[tuple[str, str, bool], str] = {}

    def run(self) -> None:
        refused = [cell for cell in self.cells if not self.is_allowed(cell)]
        self.ask_for_nothing(refused, COUNTED)
        read = [cell for cell in self.cells if self.is_allowed(cell) and cell.method == "get"]
        self.ask_for_nothing(read, WRITTEN_BY_READING)
        for cell in self.cells:
            if self.is_allowed(cell) and cell.method == "post":
                undone(lambda cell=cell: self.ask(cell))

    def is_allowed(self, cell: Cell) -> bool:
        return DONE in expected_outcomes(cell, self.who)

    def ask_for_nothing(self, cells: Iterable[Cell], allowed: set[str]) -> None:
        """None of it changes anything; which one did is looked for only when one did."""
        changed = set()

        def ask_all() -> None:
            before = digests_of_tables()
            for cell in cells:
                self.ask(cell)
            changed.update(set(changed_tables(before)) - allowed)

        undone(ask_all)
        if changed:
            self.faults.append(f"changed by what changes nothing: {sorted(changed)}")
            for cell in cells:
                undone(lambda cell=cell: self.blame(cell, allowed))

    def blame(self, cell: Cell, allowed: set[str]) -> None:
        before = digests_of_tables()
        self.answer_to(cell)
        changed = set(changed_tables(before)) - allowed
        if changed:
            self.faults.append(f"{cell.label} changed {sorted(changed)}")

    def ask(self, cell: Cell) -> None:
        status, outcome, text = self.answer_to(cell)
        expected = expected_outcomes(cell, self.who)
        if outcome not in expected:
            self.faults.append(f"{cell.label}: {status} instead of {expected}")
        # The address that was asked for may stand in the answer.
        words = text.replace(cell.path.partition("?")[0], "ADDRESS")
        self.faults += [
            f"{cell.label} tells {secret}"
            for secret in self.hidden
            if secret in words and not may_be_named(cell, secret)
        ]
        if outcome == 404:
            self.compare(cell, words)

    def answer_to(self, cell: Cell) -> tuple[int, Outcome, str]:
        data = cell.row.form if cell.method == "post" else {}
        answer = getattr(self.browser, cell.method)(cell.path, data, **cell.headers)
        return answer.status_code, outcome_of(answer, cell, self.who), text_of(answer)

    def compare(self, cell: Cell, text: str) -> None:
        """What is not seen reads like what was never there, which is asked for first."""
        key = (cell.row.label, cell.method, cell.is_part)
        read = blurred(text)
        if cell.whose == NONE:
            self.texts[key] = read
        elif cell.whose == FOREIGN and self.texts.get(key, read) != read:
            self.faults.append(f"{cell.label} reads otherwise than what was never there")


class Undone(Exception):
    """Takes back what a request did."""


def undone(act: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            act()
            raise Undone
    except Undone:
        pass


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_everybody_gets_what_the_law_says(desk, who):
    trial = Trial(desk, who)
    trial.run()
    assert not trial.faults, "\n".join(trial.faults)


@pytest.mark.parametrize("who", [ROOT, STRANGER])
def test_no_form_is_taken_without_the_token_of_the_browser(desk, who):
    """Not even from somebody who may do everything; a part of a page is told to take a fresh token."""
    browser, before = PlainBrowser(desk.people.get(who), checks_tokens=True), digests_of_tables()
    wrong, stale = [], said("This page is out of date")
    cells = cells_of(ROWS, ROUTES, desk, who, is_whole=True)
    posts = [cell for cell in cells if cell.whose == OWN and cell.method == "post"]
    for cell in posts:
        answer = browser.post(cell.path, cell.row.form, **cell.headers)
        status, is_stale = (401, True) if cell.is_part else (403, stale in text_of(answer))
        if cell.row.name in TAKEN_OF_STRANGERS:
            status, is_stale = 404, True
        if answer.status_code != status or not is_stale:
            wrong.append(f"{cell.label}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert len(posts) > len(ROWS)
    assert set(changed_tables(before)) <= COUNTED


def test_the_turns_leave_nothing_out(desk):
    """Everybody asks every address that refuses them, and somebody asks it in every way."""
    asked, all_ways = set(), set()
    for who in EVERYBODY:
        whole, due = (
            list(cells_of(ROWS, ROUTES, desk, who, is_whole=is_whole)) for is_whole in (True, False)
        )
        refused = {
            cell.row.name
            for cell in whole
            if cell.whose == OWN and not expected_outcomes(cell, who) & {DONE, 405}
        }
        assert refused <= {cell.row.name for cell in due}, who
        asked |= {way_of(cell) for cell in due}
        all_ways |= {way_of(cell) for cell in whole}
    assert sorted(all_ways - asked) == []


def way_of(cell: Cell) -> tuple[str, str, str, bool]:
    return (cell.row.name, cell.whose, cell.method, cell.is_part)
