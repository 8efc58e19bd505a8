"""Group chats of the desk that a robot writes into, and which matter rings in which group."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from notifications.enums import RobotKind, Topic
from notifications.models.sealed import sealed_text


class ChatGroup(models.Model):
    """A group and its robot. Who knows the address writes into the group, so it is kept sealed."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    kind = models.CharField(_("chat"), max_length=10, choices=RobotKind.choices)
    sealed_address = models.TextField(editable=False)
    sealed_secret = models.TextField(blank=True, editable=False)
    address = sealed_text("sealed_address")
    secret = sealed_text("sealed_secret")
    language = models.CharField(
        _("language"), max_length=8, choices=Language.choices, default=Language.ZH
    )
    # The chat of a team hears of its own tickets, and of those that are nobody's yet.
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("department"),
        help_text=_("Only about its tickets; empty: about all."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    # Not before: the pace of the chat, and its silence after too much.
    next_at = models.DateTimeField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("chat group")
        verbose_name_plural = _("chat groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupRule(models.Model):
    """A matter that rings in a group."""

    group = models.ForeignKey(ChatGroup, models.CASCADE, related_name="rules")
    topic = models.CharField(_("matter"), max_length=12, choices=Topic.choices)

    class Meta:
        verbose_name = _("matter of a group")
        verbose_name_plural = _("matters of groups")
        ordering = ["group", "topic"]
        constraints = [
            models.UniqueConstraint(fields=["group", "topic"], name="matter_once_in_group")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_topic_display()}"


class GroupMessage(models.Model):
    """A line for a group, each matter once; several lines travel as one message."""

    group = models.ForeignKey(ChatGroup, models.CASCADE, related_name="messages", db_index=False)
    topic = models.CharField(max_length=12, choices=Topic.choices)
    key = models.CharField(max_length=160)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # Given up, with the group's last error.
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message to a group")
        verbose_name_plural = _("messages to groups")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="group_message_once")]
        indexes = [
            models.Index(
                fields=["group", "id"],
                name="group_message_to_send",
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.topic}"
