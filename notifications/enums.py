"""The vocabulary of messages: what they are about, how they travel, how far they came."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    MESSAGES_RETRIED = "messages_retried", _("Messages sent again")
    GROUP_TESTED = "group_tested", _("Test message to a chat group")
    CHANNEL_TESTED = "channel_tested", _("Test message on a channel to customers")
    OUTBOX_RELEASED = "outbox_released", _("Messages sent on after a restore")
    WEBHOOK_TESTED = "webhook_tested", _("Test message to a receiver of webhooks")
    WEBHOOK_SECRET = "webhook_secret", _("New signing secret of a webhook")
    WEBHOOKS_REPLAYED = "webhooks_replayed", _("Webhooks sent again")
    WEBHOOK_DISABLED = "webhook_disabled", _("Webhook switched off: its receiver takes nothing")


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
    CUSTOMER_WROTE = "wrote", _("Message from the customer")
    TRAY = "tray", _("Mails to be sorted")
    UNDELIVERED = "undelivered", _("Message did not reach the customer")
    LOW_SCORE = "low_score", _("Low score from the customer")
    AWARD = "award", pgettext_lazy("topic", "Award")
    RECEIPT = "receipt", _("To the customer: receipt")
    LETTER = "letter", _("To the customer: message")
    CONFIRM = "confirm", _("To the customer: please confirm")
    SURVEY = "survey", _("To the customer: survey")
    CAMPAIGN = "campaign", _("To the customer: regular survey")


# What may ring in a group chat: what concerns a team, and nothing of one person's account.
FOR_GROUPS = (
    Topic.BREACH,
    Topic.WARNING,
    Topic.LOW_SCORE,
    Topic.APPROVAL,
    Topic.REFUSED,
    Topic.CUSTOMER_WROTE,
    Topic.UNDELIVERED,
    Topic.TRAY,
    Topic.PLAN_TASK,
    Topic.PLAN_LATE,
    Topic.ALARM,
)

# They go to customers, whom no inbox shows anything.
TO_CUSTOMERS = (Topic.RECEIPT, Topic.LETTER, Topic.CONFIRM, Topic.SURVEY, Topic.CAMPAIGN)

# What a channel must be able to say before it is opened. Any other matter goes by the channels
# that can say it.
SAID_EVERYWHERE = (Topic.RECEIPT, Topic.LETTER)

# What nobody may choose not to read by mail.
ALWAYS_MAILED = (Topic.SECURITY, Topic.OVERSIGHT)


class ChannelName(TextChoices):
    """How a message leaves the house.

    The in-app inbox is no channel of the outbox: its row is the delivery.
    """

    MAIL = "mail", pgettext_lazy("channel", "Mail")
    SMS = "sms", _("Text message")
    WECHAT = "wechat", _("WeChat account")


class Provider(TextChoices):
    """Who carries messages to customers' phones."""

    LOG = "log", _("Text messages: none leaves, each is logged")
    ALIYUN = "aliyun", _("Text messages: Alibaba Cloud")
    WECHAT = "wechat", _("WeChat official account: template messages")


CHANNEL_OF = {
    Provider.LOG: ChannelName.SMS,
    Provider.ALIYUN: ChannelName.SMS,
    Provider.WECHAT: ChannelName.WECHAT,
}


class Outcome(StrEnum):
    """What the answer of a server means to which a message was handed."""

    SENT = "sent"

    # Again after a while: more of one kind than the server takes.
    TOO_OFTEN = "too_often"

    # Again soon: the server has a fault, or says nothing.
    LATER = "later"

    # This receiver will never get it.
    REFUSED = "refused"

    # Nobody gets anything: the account, its key, its money, or a template is wrong.
    BROKEN = "broken"


class RobotKind(TextChoices):
    """The chats whose groups have robots."""

    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class OutboxState(TextChoices):
    PENDING = "pending", _("To be sent")
    HELD = "held", _("Waits for the digest")
    DONE = "done", _("Sent")
    GATHERED = "gathered", _("Sent in a digest")
    FAILED = "failed", _("Refused by the receiver")
    DEAD = "dead", _("Given up")
    WITHHELD = "withheld", _("Not sent: no longer open to the reader")
    DISCARDED = "discarded", _("Discarded after a restore")
    REPLACED = "replaced", _("Sent by another channel")


# It did not arrive, and nobody tries any more.
GIVEN_UP = (OutboxState.FAILED, OutboxState.DEAD, OutboxState.DISCARDED)


class Digest(TextChoices):
    NONE = "none", _("Each message separately")
    HOURLY = "hourly", _("Once an hour")
    DAILY = "daily", _("Once a day, at 9 o'clock")


class EventType(TextChoices):
    """What other programs are told by webhook; by these words, so that none is ever renamed."""

    TICKET_CREATED = "ticket.created", _("Ticket: registered")
    TICKET_STATUS = "ticket.status_changed", _("Ticket: status changed")
    TICKET_ASSIGNED = "ticket.assigned", _("Ticket: assigned")
    TICKET_MESSAGE_IN = "ticket.message_received", _("Ticket: message from the customer")
    TICKET_MESSAGE_OUT = "ticket.message_sent", _("Ticket: message to the customer")
    TICKET_LIMIT = "ticket.limit_breached", _("Ticket: limit missed")
    TICKET_SOLVED = "ticket.solved", _("Ticket: solved")
    TICKET_CLOSED = "ticket.closed", _("Ticket: closed")
    TICKET_MERGED = "ticket.merged", _("Ticket: merged into another")
    TICKET_REOPENED = "ticket.reopened", _("Ticket: reopened")
    TICKET_SURVEY = "ticket.survey_answered", _("Ticket: survey answered")
    PLAN_STATE = "plan.state_changed", _("Plan: state changed")
    REPORT_ISSUED = "report.issued", _("Monthly report: issued")
    TEST = "webhook.test", _("Test")


# What nobody chooses: it is sent by a button.
CHOSEN_EVENTS = tuple(one for one in EventType if one is not EventType.TEST)


class Silence(TextChoices):
    """Why a receiver of webhooks hears nothing."""

    NO_SECRET = "no_secret", _("has no signing secret yet: nothing is sent")
    SWITCHED_OFF = "switched_off", _("switched off")
    OWNER_GONE = "owner_gone", _("the owner's account is switched off: nothing is told")
    NOTHING_SEEN = "nothing_seen", _("the owner may see nothing of these events: nothing is told")


class DeliveryState(TextChoices):
    """How far a message to a receiver of webhooks came."""

    PENDING = "pending", _("To be sent")
    DONE = "done", pgettext_lazy("webhook", "Taken")
    DEAD = "dead", _("Given up")
    WITHHELD = "withheld", _("Not sent: no longer open to the reader")
    DISCARDED = "discarded", _("Discarded after a restore")
