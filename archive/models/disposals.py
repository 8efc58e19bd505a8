"""Orders to remove personal data, carried out step by step."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.enums import DisposalKind


class DisposalRun(models.Model):
    """An order: of files that were kept until `until`, or of one contact.

    The worker goes through the tickets by their key and notes in `cursor` how far it came, so that
    one who is killed loses nothing and does nothing twice. The row is also the permission by which
    a ledger lets its texts be emptied (migration 0002).
    """

    kind = models.CharField(_("why"), max_length=10, choices=DisposalKind.choices)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    requested_at = models.DateTimeField(_("ordered at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateField(_("kept until"), null=True)
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    cursor = models.BigIntegerField(default=0)
    disposed = models.PositiveIntegerField(_("files"), default=0)
    # Files that stay as they are, because somebody holds them.
    held = models.PositiveIntegerField(_("held"), default=0)
    problem = models.CharField(_("what was not done"), max_length=200, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("removal of personal data")
        verbose_name_plural = _("removals of personal data")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DisposalKind.RETENTION, until__isnull=False)
                | Q(kind=DisposalKind.ERASURE, contact__isnull=False),
                name="disposal_says_of_what",
            ),
            # Two at once would only wait for each other.
            models.UniqueConstraint(
                fields=["kind"],
                name="one_retention_run",
                condition=Q(kind=DisposalKind.RETENTION, finished_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.requested_at:%Y-%m-%d %H:%M}"
