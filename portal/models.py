"""Links that open one thing to whoever has them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.enums import LinkPurpose


class DeviceLabel(models.Model):
    """What the code on a device says. Whoever stands before it may scan it: it opens the way to
    report a problem, and how far the open case of the device is.
    """

    asset = models.OneToOneField("customers.Asset", models.PROTECT, related_name="label")
    code = models.CharField(max_length=16, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("device label")
        verbose_name_plural = _("device labels")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class LinkQuerySet(models.QuerySet["CustomerLink"]):
    """Chains over links."""

    def open(self, at: datetime) -> "LinkQuerySet":
        """Those that open something now."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class CustomerLink(models.Model):
    """The address of a customer's page. The table knows the hash of its token alone: who reads the
    table opens nothing.
    """

    purpose = models.CharField(max_length=12, choices=LinkPurpose.choices, default=LinkPurpose.CASE)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="customer_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))
    # Nobody, where a message made it.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("opens until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a customer")
        verbose_name_plural = _("links of customers")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M}"
