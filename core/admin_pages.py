"""Pages of our own inside the administration."""

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper

from django.contrib.admin import ModelAdmin
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path


def admin_paths(
    desk: ModelAdmin, pages: Iterable[tuple[str, Callable[..., HttpResponse], str]]
) -> list[URLPattern]:
    """The paths of (route, page, name).

    Each page is called with the desk it belongs to, and for staff alone.
    """
    return [
        path(route, desk.admin_site.admin_view(_of_desk(page, desk)), name=name)
        for route, page, name in pages
    ]


def _of_desk(page: Callable[..., HttpResponse], desk: ModelAdmin) -> Callable[..., HttpResponse]:
    """With its name and with what it is marked by."""
    return update_wrapper(partial(page, desk), page)


def render_link(address: str, label: str) -> str:
    """A link among the fields of a form, as safe HTML."""
    return render_to_string(
        "admin/components/link.html", {"address": address, "label": label}, using="django"
    )
