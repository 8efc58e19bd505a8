"""When the database is away or has no room: said in words, by pages that do not ask it."""

from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import tracing

# Seconds after which it is worth asking again.
RETRY_AFTER = 10

# SQLSTATE: it goes down or comes up, or takes no further connection; class 08 is the connection.
GOING_OR_COMING = frozenset({"57P01", "57P02", "57P03", "53300"})
CONNECTION_CLASS = "08"
DISK_FULL = "53100"

IS_AWAY = _("The database does not answer just now. Nothing that you saved is lost.")
HAS_NO_ROOM = _("The disk of the database is full: nothing was stored. Tell the administrator.")
WENT_WRONG = _("The error has been logged. Nothing that you saved before is lost.")


def is_database_away(error: BaseException | None) -> bool:
    """Did the connection fail, rather than what was asked?"""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    # What libpq itself says has no code: no connection, or one that broke.
    code = _code_of(error)
    return not code or code in GOING_OR_COMING or code.startswith(CONNECTION_CLASS)


def is_disk_full(error: BaseException | None) -> bool:
    """Did the database find no room?"""
    return isinstance(error, OperationalError) and _code_of(error) == DISK_FULL


def _code_of(error: BaseException) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""


def outage_page(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """What is answered where the database is the reason; None where it is not."""
    if is_database_away(error):
        answer = bare_page(request, HTTPStatus.SERVICE_UNAVAILABLE, IS_AWAY)
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    if is_disk_full(error):
        return bare_page(request, HTTPStatus.INSUFFICIENT_STORAGE, HAS_NO_ROOM)
    return None


def bare_page(request: HttpRequest, status: HTTPStatus, message: object) -> HttpResponse:
    """A page without the frame, which would ask who is logged in; a part of a page is words alone.

    In the language of the browser's cookie: whose language it is, only the database knows.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        if "HX-Request" in request.headers:
            words = f"{message} ({tracing.current()})"
            return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
        context = {
            "status": int(status),
            "message": message,
            "request_id": tracing.current(),
            "language": language,
        }
        return HttpResponse(render_to_string("errors/bare.html", context), status=status)
