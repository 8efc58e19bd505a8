"""The file of a finished ticket: its number, what it is about, what belongs to it, how long it is
kept.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.domain.classes import HIDDEN


class ArchiveRecordQuerySet(models.QuerySet["ArchiveRecord"]):
    """Chains over files."""

    def with_ticket(self) -> "ArchiveRecordQuerySet":
        """Each with its ticket, the customer, and who archived it, for a page."""
        return self.select_related("ticket__customer", "archived_by")

    def undisposed(self) -> "ArchiveRecordQuerySet":
        """Those that still say who the customer was."""
        return self.filter(disposed_at__isnull=True)

    def due(self, day: date) -> "ArchiveRecordQuerySet":
        """Those that were kept long enough, and that nothing holds back."""
        return self.undisposed().filter(has_legal_hold=False, retain_until__lte=day)


class ArchiveRecord(models.Model):
    """客户服务档案 (F17). Made once; only legal holds and at last its disposal change it."""

    ticket = models.OneToOneField(
        "tickets.Ticket", models.PROTECT, related_name="archive_record", verbose_name=_("ticket")
    )
    file_no = models.CharField(_("file number"), max_length=20, unique=True)
    # 客户名称+工单号, as the source files it (AR-1); pages mask it by right.
    key = models.CharField(_("filed under"), max_length=150)
    digest = models.TextField(_("summary of key facts"))
    # What belongs to the file, a line each, as `queries.contents` lists it.
    manifest = models.JSONField(_("contents"), default=list)
    archived_at = models.DateTimeField(_("archived at"))
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("archived by"),
    )
    retain_until = models.DateField(_("kept until"))
    has_legal_hold = models.BooleanField(_("legal hold"), default=False)
    hold_reason = models.CharField(_("reason of the legal hold"), max_length=300, blank=True)
    disposed_at = models.DateTimeField(_("personal data removed at"), null=True)

    objects = ArchiveRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("service file")
        verbose_name_plural = _("service files")
        ordering = ["-archived_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disposed_at__isnull=True) | Q(has_legal_hold=False),
                name="held_files_are_kept",
            ),
        ]
        indexes = [
            models.Index(fields=["-archived_at", "-id"], name="file_by_day"),
            models.Index(
                fields=["retain_until", "id"],
                name="file_due",
                condition=Q(disposed_at__isnull=True, has_legal_hold=False),
            ),
        ]
        permissions = [
            ("hold_archiverecord", _("Set and lift legal holds")),
            ("dispose_archiverecord", _("Remove personal data")),
            ("export_customer", _("Take all data of a customer")),
        ]

    def __str__(self) -> str:
        return self.file_no

    @property
    def key_without_name(self) -> str:
        """What the file is filed under when nobody shall know any more who the customer was."""
        _name, _plus, number = self.key.rpartition("+")
        return f"{HIDDEN}+{number}"
