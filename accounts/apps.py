from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and rights")

    def ready(self) -> None:
        from allauth.mfa import signals as factors
        from allauth.mfa.models import Authenticator
        from allauth.socialaccount.models import SocialAccount

        from accounts import receivers
        from accounts.middleware import begin_session
        from accounts.models import Department, RoleSecurity, User
        from privacy.field_classes import log_changes

        log_changes(User, leave_out=("last_login",), m2m_fields={"groups"})
        log_changes(Department)
        log_changes(RoleSecurity)

        user_logged_in.connect(begin_session)
        user_logged_out.connect(receivers.note_log_out)
        factors.authenticator_removed.connect(receivers.note_removed_factor)
        post_save.connect(receivers.note_stored_factor, sender=Authenticator)
        post_save.connect(receivers.note_linked, sender=SocialAccount)
        post_delete.connect(receivers.note_unlinked, sender=SocialAccount)
