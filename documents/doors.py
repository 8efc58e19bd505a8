"""Which pages take files."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

ViewT = TypeVar("ViewT", bound=Callable[..., object])


def takes_files(view: ViewT) -> ViewT:
    """Marks a page whose form brings files: of people who are logged in it may be large.

    To every other page, and by everybody else, only small forms without files are sent
    (`aftersales.sent_forms`).
    """
    view.takes_files = True  # type: ignore[attr-defined]  # functions take attributes
    return view


# Of the parts of an address: does it belong to a guest who may send files?
IsGuest = Callable[[Mapping[str, Any]], bool]


def takes_files_of_guests(is_guest: IsGuest) -> Callable[[ViewT], ViewT]:
    """Marks a page to which somebody who is not logged in may send files, if `is_guest` says so.

    They are fewer and smaller than those of the desk (`CUSTOMER_FORM_MAX_BYTES`).
    """

    def mark(view: ViewT) -> ViewT:
        view.is_guest = is_guest  # type: ignore[attr-defined]  # functions take attributes
        return view

    return mark


def is_from_guest(view: Callable[..., object], parts: Mapping[str, Any]) -> bool:
    """May a stranger at this address send files to the page?"""
    is_guest: IsGuest | None = getattr(view, "is_guest", None)
    return is_guest is not None and is_guest(parts)


def is_taking_files(view: Callable[..., object]) -> bool:
    """Is the page marked so?"""
    return getattr(view, "takes_files", False)
