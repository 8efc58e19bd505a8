"""A new password by mail, where mail is set up; elsewhere there are no such pages."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import addresses, guards
from accounts.actions import passwords, people, sessions, tries
from accounts.models import User
from operations.actions.passwords import send_password_mails
from operations.forms import ForgottenForm


@login_not_required
@require_http_methods(["GET", "POST"])
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Asks for the user name or the address. The answer is the same for every name."""
    _require_mail()
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guards.count_reset(request)
        send_password_mails(form.cleaned_data["name_or_mail"], at=timezone.now())
        return render(request, "operations/forgotten_sent.html")
    return render(request, "operations/forgotten.html", {"form": form})


def _require_mail() -> None:
    if not settings.EMAIL_IS_SET_UP:
        raise Http404


class StoredTokens:
    """What Django's view asks about the address: the table knows its digest."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not token or not user.is_at_work:
            return False
        return passwords.is_link_good(user, token, at=timezone.now())


@method_decorator(login_not_required, name="dispatch")
class NewPassword(PasswordResetConfirmView):
    """Behind the address in the mail: two fields, or why the address no longer holds."""

    template_name = "operations/new_password.html"
    token_generator = StoredTokens()
    success_url = reverse_lazy("accounts:login")

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        _require_mail()
        return super().dispatch(*args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """The new password counts at once and ends every log-in; who was locked out may try."""
        now = timezone.now()
        form.save()
        passwords.revoke_password_link(self.user)
        people.record_new_password(self.user, at=now)
        sessions.end_all_sessions(self.user, by=self.user, at=now, why="password")
        address = addresses.client_address(self.request) or ""
        tries.forgive_account(self.user.username, address)
        messages.success(self.request, _("Your new password is set. Log in with it."))
        return redirect(self.success_url)
