"""Who gets in by the company's log-in: those who are linked, and those whom the mapping lets in."""

from collections.abc import Mapping
from typing import Any, NoReturn

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib import messages
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import addresses, sessions
from accounts.actions import companies, people
from accounts.adapters import refuse_log_in
from accounts.domain.company import CompanyTerms, is_of_company, mapped_roles, roles_of
from accounts.models import User
from accounts.sign_on import pages
from core.errors import LawBroken


class CompanyAccounts(DefaultSocialAccountAdapter):
    """Never links by an address that nobody verified; creates nobody whom no role waits for."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> Any:
        """Those of the settings: the database holds no secret of a company."""
        by_provider = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in by_provider.values() for app in apps]

    def on_authentication_error(self, request: HttpRequest, provider: Any, **known: Any) -> None:
        """Who wanted to confirm is asked again: what waits for it is not lost."""
        next_address = pages.take_confirmation(request, provider.sub_id)
        if next_address is None or not request.user.is_authenticated:
            return
        messages.error(request, _("You did not log in anew with your company account."))
        raise ImmediateHttpResponse(redirect(pages.confirm_address(next_address)))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return pages.security_address()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises `ImmediateHttpResponse` for whoever does not get in."""
        terms = terms_of(sociallogin)
        claims = take_claims(sociallogin)
        if not is_of_company(claims, terms):
            self._refuse(sociallogin, "another company")
        process = sociallogin.state.get("process")
        if process == AuthProcess.CONNECT:
            if not pages.is_connecting(request, sociallogin.account.provider):
                self._refuse(sociallogin, "nobody asked to link")
            return
        next_address = None
        if process != AuthProcess.LOGIN:
            next_address = self._confirmed_for(request, sociallogin)
        roles = roles_of(claims, terms)
        has_right_role = bool(roles) or not terms.needs_role
        if not sociallogin.is_existing and has_right_role:
            self._let_in(request, sociallogin, terms, claims)
        if not sociallogin.is_existing:
            self._refuse(sociallogin, "no role")
        person = sociallogin.user
        if not person.is_at_work:
            self._refuse(sociallogin, "service" if person.is_service else "switched off")
        if not has_right_role:
            self._switch_off(sociallogin)
        companies.take_over_roles(
            person,
            wanted=roles,
            mapped=mapped_roles(terms),
            company=sociallogin.account.provider,
            at=timezone.now(),
        )
        if next_address is not None:
            account = sociallogin.account
            sessions.confirm_by_company(request, company=account.provider, uid=account.uid)
            raise ImmediateHttpResponse(redirect(pages.go_on_address(next_address)))

    def _confirmed_for(self, request: HttpRequest, sociallogin: SocialLogin) -> str:
        """Where the person wants to go on, who has just said at the company again who they are.

        Raises `ImmediateHttpResponse` for any account but the one that is linked here.
        """
        if sociallogin.state.get("process") != pages.CONFIRM:
            self._refuse(sociallogin, "unknown process")
        company = sociallogin.account.provider
        next_address = pages.take_confirmation(request, company)
        if next_address is None or not request.user.is_authenticated:
            self._refuse(sociallogin, "nobody asked to confirm")
        if not sociallogin.is_existing or sociallogin.user.pk != request.user.pk:
            self._note_refusal(sociallogin, "confirmed by another account")
            messages.error(request, _("That is not the company account that is linked with yours."))
            raise ImmediateHttpResponse(redirect(pages.confirm_address(next_address)))
        return next_address

    def _let_in(
        self,
        request: HttpRequest,
        sociallogin: SocialLogin,
        terms: CompanyTerms,
        claims: Mapping[str, Any],
    ) -> None:
        """Link somebody who is known by a verified address, or create whom the mapping lets in."""
        try:
            with transaction.atomic():
                person = self._known_by_mail(sociallogin, terms)
                if person is None and terms.creates_people and roles_of(claims, terms):
                    person = self._create(sociallogin, claims)
                if person is not None:
                    sociallogin.connect(request, person)
        except IntegrityError:
            person = None
        if person is None:
            self._refuse(sociallogin, "not linked")

    def _known_by_mail(self, sociallogin: SocialLogin, terms: CompanyTerms) -> User | None:
        """The one person at work with this address, where the provider says it is theirs."""
        if not terms.links_by_mail:
            return None
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        if len(verified) != 1:
            return None
        found = User.objects.at_work().filter(email__iexact=verified[0])[:2]
        return found[0] if len(found) == 1 else None

    def _create(self, sociallogin: SocialLogin, claims: Mapping[str, Any]) -> User | None:
        """Somebody new; nobody where the name is taken, however it is written, or is no name."""
        answered = sociallogin.user
        username = User.normalize_username((answered.username or sociallogin.account.uid)[:150])
        try:
            UnicodeUsernameValidator()(username)
        except ValidationError:
            return None
        if User.objects.filter(username__iexact=username).exists():
            return None
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        return companies.create_person(
            username,
            display_name=str(claims.get("name") or username),
            email=verified[0] if verified else "",
            company=sociallogin.account.provider,
            at=timezone.now(),
        )

    def _switch_off(self, sociallogin: SocialLogin) -> None:
        """The company gives the person no role any more: whoever left gets in by no way."""
        try:
            people.switch_person_off(sociallogin.user, by=None, at=timezone.now(), handed_over={})
        except LawBroken:
            # the last administrator stays, and stays outside this time
            self._refuse(sociallogin, "no role, last administrator")
        self._refuse(sociallogin, "no role any more")

    def _refuse(self, sociallogin: SocialLogin, why: str) -> NoReturn:
        self._note_refusal(sociallogin, why)
        raise ImmediateHttpResponse(refuse_log_in(context.request))

    def _note_refusal(self, sociallogin: SocialLogin, why: str) -> None:
        companies.record_refusal(
            company=sociallogin.account.provider,
            why=why,
            address=addresses.client_address(context.request) or "",
            at=timezone.now(),
        )


def terms_of(sociallogin: SocialLogin) -> CompanyTerms:
    """What the settings say about this log-in."""
    return CompanyTerms(**sociallogin.provider.app.settings.get("terms", {}))


def take_claims(sociallogin: SocialLogin) -> Mapping[str, Any]:
    """What the company says of the person; neither it nor the company's token is kept."""
    account = sociallogin.account
    answered = account.extra_data
    account.extra_data = {}
    sociallogin.token = None
    if account.pk:
        account.save(update_fields=["extra_data"])
    claims: Mapping[str, Any] = answered.get("userinfo") or answered
    return claims
