"""企业微信, which allauth does not know: log-in by scanning, and departments from the directory.

Source: developer.work.weixin.qq.com, documents 98152 (log-in), 98176 (who it is), 90196 (a member).
"""

from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.http import HttpRequest

LOG_IN = "https://login.work.weixin.qq.com/wwlogin/sso/login"
API = "https://qyapi.weixin.qq.com/cgi-bin"

# What the directory says of a member: 1 works here; 2 disabled, 4 not yet in, 5 left.
AT_WORK, LEFT = 1, 5
NO_SUCH_MEMBER = 60111


class WeComClient(OAuth2Client):
    """The token is the application's own; the code only says who scanned."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        asked = {
            "login_type": "CorpApp",
            "appid": self.consumer_key,
            "redirect_uri": self.callback_url,
            "state": self.state,
            **extra_params,
        }
        return f"{authorization_url}?{urlencode(asked)}"

    def get_access_token(
        self, code: str, pkce_code_verifier: Any = None, extra_data: Any = None
    ) -> dict[str, Any]:
        asked = {"corpid": self.consumer_key, "corpsecret": self.consumer_secret}
        answer = ask(self.access_token_url, asked)
        return {"access_token": answer["access_token"], "code": code}


class WeComAdapter(OAuth2Adapter):
    provider_id = "wecom"
    client_class = WeComClient

    @property
    def authorize_url(self) -> str:
        return str(self.get_provider().app.settings.get("log_in_url", LOG_IN))

    @property
    def api(self) -> str:
        return str(self.get_provider().app.settings.get("api_url", API))

    @property
    def access_token_url(self) -> str:  # type: ignore[override]
        return f"{self.api}/gettoken"

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> Any:
        """Raises `OAuth2Error` for somebody outside the company, or who left it."""
        asked = {"access_token": token.token, "code": kwargs["response"]["code"]}
        scanned = ask(f"{self.api}/auth/getuserinfo", asked)
        name = scanned.get("userid") or scanned.get("UserId")
        if not name:
            raise OAuth2Error("not a member of the company")
        member = ask(f"{self.api}/user/get", {"access_token": token.token, "userid": name})
        if member.get("status") != AT_WORK:
            raise OAuth2Error("the member does not work here")
        return self.get_provider().sociallogin_from_response(request, member)


class WeComProvider(OAuth2Provider):
    id = "wecom"
    name = "企业微信"
    account_class = ProviderAccount
    oauth2_adapter_class = WeComAdapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["userid"])

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"username": data["userid"], "name": data.get("name", "")}

    def get_auth_params(self) -> dict[str, Any]:
        return {"agentid": self.app.settings.get("agent_id", "")}


class Directory:
    """The members of the company, as its application may see them."""

    def __init__(self, app: Any) -> None:
        """Raises `OAuth2Error` for an application that is not known."""
        self.api = str(app.settings.get("api_url", API))
        asked = {"corpid": app.client_id, "corpsecret": app.secret}
        self.token = ask(f"{self.api}/gettoken", asked)["access_token"]

    def has_left(self, name: str) -> bool:
        """Is the member gone, or marked as somebody who left? Raises `OAuth2Error` if not said."""
        url, asked = f"{self.api}/user/get", {"access_token": self.token, "userid": name}
        answer = raw_answer(url, asked)
        if answer.get("errcode") == NO_SUCH_MEMBER:
            return True
        return checked(answer).get("status") == LEFT


def ask(url: str, params: dict[str, Any]) -> dict[str, Any]:
    """The answer of the API. Raises `OAuth2Error` for what it calls an error."""
    return checked(raw_answer(url, params))


def raw_answer(url: str, params: dict[str, Any]) -> dict[str, Any]:
    """The answer, whatever it says. Raises `OAuth2Error` for what is none."""
    with get_adapter().get_requests_session() as session:
        response = session.get(url, params=params)
        response.raise_for_status()
        answer = response.json()
    if not isinstance(answer, dict):
        raise OAuth2Error("no answer of this API")
    return answer


def checked(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("errcode") != 0:
        raise OAuth2Error(f"refused: {answer.get('errcode')}")
    return answer
