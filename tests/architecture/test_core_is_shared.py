"""The ground floor holds what two houses need: a file that serves one house belongs to it."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOADED_BY_DJANGO = {
    "core.admin",
    "core.apps",
    "core.models.lookups",
    "core.privacy",
    "core.tasks",
    "pages.templatetags.desk",
}
"""Found by their place, imported by no house: administration, jobs, the search lookup, classes, tags."""

GROUND_FLOOR = {"pages", "core", "privacy"}
FOR_MIGRATIONS = {"core.migrations_sql"}
BESIDE_THE_STREET = {"bench", "demo", "docs", "locale", "scripts", "tests", "var"}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_by(path: Path) -> set[str]:
    """Every dotted name that a file imports, and the names below the modules it imports from."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def houses_served() -> dict[str, set[str]]:
    """For each module of the ground floor the houses that reach it, also by way of another one."""
    paths = [
        path
        for house in ROOT.iterdir()
        if (house / "__init__.py").exists() and house.name not in BESIDE_THE_STREET
        for path in house.rglob("*.py")
        if "migrations" not in path.parts
    ]
    ground = {module_of(path) for path in paths if path.relative_to(ROOT).parts[0] in GROUND_FLOOR}
    imports = {module_of(path): imported_by(path) & ground for path in paths}
    served: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        house = path.relative_to(ROOT).parts[0]
        if house in GROUND_FLOOR:
            continue
        waiting = list(imports[module_of(path)])
        while waiting:
            module = waiting.pop()
            if house not in served[module]:
                served[module].add(house)
                waiting.extend(imports[module])
    return {module: served[module] for module in ground}


def test_every_file_of_the_ground_floor_serves_two_houses() -> None:
    lonely = {
        module: sorted(houses)
        for module, houses in houses_served().items()
        if len(houses) < 2
        and module not in LOADED_BY_DJANGO | FOR_MIGRATIONS
        and (ROOT / module.replace(".", "/")).with_suffix(".py").exists()
    }
    assert not lonely
