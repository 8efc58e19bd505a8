"""What an inbox item is about; its sentence is made in the reader's language."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    WARNING = "warning", _("Limit about to be missed")
    BREACH = "breach", _("Limit missed")
    ASSIGNED = "assigned", _("Assigned to you")
    REFUSED = "refused", _("Assignment refused")
    APPROVAL = "approval", _("Solution to approve")
    DECIDED = "decided", _("Solution decided")
