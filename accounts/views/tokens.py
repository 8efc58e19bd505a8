"""Access tokens: the own ones, those of programs, and all of the people whom somebody manages.

A key is told in the answer to the form that made it, and nowhere else: no address, no session and
no log ever holds one.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rules
from accounts.actions import tokens
from accounts.forms import RotationForm, TokenForm
from accounts.models import ApiToken, User
from accounts.queries.tokens import holders_of_tokens, tokens_of
from core.errors import LawBroken
from pages.confirmation import confirmed_when_sent
from pages.forms import DeskForm
from pages.steps import act_once


@require_GET
def own_tokens(request: HttpRequest) -> HttpResponse:
    """The own tokens, and the way to a new one."""
    valid, ended = tokens_of(request.user, timezone.now())
    context = {
        "valid": valid,
        "ended": ended,
        "manages_people": rules.manages_people(request.user),
    }
    return render(request, "accounts/tokens.html", context)


@require_GET
def all_tokens(request: HttpRequest) -> HttpResponse:
    """What opens something for those whom the reader manages; for others there is no such page."""
    if not rules.manages_people(request.user):
        raise Http404
    cursor = request.GET.get("cursor", "")
    page, holders = holders_of_tokens(request.user, timezone.now(), cursor)
    return render(request, "accounts/all_tokens.html", {"page": page, "holders": holders})


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token of one's own."""
    return make_token_for(request.user, request)


def make_token_for(person: User, request: HttpRequest) -> HttpResponse:
    """The form of a new token, and the key that was made with it. Who may is asked before."""
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = TokenForm(data, at=at, may_set_pace=person.is_service)
    page = "accounts/token_new.html"
    if not form.is_valid():
        return _show_form(request, page, form, person)
    return _tell_key(
        request,
        page,
        form,
        person,
        lambda: tokens.make_token(person, by=request.user, at=at, **form.wishes),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def rotate_token(request: HttpRequest, handle: UUID) -> HttpResponse:
    """A new key in place of one that is known elsewhere already, which ends some days later."""
    token = _token_or_404(handle, lambda person: rules.may_hold_tokens_of(request.user, person))
    form = RotationForm(request.POST if request.method == "POST" else None)
    page = "accounts/token_rotate.html"
    if not form.is_valid():
        return _show_form(request, page, form, token.user, token)
    at = timezone.now()
    return _tell_key(
        request,
        page,
        form,
        token.user,
        lambda: tokens.rotate_token(token, by=request.user, at=at, overlap=form.overlap),
        token,
    )


@require_http_methods(["GET", "POST"])
def revoke_token(request: HttpRequest, handle: UUID) -> HttpResponse:
    """End a token at once: the own one, or one of somebody whom the reader manages."""
    token = _token_or_404(handle, lambda person: rules.may_revoke_tokens_of(request.user, person))
    place = _page_of(request.user, token.user)
    if request.method == "GET":
        context = {"token": token, "person": token.user, "place": place}
        return render(request, "accounts/token_revoke.html", context)
    if tokens.revoke_token(token, by=request.user, at=timezone.now()):
        sentence = _("The token “%(name)s” opens nothing any more.")
        messages.success(request, sentence % {"name": token.name})
    return redirect(place)


def _token_or_404(handle: UUID, may: Callable[[User], bool]) -> ApiToken:
    """Raises `Http404` that does not tell whether there is one."""
    token = ApiToken.objects.select_related("user").filter(handle=handle).first()
    if token is None or not may(token.user):
        raise Http404
    return token


def _page_of(reader: User, holder: User) -> str:
    """Where the tokens of somebody stand."""
    if holder.is_service:
        return reverse("accounts:service", args=[holder.username])
    return reverse("accounts:tokens" if holder.pk == reader.pk else "accounts:all_tokens")


def _tell_key(
    request: HttpRequest,
    page: str,
    form: DeskForm,
    person: User,
    make: Callable[[], tuple[ApiToken, str]],
    token: ApiToken | None = None,
) -> HttpResponse:
    """Make a token, once, and tell its key, once: a form that is sent again tells nothing."""
    place = _page_of(request.user, person)
    made: list[tuple[ApiToken, str]] = []

    def act() -> str:
        made.append(make())
        return place

    try:
        act_once(request, form, act)
    except LawBroken as error:
        form.refuse(error)
        return _show_form(request, page, form, person, token)
    if not made:
        sentence = _("This form was sent before: the token is made, and its key was shown then.")
        messages.warning(request, sentence)
        return redirect(place)
    new, key = made[0]
    context = {"token": new, "key": key, "person": person, "place": place, "replaced": token}
    return render(request, "accounts/token_key.html", context)


def _show_form(
    request: HttpRequest, page: str, form: DeskForm, person: User, token: ApiToken | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "person": person,
        "token": token,
        "place": _page_of(request.user, person),
    }
    return render(request, page, context, status=422 if form.errors else 200)
