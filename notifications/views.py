"""Doors of the inbox and of the own settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries.openable import openable_paths
from core.queries import paging
from notifications import queries
from notifications.actions import inbox, preferences
from notifications.channels import CHANNELS
from notifications.forms import PreferenceForm
from notifications.models import Preference
from notifications.queries import wordings

NEWEST = paging.Order("shown_from", descending=True)
WISHES = ("mail_topics", "digest", "quiet_from", "quiet_until")


@require_GET
def show_inbox(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    items = queries.items_of(request.user, at=now)
    page = paging.page_of(items, NEWEST, request.GET.get("cursor", ""), 50)
    rows = wordings.worded_items(page.rows, reader=request.user, language=get_language() or "")
    return render(request, "notifications/inbox.html", {"page": page, "rows": rows, "now": now})


@require_http_methods(["GET", "POST"])
def edit_preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants to be told."""
    stored = Preference.objects.filter(user=request.user).first() or Preference(user=request.user)
    initial = {name: getattr(stored, name) for name in WISHES}
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        preferences.save_preference(request.user, **form.details)
        messages.success(request, _("Your message settings are saved."))
        return redirect("notifications:settings")
    context = {"form": form, "stored": stored, "is_mail_on": CHANNELS["mail"].is_on(timezone.now())}
    return render(
        request, "notifications/settings.html", context, status=422 if form.errors else 200
    )


@require_GET
def show_unread_count(request: HttpRequest) -> HttpResponse:
    """The badge, polled."""
    return render(request, "notifications/_badge.html")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    inbox.mark_read(request.user, at=timezone.now())
    return redirect("notifications:inbox")


@require_POST
def open_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where it points; to the inbox where that is not open any more."""
    item = get_object_or_404(queries.items_of(request.user, at=timezone.now()), pk=pk)
    inbox.mark_read(request.user, at=timezone.now(), pk=item.pk)
    is_openable = item.path in openable_paths(request.user, [item.path])
    return redirect(item.path if is_openable else "notifications:inbox")
