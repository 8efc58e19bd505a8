"""Each person's own language; a log-in that lasts while somebody works, and is asked for."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.actions.tries import TooManyTries
from core.formats import short_moment


class UserLanguage:
    """Activates the language and says so in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SlidingSession:
    """A log-in that lasts while the person works (see `accounts.sessions`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sessions.slide_session(request, timezone.now())
        return self.get_response(request)


def begin_session(request: HttpRequest, **_kwargs: object) -> None:
    """Called by Django when somebody has logged in."""
    sessions.begin_session(request, timezone.now())


class LoginRequired(LoginRequiredMiddleware):
    """Pages need a log-in. A part of a page never gets the log-in page instead."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:
        if "HX-Request" in request.headers:
            if sessions.is_person_at_work(request):
                return HttpResponse(status=401)
            # What the clock of a page asks for is no error; the page opens its log-in.
            return HttpResponse(status=204, headers={"HX-Trigger": "logInEnded"})
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        # An address that only takes forms is no place to come back to.
        return redirect_to_login(_page_before(request))


def _page_before(request: HttpRequest) -> str:
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host():
        return "/"
    return f"{referer.path}?{referer.query}" if referer.query else referer.path


def language_of(request: HttpRequest) -> str:
    """The person's setting, else the cookie of the log-in page, else the default."""
    if request.user.is_authenticated:
        return request.user.language
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class TriesRefused:
    """Too many wrong passwords or codes: a page, or a sentence, that says until when."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TooManyTries):
            return None
        seconds = max(1, int((error.until - timezone.now()).total_seconds()) + 1)
        answer: HttpResponse
        if "application/json" in request.headers.get("Accept", ""):
            sentence = _("Too many wrong tries. You can try again from %(moment)s on.")
            words = sentence % {"moment": short_moment(error.until)}
            answer = JsonResponse({"error": words}, status=429)
        else:
            until = {"until": error.until}
            answer = render(request, "accounts/locked.html", until, status=429)
        answer.headers["Retry-After"] = str(seconds)
        return answer
