from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = pgettext_lazy("noun", "Archive")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from archive.exports.forms import F17
        from tickets.transfer.exports.forms import offer_forms

        offer_forms(F17)
