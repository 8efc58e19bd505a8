"""Gives every request an id that its log lines and ledger rows carry; writes its access line and counts it."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core import tracing
from operations.queries import prometheus as metrics

access = logging.getLogger("aftersales.access")

PROBES = {"healthz", "readyz", "metrics"}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestId:
    """Sets the id before anything else happens and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id, began = tracing.begin_work(person=lambda: person_of(request)), time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id
            record_request(request, response.status_code, time.monotonic() - began)
        finally:
            tracing.end_work()
        return response


def person_of(request: HttpRequest) -> int | None:
    """Whoever was asked for while the request was handled; does not look anybody up."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)


def record_request(request: HttpRequest, status: int, seconds: float) -> None:
    """The access line and the figures. Neither path nor query: they hold numbers, names and what people searched for."""
    method = request.method if request.method in METHODS else "other"
    match = request.resolver_match
    view = (
        match.view_name
        if match
        else ("static" if request.path.startswith(settings.STATIC_URL) else "none")
    )
    is_noise = view in PROBES or view == "static"
    metrics.count_request(view=view or "unnamed", method=method, status=status, seconds=seconds)
    fields = {
        "method": method,
        "view": view,
        "path": match.route if match else "",
        "status": status,
        "ms": round(1000 * seconds, 1),
    }
    level = logging.DEBUG if is_noise and status < 500 else logging.INFO
    access.log(level, "%s %s %d %.0f ms", method, view, status, 1000 * seconds, extra=fields)
