from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = _("Archive")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from archive.exports.forms import F17
        from tickets.transfer.exports.forms import offer_forms

        offer_forms(F17)
