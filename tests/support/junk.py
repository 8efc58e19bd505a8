"""What nobody means to send: values for every parameter and every field that the product reads."""

from __future__ import annotations

import ast
import base64
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django import forms

ROOT = Path(__file__).parents[2]
BESIDE = {"tests", "bench", "demo", "scripts", "local_services", "var"}
SOURCES = ("GET", "POST", "data", "query")


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


JUNK = {
    "nul": "a\0b",
    "long": "设" * 100_000,
    "surrogate": "%ED%A0%80",
    "huge number": "9" * 40,
    "negative": "-1",
    "other digits": "²",
    "percent": "%",
    "backslash": "\\",
    "quotes": "'\"`;--",
    "json": '{"$ne": [[[[[]]]]]}',
    "year 0": "0000-00-00T00:00",
    "last year": "9999-12-31T23:59",
    "first year": "0001-01-01",
    "nan": "NaN",
    "infinite": "1e400",
    "no cursor": "====",
    "cursor of nul": cursor(">", "\0", 1),
    "cursor of surrogate": cursor(">", "\ud800", "\ud800"),
    "cursor of lists": cursor(">", [[]], {}),
    "cursor of huge": cursor("<", "9999-12-31T23:59:59", 10**40),
    "cursor of nan": cursor(">", float("nan"), float("inf")),
    "direction": "\u202e\u200b\ufeff",
    "astral": "🏳️‍🌈" * 50,
}


@cache
def names_read() -> frozenset[str]:
    """Every name that a view, form or filter asks of a request, read from the code."""
    names = {name for form in forms_of(forms.BaseForm) for name in form.base_fields}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            names.update(names_in(node))
    return frozenset(name for name in names if name and len(name) < 40)


def sources() -> Iterator[Path]:
    for house in ROOT.iterdir():
        if (house / "__init__.py").exists() and house.name not in BESIDE:
            yield from (path for path in house.rglob("*.py") if "migrations" not in path.parts)


def names_in(node: ast.AST) -> Iterator[str]:
    """`request.GET.get("q")`, `params["q"]`, `"q" in request.GET`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("get", "getlist") and node.args and is_text(node.args[0]):
            yield node.args[0].value
    elif isinstance(node, ast.Subscript) and is_text(node.slice):
        yield node.slice.value
    elif isinstance(node, ast.Compare) and is_text(node.left):
        yield node.left.value


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def forms_of(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        if hasattr(below, "base_fields"):
            yield below
        yield from forms_of(below)
