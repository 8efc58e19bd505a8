"""What is around every request: an id, an access line, a count; pages go out compressed.

The id is carried by log lines and ledger rows.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware

from aftersales.interface import is_of_interface, say_as_problem
from core import tracing
from core.domain.text import is_junk
from operations.queries import prometheus as metrics

access = logging.getLogger("aftersales.access")

PROBES = {"healthz", "readyz", "metrics"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class RequestId:
    """Sets the id before anything else happens and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = tracing.begin_work(
            person=lambda: person_of(request), is_program=is_of_interface(request)
        )
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id
            record_request(request, response.status_code, time.monotonic() - began)
        finally:
            tracing.end_work()
        return response


# What no page of the desk needs, and no script that got into one shall have.
UNUSED_POWERS = ", ".join(
    f"{name}=()"
    for name in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
    )
)

# Of style, scripts and pictures, which bring no policy of their own.
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"


class BrowserLimits:
    """What a browser may do with an answer, also with the product's own style and scripts.

    A method that nobody uses is answered 405.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_known = request.method in METHODS
        response = self.get_response(request) if is_known else refuse_method(request)
        if not response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Security-Policy", NO_PAGE)
        response["Permissions-Policy"] = UNUSED_POWERS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def refuse_method(request: HttpRequest) -> HttpResponse:
    """Without words for a browser, with a problem for a program."""
    response = HttpResponseNotAllowed(METHODS)
    if is_of_interface(request):
        say_as_problem(request, response)
    return response


class SoundCookies:
    """A cookie that holds junk is none: sessions are looked up by what it says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if is_junk(name + value)]:
            del request.COOKIES[name]
        return self.get_response(request)


class PrivatePages:
    """No page stays in the cache of a browser: whoever opens the machine next finds nothing.

    Style, scripts and pictures of the product are answered before this and are kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response


class CompressedPages(GZipMiddleware):
    """Pages and their parts leave compressed, as docs/decisions/0022-compressed-pages.md tells.

    Files keep their length and are packed already; whatever streams is left alone.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.streaming or not is_page:
            return response
        return super().process_response(request, response)


def person_of(request: HttpRequest) -> int | None:
    """Whoever was asked for while the request was handled; does not look anybody up."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)


def view_label(request: HttpRequest) -> str:
    """The name of the view that answered; `static` for files, `none` for no such address."""
    if request.resolver_match:
        return str(request.resolver_match.view_name)
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def record_request(request: HttpRequest, status: int, seconds: float) -> None:
    """The access line and the figures."""
    # a made-up method would be a label of its own in the figures
    method = request.method if request.method in METHODS else "other"
    match = request.resolver_match
    view = view_label(request)
    is_noise = view in PROBES or view == "static"
    metrics.count_request(view=view or "unnamed", method=method, status=status, seconds=seconds)
    # neither path nor query: they hold numbers, names and what people searched for
    fields = {
        "method": method,
        "view": view,
        "path": match.route if match else "",
        "status": status,
        "ms": round(1000 * seconds, 1),
    }
    level = logging.DEBUG if is_noise and status < 500 else logging.INFO
    access.log(level, "%s %s %d %.0f ms", method, view, status, 1000 * seconds, extra=fields)
