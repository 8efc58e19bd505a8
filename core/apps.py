from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Records")

    def ready(self) -> None:
        from core.models import lookups  # noqa: F401 — registers the search lookup
