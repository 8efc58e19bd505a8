"""Where allauth asks what holds here: who gets in and how, what is sealed, what is said."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import addresses, devices, rules, sessions
from accounts.actions import logins
from accounts.models import User
from accounts.sign_on import pages
from privacy.domain import sealing

# What the library would say of itself, in the words of the desk; the rest is seen on the page.
SAID = {
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is set up."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
}

WAYS = {
    "reauthenticate": gettext_lazy("Use the password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
    "company": gettext_lazy("Use the company account"),
}


class DeskAccounts(DefaultAccountAdapter):
    """Log-in and log-out. Nobody signs up, and the library sends no mail of its own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return addresses.listed_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of the host that was asked."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        )

    def get_login_stages(self) -> list[str]:
        """After the password, or the company's log-in, the second factor."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Who was switched off gets in by no way, and neither does another program."""
        if not user.is_at_work:
            raise ImmediateHttpResponse(refuse_log_in(request))
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: User) -> None:
        """Asked again: somebody may have been switched off between password and code."""
        if not user.is_at_work:
            raise ImmediateHttpResponse(refuse_log_in(request))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Somebody is in: the device is known from now on, the ledger has a line."""
        response = super().post_login(request, user, **kwargs)
        devices.remember_device(request, response, user)
        records = get_authentication_records(request, user)
        logins.record_log_in(
            user,
            address=addresses.client_address(request) or "",
            methods=[record.get("type") or record["method"] for record in records],
            at=timezone.now(),
        )
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just logged in need not say again who they are."""
        now = timezone.now()
        if sessions.is_fresh(context.request, now):
            return False
        if sessions.is_confirmed_by_company(context.request, now):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to say it again, in our words.

        By the company for whoever has no second factor: to log in anew would ask for no more. It
        is also where those are told what to do who have no way at all.
        """
        ways = super().get_reauthentication_methods(user)
        if not ways or pages.companies_to_confirm(context.request, user):
            address = reverse("accounts:confirm_by_company")
            ways.append({"id": "company", "description": "", "url": address})
        return [{**way, "description": WAYS.get(way["id"], way["description"])} for way in ways]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """In our own words; what the page shows anyway is not said."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails leave through the outbox only."""


def refuse_log_in(request: HttpRequest) -> HttpResponse:
    """Back to the log-in page, which says no more than that."""
    messages.error(request, _("This account cannot log in here. Ask your administrator."))
    return redirect("accounts:login")


class DeskSecondFactors(DefaultMFAAdapter):
    """Second factors: what is kept of them is sealed, and where they are required one stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That did not fit. Wait for the next code and try again."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second factor: set up another one before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, settings.SEALING_KEYS)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text, settings.SEALING_KEYS)

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return _("Service desk")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return rules.may_remove_factor(authenticator)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}
