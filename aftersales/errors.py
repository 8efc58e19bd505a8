"""Law broken -> 409, not allowed -> 403: once for all pages.

What a person may not see is a 404 at the queryset.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import LawBroken, NotAllowed
from core.work.lifecycle import IllegalMove


class LawErrors:
    """Turns the exceptions of the law into pages that say what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return self._error_page(request, error, 403)
        if isinstance(error, LawBroken | IllegalMove):
            return self._error_page(request, error, 409)
        return None

    @staticmethod
    def _error_page(request: HttpRequest, error: Exception, status: int) -> HttpResponse:
        message = getattr(error, "message", "")
        template = "errors/_law.html" if request.htmx else "errors/law.html"
        return render(request, template, {"message": message, "status": status}, status=status)
