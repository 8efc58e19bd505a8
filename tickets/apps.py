from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets and limits")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from accounts.queries.openable import filter_paths_by
        from notifications.ledgers import tell_webhooks_of
        from privacy.field_classes import log_changes
        from tickets import models
        from tickets.record.queries.happenings import ticket_happenings
        from tickets.record.rules import filter_ticket_paths, sees_tickets

        filter_paths_by("tickets", filter_ticket_paths)
        tell_webhooks_of(models.TicketEvent, ticket_happenings, house="ticket", hears=sees_tickets)

        # What administrators edit and limits or people go by; tickets have a ledger of their own.
        for model in (
            models.DeskRule,
            models.SlaKind,
            models.SlaPolicy,
            models.SlaTarget,
            models.EscalationStep,
            models.IssueType,
            models.ReplyTemplate,
            models.TriageWord,
        ):
            log_changes(model)
