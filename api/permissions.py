"""What a token opens: its scope first, the rights of its person then."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from api.authentication import scopes_of


class HasScope(BasePermission):
    """The token opens the part of the interface that the view belongs to (`view.house`)."""

    message = ""

    def has_permission(self, request: Request, view: Any) -> bool:
        scope = scope_needed(view, request.method or "")
        if not scope:
            return request.auth is not None
        words = _("This token does not open this part of the interface: it needs %(scope)s.")
        self.message = words % {"scope": scope}
        return scope in scopes_of(request.auth)


def scope_needed(view: Any, method: str) -> str:
    """The scope that a token needs; empty where any token does."""
    house = getattr(view, "house", "")
    return f"{house}.{'read' if is_reading(view, method) else 'write'}" if house else ""


def is_reading(view: Any, method: str) -> bool:
    """Does it change nothing? Some things are asked with a body."""
    return method in SAFE_METHODS or getattr(view, "reads_by_post", False)
