"""Each person's own language; a log-in that lasts while somebody works, and is asked for."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import addresses, sessions
from accounts.actions.tries import TooManyTries
from accounts.models import User
from pages.formats import short_moment

# The way to a second factor, and out.
OPEN_WITHOUT_FACTOR = {
    "accounts:security",
    "accounts:logout",
    "accounts:theme",
    "account_reauthenticate",
    "accounts:confirm_by_company",
    "accounts:go_on",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
}


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
        now = timezone.now()
        is_noted = sessions.slide_session(request, now)
        response = self.get_response(request)
        if is_noted and request.user.is_authenticated and request.session.session_key:
            sessions.note_session(request, now)
        return response


def begin_session(request: HttpRequest, user: User, **_kwargs: object) -> None:
    """Called by Django when somebody has logged in."""
    sessions.begin_session(request, timezone.now())
    sessions.look_for_factor(request, user)


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


class SecondFactorRequired:
    """Whoever needs a second factor and has none sets it up, and does nothing else before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not sessions.may_lack_factor(request) or not request.user.is_authenticated:
            return None
        if not sessions.look_for_factor(request, request.user):
            return None
        match = request.resolver_match
        if match and (match.view_name in OPEN_WITHOUT_FACTOR or _is_open_to_all(view_func)):
            return None
        if sessions.may_still_send(request):
            return None
        if "HX-Request" not in request.headers:
            return redirect("accounts:security")
        # A part of a page takes the whole page along; what a clock asks for is left unanswered.
        headers = {"HX-Redirect": reverse("accounts:security")}
        return HttpResponse(
            status=204, headers=headers if sessions.is_person_at_work(request) else {}
        )


def _is_open_to_all(view_func: Any) -> bool:
    return not getattr(view_func, "login_required", True)


class ChangesSigned(AuditlogMiddleware):
    """Gives django-auditlog who changes a setting, and from where.

    The library would believe any header, and fail where one does not fit its column.
    """

    def get_extra_data(self, request: HttpRequest) -> dict[str, Any]:
        """The person by their key alone: these rows stay when an address has to be forgotten."""
        return {
            "actor": self._get_actor(request),
            "actor_email": None,
            "remote_addr": addresses.listed_address(request),
            "remote_port": None,
        }


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
