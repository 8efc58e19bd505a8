"""Gives every request an id that its log lines and ledger rows carry."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core import tracing


class RequestId:
    """Sets the id before anything else happens and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = tracing.begin()
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
