"""How Babel reads code and templates; `[[tool.babel.mappings]]` in pyproject.toml names these.

Each extractor takes what Babel gives to every one (the opened file, the keywords, the tags of
translators' comments, the mapping's options) and yields what Babel expects: line number, name of
the gettext function, its arguments with None for what is known at run time only, comments.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize
from jinja2 import TemplateSyntaxError
from jinja2.ext import babel_extract

GETTEXT_MODULES = ("django.utils.translation", "gettext")
INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)

GettextCall = tuple[int, str, tuple[str | None, ...], list[str]]


def extract_code(
    file: BinaryIO,
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[GettextCall]:
    """The calls of a Python file, whatever names it imports gettext's functions under.

    Babel's own reader knows functions by a list of names and, before Python 3.12, does not see a
    call inside an f-string: the catalogue would depend on the version of Python.
    """
    tree = ast.parse(file.read())
    imported = imported_functions(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue

        function = plain_name(called_function(node.func, imported))
        if function in keywords:
            arguments = tuple(literal_text(argument) for argument in node.args)
            yield node.lineno, function, arguments, []


def imported_functions(tree: ast.Module) -> dict[str, str]:
    """`{"_": "gettext_lazy"}` for `from django.utils.translation import gettext_lazy as _`."""
    functions: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in GETTEXT_MODULES:
            functions |= {name.asname or name.name: name.name for name in node.names}
    return functions


def called_function(function: ast.expr, imported: Mapping[str, str]) -> str:
    """Its own name: of `_` by its import, of `translation.gettext` by its attribute."""
    if isinstance(function, ast.Name):
        return imported.get(function.id, "")
    return function.attr if isinstance(function, ast.Attribute) else ""


def plain_name(function: str) -> str:
    """Without `_lazy` or `_noop`: the twins take the same arguments."""
    return function.removesuffix("_lazy").removesuffix("_noop")


def literal_text(argument: ast.expr) -> str | None:
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return argument.value if is_text else None


def extract_django(
    file: BinaryIO,
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[GettextCall]:
    """The calls of a Django template, as Django itself turns its tags into Python for gettext.

    The Python that `templatize` writes has the template's lines but also its indentation, which
    means nothing there and would be an error to a reader of Python.
    """
    code = templatize(file.read().decode(), origin=file.name)
    code = INDENTATION.sub("", code)
    yield from extract_python(BytesIO(code.encode()), keywords, comment_tags, options)


def extract_page(
    file: BinaryIO,
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[GettextCall]:
    """The calls of a page's template, which is Jinja2; an error says which template it is."""
    try:
        yield from babel_extract(file, keywords, comment_tags, options)
    except TemplateSyntaxError as error:
        error.add_note(f"in {file.name}")
        raise
