"""What the frame around every page needs."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import sessions
from notifications import queries as notifications


def csrf_context(request: HttpRequest) -> dict[str, object]:
    """The token of the page's forms, made once."""
    # Django's own names for Jinja2 make it anew at every form
    return {
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }


def frame_context(request: HttpRequest) -> dict[str, object]:
    """When the page was made.

    For those who are in, the unread count (looked up only if a page prints it) and which house and
    page are open.
    """
    rendered_at = timezone.localtime()
    # An error page may be shown before anybody asked who it is.
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"rendered_at": rendered_at}
    match = request.resolver_match
    return {
        "rendered_at": rendered_at,
        "is_machine_shared": settings.SHARED_MACHINES,
        "has_mailbox": bool(settings.IMAP_URL),
        "session_seconds": sessions.seconds_left(request, rendered_at),
        "unread": SimpleLazyObject(
            lambda: notifications.unread_count(request.user, at=timezone.now())
        ),
        "house": match.namespace if match else "",
        "page_name": match.url_name if match else "",
    }
