"""Which pages take files."""

from collections.abc import Callable
from typing import TypeVar

ViewT = TypeVar("ViewT", bound=Callable[..., object])


def takes_files(view: ViewT) -> ViewT:
    """Marks a page whose form brings files: of people who are logged in it may be large.

    To every other page, and by everybody else, only small forms without files are sent
    (`aftersales.sent_forms`).
    """
    view.takes_files = True  # type: ignore[attr-defined]  # functions take attributes
    return view


def is_taking_files(view: Callable[..., object]) -> bool:
    """Is the page marked so?"""
    return getattr(view, "takes_files", False)
