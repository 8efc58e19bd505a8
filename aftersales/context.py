"""What the frame around every page needs."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from notifications import queries as notifications


def frame(request: HttpRequest) -> dict[str, object]:
    """The unread count (looked up only if a page prints it) and the house that is open."""
    if not request.user.is_authenticated:
        return {}
    match = request.resolver_match
    return {
        "unread": SimpleLazyObject(
            lambda: notifications.unread_count(request.user, at=timezone.now())
        ),
        "house": match.namespace if match else "",
    }
