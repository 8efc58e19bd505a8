"""Doors of the inbox: one's own items only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.queries import paging
from notifications import queries
from notifications.actions import inbox

NEWEST = paging.Order("shown_from", descending=True)


@require_GET
def inbox_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = paging.page(queries.items_of(request.user, at=now), NEWEST, request.GET.get("cursor", ""), 50)
    return render(request, "notifications/inbox.html", {"page": page, "now": now})


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The badge, polled."""
    return render(request, "notifications/_badge.html")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    inbox.mark_read(request.user, at=timezone.now())
    return redirect("notifications:inbox")


@require_POST
def open_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where it points."""
    item = get_object_or_404(queries.items_of(request.user, at=timezone.now()), pk=pk)
    inbox.mark_read(request.user, at=timezone.now(), pk=item.pk)
    return redirect(item.path)
