from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and rights")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from accounts.middleware import begin_session
        from accounts.models import Department, User

        secret = ["password", "last_login", "session_mark"]
        auditlog.register(User, exclude_fields=secret, m2m_fields={"groups"})
        auditlog.register(Department)
        user_logged_in.connect(begin_session)
