"""The pages of allauth that are open, under the names by which it finds them itself.

What is not named here does not exist: nobody signs up, nobody manages addresses. Where the library
opens no transaction of its own, what it does and its line in the ledger are one here.
"""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.db.transaction import atomic
from django.urls import path
from django.views.generic import RedirectView

from accounts.views import companies, log_in, security

to_security = RedirectView.as_view(pattern_name="accounts:security")

urlpatterns = [
    path("login/", log_in.DeskLogin.as_view(), name="account_login"),
    path("logout/", log_in.log_out, name="account_logout"),
    path("reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("company/", to_security, name="socialaccount_connections"),
    path("company/cancelled/", companies.show_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<slug:provider_id>/", companies.openid_login, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/callback/",
        companies.openid_callback,
        name="openid_connect_callback",
    ),
    path("feishu/", companies.feishu_login, name="feishu_login"),
    path("feishu/callback/", companies.feishu_callback, name="feishu_callback"),
    path("dingtalk/", companies.dingtalk_login, name="dingtalk_login"),
    path("dingtalk/callback/", companies.dingtalk_callback, name="dingtalk_callback"),
    path("wecom/", companies.wecom_login, name="wecom_login"),
    path("wecom/callback/", companies.wecom_callback, name="wecom_callback"),
    path("2fa/", to_security, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/app/remove/", atomic(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/renew/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/passkeys/", to_security, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "2fa/passkeys/<int:pk>/remove/",
        atomic(security.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
]
