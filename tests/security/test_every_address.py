"""Every address x every role x own and foreign x GET and POST, with and without `HX-Request` (SEC-10).

Made from the URLconf: an address without a row in `tests.support.address_law`, `step_law` or
`admin_law` fails by its name. What is expected is written there by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.seed_rows import restore_tables
from tests.support.address_cells import (
    DONE,
    FOREIGN,
    NONE,
    Cell,
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
from tests.support.plain_browser import PlainBrowser, text_of
from tests.support.roles_of_rights import EVERYBODY
from tests.support.site_map import routes
from tests.support.step_law import step_rows

pytestmark = pytest.mark.django_db

ROUTES = {route.key: route for route in routes()}
ROWS = [*desk_rows(), *step_rows(), *admin_rows()]


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            yield furnished_desk()
        finally:
            restore_tables()


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
        self.asked: Counter[Outcome] = Counter()
        self.compared = 0

    def run(self) -> None:
        for cell in self.cells:
            if cell.method == "get":
                self.ask(cell)
        self.send_what_is_refused()
        for cell in self.sent():
            if DONE in expected_outcomes(cell, self.who):
                self.ask_and_undo(cell)

    def sent(self) -> Iterator[Cell]:
        return (cell for cell in self.cells if cell.method == "post")

    def send_what_is_refused(self) -> None:
        """Nothing of it changes anything; who did is looked for only when somebody did."""
        refused = [cell for cell in self.sent() if DONE not in expected_outcomes(cell, self.who)]
        before = digests_of_tables()
        for cell in refused:
            self.ask(cell)
        if changed_tables(before):
            for cell in refused:
                before = digests_of_tables()
                self.answer_to(cell)
                if changed_tables(before):
                    self.faults.append(f"{cell.label} changed {changed_tables(before)}")

    def ask_and_undo(self, cell: Cell) -> None:
        try:
            with transaction.atomic():
                self.ask(cell)
                raise Undone
        except Undone:
            pass

    def ask(self, cell: Cell) -> None:
        status, outcome, text = self.answer_to(cell)
        self.asked[outcome] += 1
        expected = expected_outcomes(cell, self.who)
        if outcome not in expected:
            self.faults.append(f"{cell.label}: {status} instead of {expected}")
        # The address that was asked for may stand in the answer.
        told = text.replace(cell.path.partition("?")[0], "ADDRESS")
        self.faults += [
            f"{cell.label} tells {secret}"
            for secret in self.hidden
            if secret in told and not may_be_named(cell, secret)
        ]
        self.compare(cell, outcome, told)

    def answer_to(self, cell: Cell):
        data = cell.row.form if cell.method == "post" else {}
        answer = getattr(self.browser, cell.method)(cell.path, data, **cell.headers)
        return answer.status_code, outcome_of(answer, cell, self.who), text_of(answer)

    def compare(self, cell: Cell, outcome, text: str) -> None:
        """What is not seen reads like what was never there."""
        key = (cell.row.label, cell.method, cell.is_part)
        if cell.whose == NONE:
            self.texts[key] = blurred(text)
        elif cell.whose == FOREIGN and outcome == 404 and key in self.texts:
            self.compared += 1
            if blurred(text) != self.texts[key]:
                self.faults.append(f"{cell.label} reads otherwise than what was never there")


class Undone(Exception):
    """Takes back what a request did."""


@pytest.fixture(autouse=True)
def mail_is_set_up(settings):
    """There are no pages for forgotten passwords without."""
    settings.EMAIL_IS_SET_UP = True


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_everybody_gets_what_the_law_says(desk, who):
    trial = Trial(desk, who)
    trial.run()
    assert trial.faults == []
