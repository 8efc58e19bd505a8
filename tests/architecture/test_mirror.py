"""Tests stand where their modules do: `<house>/domain/x.py` is tested by `tests/<house>/domain/test_x.py`."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BESIDE_THE_STREET = ("bench", "demo", "docs", "scripts", "tests", "var")
MIRRORED_ROOMS = re.compile(r"/(domain|actions)(/|\.py$)")
WRITTEN_TEST = re.compile(r"^ *(async )?def test_", re.MULTILINE)
TEST_MODULE = re.compile(r"(^|\.)test_\w+$")


def mirrored_modules() -> list[str]:
    """Every module of domain and actions with something in it, but for the fronts of packages."""
    houses = (
        path.parent
        for path in ROOT.glob("*/__init__.py")
        if path.parent.name not in BESIDE_THE_STREET
    )
    modules = []
    for house in houses:
        for path in house.rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if MIRRORED_ROOMS.search(name) and path.name != "__init__.py" and path.stat().st_size:
                modules.append(name)
    return sorted(modules)


def mirror_of(module: str) -> Path:
    path = ROOT / "tests" / module
    return path.with_name(f"test_{path.name}")


def modules_imported_by(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def test_there_are_modules_to_mirror() -> None:
    assert {"core/domain/worktime.py", "plans/actions/moves.py", "calendars/actions.py"} <= set(
        mirrored_modules()
    )


def has_its_test(module: str) -> bool:
    mirror = mirror_of(module)
    return mirror.exists() and bool(WRITTEN_TEST.search(mirror.read_text(encoding="utf-8")))


def test_a_module_has_its_test_where_one_looks() -> None:
    assert [module for module in mirrored_modules() if not has_its_test(module)] == []


def test_no_test_imports_a_test() -> None:
    imports = {
        path.relative_to(ROOT).as_posix(): sorted(
            name
            for name in modules_imported_by(path)
            if name.startswith("tests.") and TEST_MODULE.search(name)
        )
        for path in (ROOT / "tests").rglob("*.py")
    }
    assert {path: names for path, names in imports.items() if names} == {}
