"""Vocabulary of customers' pages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    LABELS_MADE = "labels_made", _("Labels of devices made")
    LINK_MADE = "link_made", _("Link for the customer made")
    LINKS_REVOKED = "links_revoked", _("Links of the customer revoked")


class LinkPurpose(TextChoices):
    """What a link opens."""

    CASE = "case", _("The own case")
    # Of who reported and may be anybody: it binds nobody's WeChat.
    REPORT = "report", _("The case just reported")
