"""Keys by which other programs act for somebody."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from accounts.domain.tokens import OPENS_NOTHING, PACE, state_of
from accounts.enums import TokenState
from accounts.models.people import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Chains over tokens."""

    def valid(self, at: datetime) -> "ApiTokenQuerySet":
        """Those that open something at that moment."""
        lasts = Q(expiry__isnull=True) | Q(expiry__gt=at)
        return self.filter(lasts, revoked_at__isnull=True)

    def to_announce(self, at: datetime) -> "ApiTokenQuerySet":
        """Those whose end was not announced yet, and is to be."""
        return self.valid(at).filter(announce_at__lte=at)


class ApiToken(AbstractAuthToken):
    """Stands for its user within its scopes, until it expires or is revoked.

    Only a digest of the key is kept. What expired stays, so that people see what it was; a token
    that was rotated names its successor and opens until its own end.
    """

    # The moment that the action is told, and not the one at which the row is written.
    created = models.DateTimeField()
    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    scopes = models.JSONField(_("scopes"), default=list)
    requests_per_minute = models.PositiveIntegerField(_("requests per minute"), default=PACE)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    # When whoever made it is to be told that it ends; empty when that was done, or need not be.
    announce_at = models.DateTimeField(null=True, editable=False)
    successor = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="predecessor", editable=False
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-created"]
        indexes = [
            models.Index(
                fields=["announce_at"],
                name="token_to_announce",
                condition=Q(announce_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"

    def is_valid_at(self, at: datetime) -> bool:
        """Does it open something at that moment?"""
        return self.state_at(at) not in OPENS_NOTHING

    def state_at(self, at: datetime) -> TokenState:
        """What it is good for at a moment."""
        return state_of(
            ends_at=self.expiry,
            is_revoked=self.revoked_at is not None,
            is_replaced=self.successor_id is not None,
            at=at,
        )


class TokenUse(models.Model):
    """When a token was used last, and how often in that minute: one row a token, counted up in
    place by each request.
    """

    token = models.OneToOneField(
        ApiToken, models.CASCADE, primary_key=True, related_name="use", db_index=False
    )
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()
    last_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} in {self.minute:%H:%M}"
