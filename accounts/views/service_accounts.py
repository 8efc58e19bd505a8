"""Accounts of other programs, for those who manage people; for others there are no such pages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rules
from accounts.actions import service_accounts
from accounts.forms import ServiceForm
from accounts.models import User
from accounts.queries.tokens import services_managed_by, tokens_of
from accounts.views.tokens import make_token_for
from core.errors import LawBroken
from pages.confirmation import confirmed_when_sent
from pages.steps import act_once


@require_GET
def list_services(request: HttpRequest) -> HttpResponse:
    """The accounts that the reader manages."""
    if not rules.manages_people(request.user):
        raise Http404
    cursor = request.GET.get("cursor", "")
    page, found = services_managed_by(request.user, timezone.now(), cursor)
    context = {"page": page, "services": found, "may_add": rules.may_add_service(request.user)}
    return render(request, "accounts/services.html", context)


@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def new_service(request: HttpRequest) -> HttpResponse:
    """Make an account; its first token is made on its page."""
    if not rules.may_add_service(request.user):
        raise Http404
    form = ServiceForm(request.POST if request.method == "POST" else None, by=request.user)
    if not form.is_valid():
        return _show_form(request, form)

    def act() -> str:
        account = service_accounts.add_service(by=request.user, at=timezone.now(), **form.details)
        return reverse("accounts:service", args=[account.username])

    try:
        address = act_once(request, form, act)
    except LawBroken as error:
        form.refuse(error)
        return _show_form(request, form)
    messages.success(request, _("The service account is made. Now make its first token."))
    return redirect(address)


@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def show_service(request: HttpRequest, username: str) -> HttpResponse:
    """An account with its tokens; name, department and roles are changed here."""
    account = _service_or_404(request, username)
    data = request.POST if request.method == "POST" else None
    form = ServiceForm(data, by=request.user, account=account)
    if not form.is_valid():
        return _show_service(request, account, form)

    def act() -> str:
        service_accounts.change_service(account, by=request.user, at=timezone.now(), **form.details)
        return reverse("accounts:service", args=[account.username])

    try:
        address = act_once(request, form, act)
    except LawBroken as error:
        form.refuse(error)
        return _show_service(request, account, form)
    messages.success(request, _("The service account is changed."))
    return redirect(address)


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def new_service_token(request: HttpRequest, username: str) -> HttpResponse:
    """Make a token that stands for the program."""
    return make_token_for(_service_or_404(request, username), request)


def _service_or_404(request: HttpRequest, username: str) -> User:
    """Raises `Http404` that does not tell whether there is one."""
    rows = User.objects.services().select_related("department")
    account = rows.filter(username=username).first()
    if account is None or not rules.manages_people(request.user):
        raise Http404
    if not rules.may_manage(request.user, account):
        raise Http404
    return account


def _show_form(request: HttpRequest, form: ServiceForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "accounts/service_new.html", {"form": form}, status=status)


def _show_service(request: HttpRequest, account: User, form: ServiceForm) -> HttpResponse:
    valid, ended = tokens_of(account, timezone.now())
    context: dict[str, Any] = {"account": account, "form": form, "valid": valid, "ended": ended}
    status = 422 if form.errors else 200
    return render(request, "accounts/service.html", context, status=status)
