"""The vocabulary of operation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    BACKUP_MADE = "backup_made", _("Backup made")
    BACKUP_RESTORED = "backup_restored", _("Backup restored")
