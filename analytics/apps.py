from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("Reports")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from analytics.models import AuditSettings
        from analytics.rules import filter_report_paths
        from core.openable import filter_paths_by
        from privacy.field_classes import log_changes

        filter_paths_by("reports", filter_report_paths)
        log_changes(AuditSettings)
