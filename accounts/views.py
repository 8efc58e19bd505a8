"""Doors of people: log-in, own settings, the people picker."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts import sessions
from accounts.enums import Language, Theme
from accounts.forms import DeskAuthenticationForm
from accounts.models import User

PICKED = 12


@method_decorator(login_not_required, name="dispatch")
class DeskLogin(LoginView):
    """Log-in; five wrong passwords lock the pair of name and address for a quarter of an hour."""

    template_name = "accounts/login.html"
    authentication_form = DeskAuthenticationForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A new password comes by mail, so only where mail is set up."""
        return super().get_context_data(may_reset=settings.EMAIL_IS_SET_UP, **kwargs)


class DeskPasswordChange(PasswordChangeView):
    """Change the own password."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("tickets:list")


@login_not_required
@never_cache
@require_GET
def show_session(request: HttpRequest) -> JsonResponse:
    """Who is logged in, for how long, and the token of the forms."""
    return JsonResponse(_session_state(request))


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
def log_in_again(request: HttpRequest) -> JsonResponse:
    """The log-in over a page whose own has ended."""
    form = DeskAuthenticationForm(request, request.POST)
    if not form.is_valid():
        sentence = _("User name or password is wrong. After five tries the account is locked.")
        return JsonResponse({"error": sentence}, status=422)
    login(request, form.get_user())
    return JsonResponse(_session_state(request))


def _session_state(request: HttpRequest) -> dict[str, object]:
    return {
        "person": request.user.pk,
        "seconds": sessions.seconds_left(request, timezone.now()),
        "token": get_token(request),
    }


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:login")


def _redirect_back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if is_safe else "/")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English: kept with the person, before log-in in a cookie."""
    chosen = request.POST.get("language", "")
    response = _redirect_back(request)
    if chosen in Language.values:
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 86400,
            samesite="Lax",
            httponly=True,
        )
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system."""
    chosen = request.POST.get("theme", "")
    if chosen in Theme.values:
        User.objects.filter(pk=request.user.pk).update(theme=chosen)
    return _redirect_back(request)


@require_GET
def pick_people(request: HttpRequest) -> JsonResponse:
    """People whose name matches, for the picker; never the list of all."""
    # Those who assign work, and those who manage people.
    rights = ("tickets.view_ticket", "accounts.view_user")
    if not any(request.user.has_perm(right) for right in rights):
        raise Http404
    words = request.GET.get("q", "").replace("\0", "").strip()
    if not words:
        return JsonResponse({"results": []})

    people = User.objects.at_work().select_related("department").matching(words)[:PICKED]
    results = [
        {"value": person.pk, "label": str(person), "hint": str(person.department or "")}
        for person in people
    ]
    return JsonResponse({"results": results})
