"""Log-in, log-out, security of the own account, tokens, own settings, people picker."""

from django.urls import path

from accounts.views import companies, confirming, log_in, own, security, service_accounts, tokens

app_name = "accounts"
urlpatterns = [
    path("login/", log_in.DeskLogin.as_view(), name="login"),
    path("session/", log_in.show_session, name="session"),
    path("again/", log_in.log_in_again, name="again"),
    path("logout/", log_in.log_out, name="logout"),
    path("security/", security.security_page, name="security"),
    path("security/sessions/end/", security.end_other_sessions, name="end_sessions"),
    path("security/sessions/<int:pk>/end/", security.end_session, name="end_session"),
    path("security/companies/<slug:key>/link/", companies.link_company, name="link_company"),
    path("security/companies/<int:pk>/unlink/", companies.unlink_company, name="unlink_company"),
    path("tokens/", tokens.own_tokens, name="tokens"),
    path("tokens/new/", tokens.new_token, name="new_token"),
    path("tokens/all/", tokens.all_tokens, name="all_tokens"),
    path("tokens/<uuid:handle>/rotate/", tokens.rotate_token, name="rotate_token"),
    path("tokens/<uuid:handle>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("services/", service_accounts.list_services, name="services"),
    path("services/new/", service_accounts.new_service, name="new_service"),
    path("services/<str:username>/account/", service_accounts.show_service, name="service"),
    path(
        "services/<str:username>/tokens/new/",
        service_accounts.new_service_token,
        name="new_service_token",
    ),
    path("confirm/company/", confirming.confirm_by_company, name="confirm_by_company"),
    path("confirm/done/", confirming.go_on, name="go_on"),
    path("password/", security.DeskPasswordChange.as_view(), name="password"),
    path("language/", own.set_language, name="language"),
    path("theme/", own.set_theme, name="theme"),
    path("people/", own.pick_people, name="people"),
]
