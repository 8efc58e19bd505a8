"""钉钉: serves many companies, so the company is part of what is said of a person."""

from typing import Any

from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from django.http import HttpRequest


class CompanyDingTalkAdapter(DingTalkOAuth2Adapter):
    """Keeps the company that the person chose."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        login = super().complete_login(request, app, token, **kwargs)
        login.account.extra_data["corpId"] = kwargs["response"].get("corpId", "")
        return login


class CompanyDingTalk(DingTalkProvider):
    name = "钉钉"
    oauth2_adapter_class = CompanyDingTalkAdapter
