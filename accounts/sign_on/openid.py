"""OpenID Connect, with the checks that the library leaves to the connection.

It trusts a token that came from the provider by TLS; here the signature, the nonce and the subject
of `userinfo` are compared besides.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.sign_on.pages import CONFIRM

# Who confirms logs in over there, also if they are logged in (OpenID Connect Core, 3.1.2.1).
ASK_AGAIN = {"prompt": "login", "max_age": "0"}

# So many seconds the provider's clock may be behind ours.
CLOCKS_APART = 60


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange of a code for what the company says of a person."""

    login_state: Mapping[str, Any]

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Raises `OAuth2Error` for a token that is not what was asked for."""
        try:
            claims = self._checked_claims(app, kwargs["response"])
            answered = self._fetch_user_info(token.token)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise OAuth2Error(f"unreadable: {type(error).__name__}") from error
        if not isinstance(answered, dict) or answered.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo is about somebody else")
        data = {"userinfo": _joined_claims(claims, answered), "id_token": claims}
        return self.get_provider().sociallogin_from_response(request, data)

    def _checked_claims(self, app: Any, response: Mapping[str, Any]) -> dict[str, Any]:
        config = self.openid_config
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=response["id_token"],
            keys_url=config["jwks_uri"],
            issuer=config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        expected = self.login_state.get("nonce", "")
        if not expected or not constant_time_compare(str(claims.get("nonce", "")), expected):
            raise OAuth2Error("the nonce is not the one that was sent")
        if "exp" not in claims or not isinstance(claims["sub"], str) or not claims["sub"]:
            raise OAuth2Error("the token has no end or no subject")
        _check_moment(claims, self.login_state)
        return claims


def _check_moment(claims: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Who confirms has logged in over there after it was asked, where the provider says when.

    The question stands in an address, so that it could be taken out of it; the answer is signed.
    """
    said_at = claims.get("auth_time")
    if state.get("process") != CONFIRM or said_at is None:
        return
    if float(said_at) < state["asked_at"] - CLOCKS_APART:
        raise OAuth2Error("the log-in over there is older than the question")


def _joined_claims(claims: dict[str, Any], answered: dict[str, Any]) -> dict[str, Any]:
    """Both together; an address and whether it is verified come from the same place."""
    joined = {**claims, **answered}
    source = answered if "email" in answered else claims
    joined["email"] = source.get("email")
    joined["email_verified"] = source.get("email_verified") is True
    return joined


class CheckedProvider(OpenIDConnectProvider):
    """Sends a nonce along; nobody adds to what is asked for by the address."""

    oauth2_adapter_class = CheckedAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kw: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        asked = ASK_AGAIN if process == CONFIRM else {}
        kw["auth_params"] = {**self.get_auth_params(), **asked, "nonce": nonce}
        asked_at = timezone.now().timestamp()
        return super().redirect(
            request, process, next_url, data, nonce=nonce, asked_at=asked_at, **kw
        )

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()


class CheckedCallback(OAuth2CallbackView):
    """Keeps the state for the adapter: the nonce is in it."""

    adapter: CheckedAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.login_state = state or {}
        return state, response
