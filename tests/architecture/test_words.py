"""One word means one thing: names that said nothing, or too many things, do not come back.

The lists are of names as they are defined: of functions and methods, of classes, of parameters. A
word that is forbidden as a function's name may be a fine name for a value. Beside each group stands
what took its place.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_HOUSES = {"bench", "scripts", "tests"}

FORBIDDEN_EVERYWHERE = {
    # what it carries: data, fields, recipients, point, progress_line, figure, params
    "told",
    # target, operation, clock, calendar
    "law",
    # LimitRule, Rulebook, LimitTerms
    "promises",
    # ContactVisibility
    "sight",
}
FORBIDDEN_FUNCTIONS = {
    # the noun of what it is: display_value, label, …
    *("shown", "words", "found", "one", "given", "kept", "read", "line"),
    # lock_for_lead, lock
    *("led", "locked"),
    # apply_move, set_initial_status, set_stage_status
    *("go", "place", "stand"),
    # load_for_update
    "open_bench",
    # apply_events, start_initial, sync_pause, cancel_clock, store, log, store_state, apply
    *("happened", "begun", "stand_or_go", "call_off", "put", "tell", "obey", "hear"),
    # serve_step
    "take",
    # notify_users, notify, enqueue
    *("people", "deliver", "ring"),
    # refresh_search_text, has_bigrams
    *("make_findable", "has_pairs"),
    # mark_late_stages, send_reminders
    "look",
}
FORBIDDEN_CLASSES = {
    # TicketClocks
    "Bench",
    # ClockOperation, Replay; StepDefinition, StepRequest
    *("Verb", "Telling", "Step"),
    # LimitRule, Rulebook, LimitTerms
    *("Policy", "Rule", "Rules", "Terms", "Target"),
    # LookupCache, HistoryWriter, IncidentFile
    *("House", "Scribe", "Lines"),
    # the noun of each
    *("Line", "Row", "Reading", "Told", "Filters"),
}
SAME_ROLE_EVERYWHERE = {"Audited", "Command", "Media", "Meta"}
"""Names of classes that a convention asks of many files."""

Definition = tuple[str, int]
"""A defined name and its line."""

Rule = Callable[[ast.Module], Iterable[str]]
"""Says what is wrong with a file, a line each."""


@cache
def parse_file(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def source_files() -> list[Path]:
    houses = [init.parent for init in ROOT.glob("*/__init__.py")]
    return [
        path
        for house in sorted(houses)
        if house.name not in NO_HOUSES
        for path in sorted(house.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def above_core() -> list[Path]:
    """Core knows no users: the house of people stands upon it."""
    return [path for path in source_files() if "core" not in path.relative_to(ROOT).parts[:1]]


def definitions(tree: ast.Module, *kinds: type[ast.AST]) -> Iterator[Definition]:
    for node in ast.walk(tree):
        if isinstance(node, kinds):
            yield node.name, node.lineno


def parameters(tree: ast.Module) -> Iterator[Definition]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg, node.lineno


def forbidden_definitions(tree: ast.Module) -> Iterator[str]:
    """Each as "line: kind name"."""
    for name, line in definitions(tree, ast.FunctionDef, ast.AsyncFunctionDef):
        if name in FORBIDDEN_FUNCTIONS | FORBIDDEN_EVERYWHERE:
            yield f"{line}: function {name}"

    for name, line in definitions(tree, ast.ClassDef):
        if name in FORBIDDEN_CLASSES:
            yield f"{line}: class {name}"

    for name, line in parameters(tree):
        if name in FORBIDDEN_EVERYWHERE:
            yield f"{line}: parameter {name}"


def findings(rule: Rule, paths: Iterable[Path]) -> dict[str, list[str]]:
    """What a rule finds, by file; files without anything are left out."""
    found = {path.relative_to(ROOT).as_posix(): list(rule(parse_file(path))) for path in paths}
    return {path: lines for path, lines in found.items() if lines}


def test_no_forbidden_word_is_a_name() -> None:
    assert findings(forbidden_definitions, source_files()) == {}


def test_no_class_name_means_three_things() -> None:
    places = defaultdict(list)
    for path in source_files():
        for name in {node.name for node in parse_file(path).body if isinstance(node, ast.ClassDef)}:
            places[name].append(str(path.relative_to(ROOT)))

    crowded = {
        name: files
        for name, files in places.items()
        if len(files) >= 3 and name not in SAME_ROLE_EVERYWHERE
    }
    assert not crowded


def untyped_persons(tree: ast.Module) -> Iterator[str]:
    """`by` is `User | None`, or `User` where nobody else may; never a name without a type."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg == "by":
            written = ast.unparse(node.annotation) if node.annotation else ""
            if "User" not in written:
                yield f"{node.lineno}: by: {written}"


def test_who_acts_is_a_user() -> None:
    assert findings(untyped_persons, above_core()) == {}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def told(): ...", ["1: function told"], id="function"),
        pytest.param("async def take(): ...", ["1: function take"], id="coroutine"),
        pytest.param("class A:\n    def put(self): ...", ["2: function put"], id="method"),
        pytest.param("class Line: ...", ["1: class Line"], id="class"),
        pytest.param("def save_point(*, told): ...", ["1: parameter told"], id="parameter"),
        pytest.param("save = lambda law: law", ["1: parameter law"], id="lambda"),
        pytest.param("line = one = given = 1\nprint(line)", [], id="value"),
    ],
)
def test_forbidden_definitions(code: str, expected: list[str]) -> None:
    assert list(forbidden_definitions(ast.parse(code))) == expected
