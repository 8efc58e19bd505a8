"""Does a receiver of webhooks hear anything, and why not? By what its owner may see now."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries.person import owner_with_rights, rights_of
from notifications.enums import EventType, Silence
from notifications.ledgers import LEDGERS
from notifications.models import WebhookEndpoint


def with_owners(endpoints: "QuerySet[WebhookEndpoint]") -> "QuerySet[WebhookEndpoint]":
    """Receivers with their owners and the rights of these: no further statement is asked."""
    owners = endpoints.select_related("owner__department")
    return owners.annotate(owner_rights=rights_of("owner"))


def unheard_events(endpoint: WebhookEndpoint) -> list[EventType]:
    """Those that were chosen and that nobody tells: the owner may not see what they are about."""
    owner = owner_with_rights(endpoint)
    return [EventType(one) for one in endpoint.events if not may_hear_of(owner, one)]


def may_hear_of(owner: User, event: str) -> bool:
    """Does the house that tells an event show anything of it to this person?"""
    house = event.partition(".")[0]
    hears = (ledger.hears for ledger in LEDGERS.values() if ledger.house == house)
    return owner.is_active and any(may_hear(owner) for may_hear in hears)


def silence_of(endpoint: WebhookEndpoint, unheard: Collection[str]) -> Silence | None:
    """Why nothing at all is told; None where something is."""
    if not endpoint.sealed_secret:
        return Silence.NO_SECRET
    if not endpoint.is_active:
        return Silence.SWITCHED_OFF
    if not endpoint.owner.is_active:
        return Silence.OWNER_GONE
    return Silence.NOTHING_SEEN if len(unheard) == len(endpoint.events) else None
