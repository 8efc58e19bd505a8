"""Who sets up what other programs are told, and who may be told what."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.rules import may_manage
from core.work.rules import Rights
from notifications.models import WebhookDelivery, WebhookEndpoint

RIGHTS = Rights("notifications")
require_right = RIGHTS.require_right


def may_let_hear(by: User, owner: User) -> bool:
    """May `by` let another program see what the owner sees: oneself, or who is under one's hand?"""
    return by.is_superuser or owner.pk == by.pk or may_manage(by, owner)


def visible_endpoints(person: User) -> "QuerySet[WebhookEndpoint]":
    """All receivers for who looks after them; none for anybody else."""
    rows = WebhookEndpoint.objects.select_related("owner")
    return rows if RIGHTS.has_right(person, "view_webhookendpoint") else rows.none()


def visible_deliveries(person: User) -> "QuerySet[WebhookDelivery]":
    """What receivers were told, for the same people."""
    rows = WebhookDelivery.objects.filter(endpoint__in=visible_endpoints(person))
    return rows if RIGHTS.has_right(person, "view_webhookdelivery") else rows.none()
