from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = pgettext_lazy("noun", "Archive")
