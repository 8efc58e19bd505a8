from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Surveys and call-backs")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from feedback import models
        from privacy.field_classes import log_changes

        for model in (models.SurveyRule, models.LowScoreReason):
            log_changes(model)
