"""What guards the own account: password, second factors, sessions, company accounts."""

from typing import Any

from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts import rules
from accounts.actions import people, sessions
from accounts.adapters import DeskSecondFactors
from accounts.forms import DeskPasswordChangeForm
from accounts.models import ApiToken
from accounts.queries.security import factors_of, identities_of, sessions_of
from accounts.sign_on.pages import companies_for


@require_GET
def security_page(request: HttpRequest) -> HttpResponse:
    """The own account: what guards it, and where it is logged in."""
    person = request.user
    factors = factors_of(person)
    context: dict[str, Any] = {
        "factors": factors,
        "sessions": sessions_of(person, request.session.session_key, timezone.now()),
        "identities": identities_of(person),
        "companies": companies_for(request),
        "is_required": rules.needs_second_factor(person),
        "has_password": person.has_usable_password(),
    }
    return render(request, "accounts/security.html", context)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own sessions; the one at hand is ended by logging out."""
    if not sessions.end_session(request.user, pk, by=request.user, at=timezone.now()):
        raise Http404
    messages.success(request, _("The session is ended."))
    return redirect("accounts:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all but the one at hand."""
    person, key = request.user, request.session.session_key
    sessions.end_all_sessions(person, by=person, at=timezone.now(), why="own", besides=key)
    keep_session(request)
    messages.success(request, _("All other sessions are ended."))
    return redirect("accounts:security")


def keep_session(request: HttpRequest) -> None:
    """Go on in the session at hand after password or mark changed; it gets another id."""
    old = request.session.session_key
    update_session_auth_hash(request, request.user)
    sessions.rename_session(old, request.session.session_key)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class DeskPasswordChange(PasswordChangeView):
    """Change the own password: every other session ends."""

    template_name = "accounts/password.html"
    form_class = DeskPasswordChangeForm
    success_url = reverse_lazy("accounts:security")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: DeskPasswordChangeForm) -> HttpResponse:
        now = timezone.now()
        person = form.save()
        people.record_changed_password(person, by=person, at=now)
        key = self.request.session.session_key
        sessions.end_all_sessions(person, by=person, at=now, why="password", besides=key)
        keep_session(self.request)
        messages.success(
            self.request, _("The password is changed. All your other sessions are ended.")
        )
        if ApiToken.objects.valid(now).filter(user=person).exists():
            sentence = _(
                "Your access tokens stay valid: look at them, and revoke what is not yours."
            )
            messages.warning(self.request, sentence)
        return redirect(self.success_url)


class RemovePasskey(RemoveWebAuthnView):
    """Remove a passkey, unless a role of the person needs it: the library asks for apps only."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not rules.may_remove_factor(self.get_object()):
            message = DeskSecondFactors.error_messages["cannot_delete_authenticator"]
            messages.error(self.request, message)
            return redirect("accounts:security")
        return super().form_valid(form)
