"""Every text that code and templates give to gettext, found without GNU gettext, which a bare machine lacks.

`python scripts/collect_messages.py` prints, ready to paste into the catalogue, the entries it does not have yet,
each with the places that use it, and names the entries that nobody uses any more. `BORROWED` are texts of Django
and django-auditlog that our administration shows and that their own catalogues lack in Chinese.
"""

from __future__ import annotations

import ast
import re
import runpy
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from django.utils.translation.template import templatize

from aftersales.jinja2 import environment

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
DOORS = ("django.utils.translation", "gettext")
CONTEXT, TEXT, PLURAL = "context", "text", "plural"
SHAPES = {
    "gettext": (TEXT,),
    "ngettext": (TEXT, PLURAL),
    "pgettext": (CONTEXT, TEXT),
    "npgettext": (CONTEXT, TEXT, PLURAL),
}
"""What the leading arguments of each function are; `_lazy` and `_noop` twins take the same."""

BORROWED = (
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    ngettext(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        1,
    ),
    _("Audit log"),
    _("Audit log: %s"),
    _("Resource"),
    _("Resource Type"),
    _("Correlation ID"),
    _("Click to filter by records with this correlation id"),
    _("Created"),
    _("Changes"),
    _("Relationship"),
    _("create"),
    _("update"),
    _("delete"),
    _("access"),
    _("object pk"),
    _("object representation"),
    _("actor"),
    _("actor email"),
    _("remote address"),
    _("remote port"),
    _("timestamp"),
    _("additional data"),
    _("system"),
    _("Created {repr:s}"),
    _("Updated {repr:s}"),
    _("Deleted {repr:s}"),
    _("Logged {repr:s}"),
    _("No field changes"),
    _("No log entries found."),
)

STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
TEMPLATE_CALL = re.compile(rf"(?<!\w)(n?p?gettext|_)\((\s*{STRING}(?:\s*,\s*{STRING})*)")


@dataclass(frozen=True, slots=True)
class Message:
    """One use of a text. The catalogue knows it by `key`; `place` is file:line."""

    context: str
    text: str
    plural: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def houses() -> list[Path]:
    """The packages at the root; scripts and tests tell users nothing."""
    return sorted(
        init.parent
        for init in ROOT.glob("*/__init__.py")
        if init.parent.name not in ("tests", "scripts")
    )


def collected() -> list[Message]:
    """Everything used, in the order of files and lines; what is borrowed comes last."""
    code = [
        path
        for house in houses()
        for path in sorted(house.rglob("*.py"))
        if "migrations" not in path.parts
    ]
    folders = [ROOT / "templates", *(house / "templates" for house in houses())]
    pages = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".txt")
    ]
    texts = [
        *(found for path in code for found in of_code(path)),
        *(found for path in pages for found in of_template(path)),
    ]
    return [*texts, *of_code(Path(__file__))]


def of_code(path: Path) -> Iterator[Message]:
    """The texts of a Python file, whatever names it gave the functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            shape = SHAPES.get(plain(called(node.func, names)))
            if shape:
                yield from message(shape, texts_of(node.args[: len(shape)]), path, node.lineno)


def aliases(tree: ast.Module) -> dict[str, str]:
    """`{"_": "gettext_lazy"}` for `from django.utils.translation import gettext_lazy as _`."""
    imports = (
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module in DOORS
    )
    return {name.asname or name.name: name.name for node in imports for name in node.names}


def called(function: ast.expr, names: dict[str, str]) -> str:
    """The function's own name: of `_` by its import, of `translation.gettext` by its attribute."""
    if isinstance(function, ast.Name):
        return names.get(function.id, "")
    return function.attr if isinstance(function, ast.Attribute) else ""


def plain(name: str) -> str:
    """Without `_lazy` or `_noop`."""
    return name.removesuffix("_lazy").removesuffix("_noop")


def texts_of(arguments: list[ast.expr]) -> list[str]:
    """The leading arguments that are written out."""
    return [
        one.value
        for one in arguments
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def of_template(path: Path) -> Iterator[Message]:
    """The texts of a template: of Jinja2, unless it lies in the folder of Django's own engine."""
    if ROOT / "templates" / "django" in path.parents:
        yield from of_django_template(path)
        return
    engine = environment()
    for line, function, found in engine.extract_translations(path.read_text(encoding="utf-8")):
        texts = [text for text in (found if isinstance(found, tuple) else (found,)) if text]
        yield from message(SHAPES["gettext" if function == "_" else function], texts, path, line)


def of_django_template(path: Path) -> Iterator[Message]:
    """The texts of a template, as Django itself turns them into gettext calls."""
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in TEMPLATE_CALL.finditer(source):
        texts = [ast.literal_eval(text) for text in re.findall(STRING, call[2])]
        line = source.count("\n", 0, call.start()) + 1
        yield from message(SHAPES["gettext" if call[1] == "_" else call[1]], texts, path, line)


def message(shape: tuple[str, ...], texts: list[str], path: Path, line: int) -> Iterator[Message]:
    """The message, unless some of its texts are only known at run time."""
    if len(texts) >= len(shape):
        part = dict(zip(shape, texts, strict=False))
        place = f"{path.relative_to(ROOT).as_posix()}:{line}"
        yield Message(part.get(CONTEXT, ""), part[TEXT], part.get(PLURAL, ""), place)


def catalogue() -> dict[tuple[str, str], dict[str, str]]:
    """The Chinese catalogue's blocks by context and text, its header left out."""
    entries = runpy.run_path(str(Path(__file__).with_name("compile_messages.py")))["entries"]
    blocks = entries(CATALOGUE.read_text(encoding="utf-8"))
    return {(block.get("msgctxt", ""), block["msgid"]): block for block in blocks if block["msgid"]}


def missing() -> dict[tuple[str, str], list[Message]]:
    """The uses of every text that the catalogue does not have."""
    known = catalogue()
    lacking: dict[tuple[str, str], list[Message]] = {}
    for found in collected():
        if found.key not in known:
            lacking.setdefault(found.key, []).append(found)
    return lacking


def unused() -> list[tuple[str, str]]:
    """Texts of the catalogue that nobody uses."""
    used = {found.key for found in collected()}
    return [key for key in catalogue() if key not in used]


def block_of(uses: list[Message]) -> str:
    """An empty entry as the catalogue writes it."""
    first = uses[0]
    plural = next((use.plural for use in uses if use.plural), "")
    lines = [f"#: {use.place}" for use in uses]
    if "%(" in first.text + plural:
        lines.append("#, python-format")
    if first.context:
        lines.append(f"msgctxt {quoted(first.context)}")
    lines.append(f"msgid {quoted(first.text)}")
    lines += [f"msgid_plural {quoted(plural)}", 'msgstr[0] ""'] if plural else ['msgstr ""']
    return "\n".join(lines)


def quoted(text: str) -> str:
    """A string as catalogues write it."""
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    )
    return f'"{escaped}"'


def main() -> int:
    lacking, idle = missing(), unused()
    for uses in lacking.values():
        print(f"{block_of(uses)}\n")
    for context, text in idle:
        print(f"# nobody uses: {quoted(text)}{f' ({context})' if context else ''}")
    return 1 if lacking or idle else 0


if __name__ == "__main__":
    sys.exit(main())
