"""The sprite holds every icon that is named, and none that nobody names. Needs no database."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
PAGES = [path for path in (ROOT / "templates").rglob("*.html") if "django" not in path.parts]
ADMIN_PAGES = list((ROOT / "templates" / "django").rglob("*.html"))
SCRIPTS = list((ROOT / "static" / "js").glob("*.js"))
HOUSES = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
CODE = [path for house in HOUSES for path in house.rglob("*.py")]

PARAMETERS = {"icon", "icon_name"}
"""What macros, steps and rows call the name of an icon; the macro `icon` calls it `name`."""
OF_TAG = re.compile(r'{%\s*icon\s+"([a-z0-9-]+)"')
OF_SPRITE = re.compile(r"#i-([a-z0-9-]+)")
QUOTED = re.compile(r"""["'#]([a-z0-9][a-z0-9-]*)["']|#i-([a-z0-9-]+)""")

Jinja = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def listed_icons() -> list[str]:
    lines = (ROOT / "static" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def trees() -> dict[Path, nodes.Template]:
    return {path: Jinja.parse(path.read_text(encoding="utf-8")) for path in PAGES}


def words(node: nodes.Node) -> Iterator[str]:
    """The texts that an expression may come to; none for what is known at run time only."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        for side in filter(None, (node.expr1, node.expr2)):
            yield from words(side)


def named_by_pages() -> Iterator[tuple[str, str]]:
    """(icon, place) of every call of a macro that takes the name of an icon."""
    parsed = trees()
    places = {"icon": 0}
    for tree in parsed.values():
        for macro in tree.find_all(nodes.Macro):
            for index, argument in enumerate(macro.args):
                if argument.name in PARAMETERS:
                    places[macro.name] = index

    for path, tree in parsed.items():
        for call in tree.find_all(nodes.Call):
            if not isinstance(call.node, nodes.Name) or call.node.name not in places:
                continue
            index = places[call.node.name]
            given = call.args[index : index + 1]
            given += [pair.value for pair in call.kwargs if pair.key in PARAMETERS]
            for argument in given:
                yield from ((word, f"{path.name}:{call.lineno}") for word in words(argument))


def named_by_code() -> Iterator[tuple[str, str]]:
    """(icon, place): `icon=` of calls, values of tables called ICONS, `icon` that is given a text."""
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            for value in icon_values(node):
                for one in ast.walk(value):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield one.value, f"{path.relative_to(ROOT)}:{one.lineno}"


def icon_values(node: ast.AST) -> list[ast.expr]:
    """The expressions of a node that name an icon."""
    if isinstance(node, ast.keyword) and node.arg in PARAMETERS:
        is_choice = isinstance(node.value, ast.Constant | ast.IfExp)
        return [node.value] if is_choice else []
    if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") in PARAMETERS:
        return [node.value] if isinstance(node.value, ast.Constant) else []
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
        is_table = any(getattr(target, "id", "").endswith("ICONS") for target in node.targets)
        return node.value.values if is_table else []
    return []


def named_elsewhere() -> Iterator[tuple[str, str]]:
    """(icon, place) of Django's templates and of scripts."""
    for path in ADMIN_PAGES:
        text = path.read_text(encoding="utf-8")
        yield from ((name, path.name) for name in OF_TAG.findall(text) + OF_SPRITE.findall(text))
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        yield from ((name, path.name) for name in OF_SPRITE.findall(text))


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    named = [*named_by_pages(), *named_by_code(), *named_elsewhere()]
    sprite = set(listed_icons())
    assert [(name, place) for name, place in named if name not in sprite] == []
    known = {name for name, _ in named}
    # one of each way to name it: a macro, a macro of macros, a step, a table, the administration
    assert {"search", "menu-2", "arrow-right", "player-pause", "chevron-left"} <= known
    assert len(known) > 50


def test_the_sprite_has_no_icon_that_nobody_names() -> None:
    texts = (path.read_text(encoding="utf-8") for path in [*PAGES, *ADMIN_PAGES, *SCRIPTS, *CODE])
    quoted = {name for text in texts for found in QUOTED.findall(text) for name in found}
    assert [name for name in listed_icons() if name not in quoted] == []


def test_no_icon_is_listed_twice() -> None:
    assert len(listed_icons()) == len(set(listed_icons()))
