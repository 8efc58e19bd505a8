"""What a token opens: its scope first, the rights of its person then."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from api.authentication import scopes_of


class HasScope(BasePermission):
    """The token opens the part of the interface that the view belongs to (`view.house`)."""

    @property
    def message(self) -> str:
        return _("This token does not open this part of the interface.")

    def has_permission(self, request: Request, view: Any) -> bool:
        house = getattr(view, "house", "")
        if not house:
            return request.auth is not None
        is_reading = request.method in SAFE_METHODS or getattr(view, "reads_by_post", False)
        verb = "read" if is_reading else "write"
        return f"{house}.{verb}" in scopes_of(request.auth)
