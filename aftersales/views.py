"""Doors that belong to no house: health, home, error pages."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render


def home(request: HttpRequest) -> HttpResponse:
    """The desk; administrators without tickets go straight to their rules."""
    is_keeper = request.user.is_staff and not request.user.has_perm("tickets.view_ticket")
    return redirect("admin:index" if is_keeper else "tickets:list")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: the database answers and is migrated."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_workcalendar")
        calendars = cursor.fetchone()[0]
    return JsonResponse({"database": "ok", "calendars": calendars}, status=200 if calendars else 503)


def admin_login(request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
    """One log-in page, with one throttle, for desk and administration. Who is in already is no administrator."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"/accounts/login/?{urlencode({'next': request.GET.get('next', '/admin/')})}")


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)
