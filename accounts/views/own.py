"""Doors of people: own settings, the people picker."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import Language, Theme
from accounts.models import User

PICKED = 12


def _redirect_back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    # `redirect` would take a word for the name of an address.
    return HttpResponseRedirect(target if is_safe and target.startswith("/") else "/")


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
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
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
