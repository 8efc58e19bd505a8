"""The panel of a ticket for a frame in another program: signed, short-lived, to be read only.

Who has the address needs no log-in, and none is looked at: shown is what the token that made it may
see at the moment of looking.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from accounts.enums import TokenScope
from accounts.models import ApiToken
from accounts.queries.person import person_with_rights
from customers.api.visibility import visibility_within
from tickets.desk.queries.panel import Panel, panel_of
from tickets.record.models import Ticket

SALT = "tickets.panel"
SCOPE = TokenScope.TICKETS_READ.value


class PanelEnded(Exception):
    """The address was good once."""


def panel_address(token: ApiToken, ticket: Ticket, *, language: str, at: datetime) -> str:
    """A path that opens the panel until `panel_ends_at(at)`; without a language in the reader's."""
    ends = int(panel_ends_at(at).timestamp())
    signed = signing.dumps([token.handle.hex, ticket.pk, ends, language], salt=SALT)
    return reverse("panel", args=[signed])


def panel_ends_at(at: datetime) -> datetime:
    """When an address that is made now opens nothing any more, to the second."""
    return at.replace(microsecond=0) + timedelta(seconds=settings.PANEL_SECONDS)


@login_not_required
@require_safe
def panel_page(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket in short; or why there is nothing, in the reader's language."""
    now = timezone.now()
    named: list[Any] = []
    with suppress(signing.BadSignature):
        named = signing.loads(token, salt=SALT)
    language = (named and named[3]) or translation.get_language_from_request(request)
    with translation.override(language):
        answer = _render_panel(request, named, now, language)
    answer.headers["Content-Language"] = language
    return _framed(answer)


def _render_panel(
    request: HttpRequest, named: list[Any], now: datetime, language: str
) -> HttpResponse:
    try:
        panel = _panel_named(named, now)
    except PanelEnded:
        context = {"panel": None, "has_ended": True, "language": language}
        return render(request, "tickets/panel.html", context, status=410)
    context = {"panel": panel, "has_ended": False, "language": language}
    return render(request, "tickets/panel.html", context, status=200 if panel else 404)


def _panel_named(named: list[Any], now: datetime) -> Panel | None:
    """What the token may see now; None where it may not, or never might. Raises `PanelEnded`."""
    if not named:
        return None
    handle, key, ends, _language = named
    if ends <= now.timestamp():
        raise PanelEnded
    token = ApiToken.objects.valid(now).filter(handle=UUID(handle)).first()
    person = person_with_rights(token.user_id) if token else None
    if token is None or person is None or not person.is_active or SCOPE not in token.scopes:
        return None
    rows = Ticket.objects.visible_to(person).select_related("customer", "assignee", "department")
    ticket = rows.filter(pk=key).first()
    if ticket is None:
        return None
    return panel_of(ticket, visibility_within(person, frozenset(token.scopes)), now)


def _framed(answer: HttpResponse) -> HttpResponse:
    """Shown in a frame of the named origins and of nobody else; the address is told to nobody."""
    if settings.PANEL_ORIGINS:
        answer.xframe_options_exempt = True
        answer._csp_replace = {"frame-ancestors": list(settings.PANEL_ORIGINS)}
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
