"""The house plan as tests: generated pages, forbidden calls, doors that read the clock."""

import ast
import importlib.util
from pathlib import Path

from aftersales.management.commands.draw_states import states_page

ROOT = Path(__file__).resolve().parents[2]
HOUSES = (
    "aftersales",
    "operations",
    "analytics",
    "plans",
    "metrics",
    "archive",
    "feedback",
    "tickets",
    "customers",
    "knowledge",
    "notifications",
    "calendars",
    "documents",
    "accounts",
    "api",
    "portal",
    "pages",
    "core",
    "privacy",
)
DOORS = (
    "middleware",
    "backends",
    "authentication",
    "doors",
    "adapters",
    "guards",
    "receivers",
    "sign_on",
    "session_store",
    "views",
    "admin",
    "admin_pages",
    "tasks",
    "management",
    "imports",
    "exports",
    "context",
    "settings",
    "templatetags",
    "forms",
    "clock",
    "steps",
)
FORBIDDEN_CALLS = {"eval", "exec"}
FORBIDDEN_MODULES = {"pickle", "marshal", "yaml", "shelve"}


def sources():
    for house in HOUSES:
        yield from (path for path in (ROOT / house).rglob("*.py") if "migrations" not in path.parts)


def test_the_states_page_is_generated():
    assert (ROOT / "docs" / "states.md").read_text() == states_page()


def test_production_driver_is_the_tested_one():
    assert importlib.util.find_spec("psycopg") is None


def broken_rules(path):
    """What a file does that none of its kind may."""
    tree = ast.parse(path.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    yield from (f"calls {name}" for name in named & FORBIDDEN_CALLS)

    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    yield from (f"imports {name}" for name in imported & FORBIDDEN_MODULES)

    if path.stem in ("utils", "helpers", "services"):
        yield "name the room"

    is_door = set(DOORS) & set(path.with_suffix("").parts) or path.name == "reference.py"
    for node in calls:
        if not is_door and isinstance(node.func, ast.Attribute) and node.func.attr == "now":
            yield f"{node.lineno}: the clock is read at the door"


def test_every_file_keeps_the_rules_of_the_house():
    found = {str(path.relative_to(ROOT)): list(broken_rules(path)) for path in sources()}
    assert {path: broken for path, broken in found.items() if broken} == {}


def test_a_status_is_set_in_one_place():
    setters = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            flat = [
                one
                for target in targets
                for one in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
            if any(isinstance(one, ast.Attribute) and one.attr == "status" for one in flat):
                setters.add(str(path.relative_to(ROOT)))
    others = {
        # days of a calendar; incidents of another desk; codes of HTTP
        "calendars/actions.py",
        "tickets/transfer/domain/history/story.py",
        "api/problems.py",
    }
    assert setters <= {"tickets/work/actions/moves.py", "plans/actions/moves.py", *others}
