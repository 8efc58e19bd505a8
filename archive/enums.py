"""Vocabulary of the archive."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    FILE_TAKEN = "file_taken", _("Service file taken")
    HOLD_SET = "hold_set", _("Legal hold set")
    HOLD_LIFTED = "hold_lifted", _("Legal hold lifted")
    DISPOSAL_ASKED = "disposal_asked", _("Removal of personal data ordered")
    CUSTOMER_TAKEN = "customer_taken", _("All data of a customer taken")


class DisposalKind(TextChoices):
    """Why personal data go."""

    RETENTION = "retention", _("Kept long enough")
    ERASURE = "erasure", _("At the person's request")
