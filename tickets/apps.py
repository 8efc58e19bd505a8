from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets and limits")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from tickets import models

        for model in (
            models.SlaKind,
            models.SlaPolicy,
            models.SlaTarget,
            models.EscalationStep,
            models.IssueType,
            models.ReplyTemplate,
            models.TriageWord,
        ):
            auditlog.register(model)
