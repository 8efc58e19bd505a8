"""Files that people attached. On disk they have only a UUID; the name they came with is a label."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.domain.filetypes import has_preview


class StoredFile(models.Model):
    """One uploaded file: what it really is, how large, its hash.

    Opened through the house that attached it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    # of all frames of a picture; not known of what was kept before they were counted
    pixels = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    class Meta:
        db_table = "core_storedfile"
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    @property
    def has_preview(self) -> bool:
        """Does a page show the file itself?"""
        return has_preview(self.content_type, self.size, self.pixels)

    @property
    def relative_path(self) -> str:
        """Where it lies below MEDIA_ROOT, or in the bucket."""
        return f"{self.id.hex[:2]}/{self.id.hex}"
