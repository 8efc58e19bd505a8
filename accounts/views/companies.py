"""Log-in by the company: away to it, back from it, linked and unlinked."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.feishu.views import FeishuOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from accounts.sign_on import pages
from accounts.sign_on.dingtalk import CompanyDingTalkAdapter
from accounts.sign_on.openid import CheckedAdapter, CheckedCallback
from accounts.sign_on.wecom import WeComAdapter

# What an answer that nobody expected ends in.
UNREADABLE = (RequestException, OAuth2Error, KeyError, TypeError, ValueError, AttributeError)

Answer = Callable[..., HttpResponse]


def _guarded(adapter_of: Callable[..., Any], view_class: Any) -> Answer:
    """A view of the library: 404 where the log-in is off, a page in words where it fails."""

    @login_not_required
    @never_cache
    @require_GET
    def view(request: HttpRequest, **kwargs: str) -> HttpResponse:
        adapter = adapter_of(request, **kwargs)
        try:
            provider = adapter.get_provider()
        except SocialApp.DoesNotExist:
            raise Http404 from None
        try:
            return view_class.adapter_view(adapter)(request)
        except UNREADABLE as error:
            return render_authentication_error(request, provider, exception=error)

    return view


openid_login = _guarded(CheckedAdapter, OAuth2LoginView)
openid_callback = _guarded(CheckedAdapter, CheckedCallback)
feishu_login = _guarded(FeishuOAuth2Adapter, OAuth2LoginView)
feishu_callback = _guarded(FeishuOAuth2Adapter, OAuth2CallbackView)
dingtalk_login = _guarded(CompanyDingTalkAdapter, OAuth2LoginView)
dingtalk_callback = _guarded(CompanyDingTalkAdapter, OAuth2CallbackView)
wecom_login = _guarded(WeComAdapter, OAuth2LoginView)
wecom_callback = _guarded(WeComAdapter, OAuth2CallbackView)


@login_not_required
@require_GET
def show_cancelled(request: HttpRequest) -> HttpResponse:
    """Somebody went away to the company and said no there."""
    messages.info(request, _("You did not log in with your company account."))
    return redirect("accounts:login")


@require_POST
@reauthentication_required(app="allauth.socialaccount")
def link_company(request: HttpRequest, key: str) -> HttpResponse:
    """Away to the company, to link the account there with the own one.

    A page that goes on by itself: a form may not lead to another host.
    """
    found = [one for one in pages.companies_for(request) if one.key == key]
    if not found:
        raise Http404
    pages.wish_to_link(request, key)
    (company,) = found
    target = f"{company.address}?process=connect"
    return render(request, "accounts/to_company.html", {"company": company, "target": target})


@require_POST
@reauthentication_required(app="allauth.socialaccount")
def unlink_company(request: HttpRequest, pk: int) -> HttpResponse:
    """The company's account no longer gets in; whoever has no password keeps one of them."""
    own = SocialAccount.objects.filter(user=request.user)
    found = own.filter(pk=pk).first()
    if found is None:
        raise Http404
    if not request.user.has_usable_password() and own.count() == 1:
        messages.error(request, _("You have no password: this is your only way in."))
    else:
        found.delete()
        messages.success(request, _("The company account is unlinked."))
    return redirect("accounts:security")
