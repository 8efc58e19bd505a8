"""The vocabulary of messages: what they are about, how they travel, how far they came."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    MESSAGES_RETRIED = "messages_retried", _("Messages sent again")
    OUTBOX_RELEASED = "outbox_released", _("Messages sent on after a restore")


class Topic(TextChoices):
    """What a message is about; its sentence is made in the reader's language from a template."""

    WARNING = "warning", _("Limit about to be missed")
    BREACH = "breach", _("Limit missed")
    ASSIGNED = "assigned", _("Assigned to you")
    REFUSED = "refused", _("Assignment refused")
    APPROVAL = "approval", _("Solution to approve")
    DECIDED = "decided", _("Solution decided")
    ALARM = "alarm", _("The system needs attention")
    PLAN_TASK = "plan_task", _("Plan: action needed")
    PLAN_LATE = "plan_late", _("Plan: overdue")
    DIGEST = "digest", _("Several messages in one")
    PASSWORD = "password", _("New password asked for")
    HANDOVER = "handover", _("Handed over to you")
    SECURITY = "security", _("Security of your account")
    OVERSIGHT = "oversight", _("Security of the desk")


# What nobody may choose not to read by mail.
ALWAYS_MAILED = (Topic.SECURITY, Topic.OVERSIGHT)


class ChannelName(TextChoices):
    """How a message leaves the house.

    The in-app inbox is no channel of the outbox: its row is the delivery.
    """

    MAIL = "mail", pgettext_lazy("channel", "Mail")


class OutboxState(TextChoices):
    PENDING = "pending", _("To be sent")
    HELD = "held", _("Waits for the digest")
    DONE = "done", _("Sent")
    GATHERED = "gathered", _("Sent in a digest")
    FAILED = "failed", _("Refused by the receiver")
    DEAD = "dead", _("Given up")
    WITHHELD = "withheld", _("Not sent: no longer open to the reader")
    DISCARDED = "discarded", _("Discarded after a restore")


class Digest(TextChoices):
    NONE = "none", _("Each message separately")
    HOURLY = "hourly", _("Once an hour")
    DAILY = "daily", _("Once a day, at 9 o'clock")
