"""Doors that belong to no house: home, log-in of the administration, error pages."""

import sys
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from aftersales import outages
from core import tracing
from operations.queries.setup import is_empty_desk
from operations.views.setup import may_set_up

LOOPBACK = ("127.0.0.1", "::1")


def home_page(request: HttpRequest) -> HttpResponse:
    """The desk; administrators of an empty one see what it lacks, those without tickets their
    rules.
    """
    if may_set_up(request) and is_empty_desk():
        return redirect("setup")
    is_keeper = request.user.is_staff and not request.user.has_perm("tickets.view_ticket")
    return redirect("admin:index" if is_keeper else "tickets:list")


def admin_login(
    request: HttpRequest, extra_context: dict[str, object] | None = None
) -> HttpResponse:
    """One log-in page, with one throttle, for desk and administration."""
    if request.user.is_authenticated:
        # the administration only asks those to log in who may not enter it
        raise PermissionDenied
    return redirect(f"/accounts/login/?{urlencode({'next': request.GET.get('next', '/admin/')})}")


def admin_password(
    request: HttpRequest, extra_context: dict[str, object] | None = None
) -> HttpResponse:
    """One page that changes the own password, with one count of wrong ones."""
    return redirect("accounts:password")


def moved_to_calendars(request: HttpRequest, calendar_table: str, rest: str) -> HttpResponse:
    """Bookmarks of calendars from before they had a house of their own."""
    query = request.META.get("QUERY_STRING", "")
    address = f"/admin/calendars/{calendar_table}/{rest}"
    return redirect(f"{address}?{query}" if query else address, permanent=True)


@login_not_required
def not_found_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@login_not_required
def forbidden_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@login_not_required
def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form is not the one of the browser: it was opened before the last log-in.

    A part of a page takes a fresh token and sends again; a whole page says what to do.
    """
    if "HX-Request" in request.headers:
        return HttpResponse(status=401)
    return render(request, "errors/stale.html", status=403)


@login_not_required
def error_page(request: HttpRequest) -> HttpResponse:
    """Django calls it while it handles the error."""
    outage = outages.outage_page(request, sys.exception())
    if outage is not None:
        return outage
    try:
        return render(request, "errors/500.html", {"request_id": tracing.current()}, status=500)
    except DatabaseError:
        # The frame asks who is logged in: a page that tells of an error must not meet another.
        return outages.bare_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, outages.WENT_WRONG)
