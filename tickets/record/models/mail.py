"""Mails as they came: kept before anything is read of them, so that a fault loses none."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.record.enums import MailState, TrayReason


class Mailbox(models.Model):
    """How far a box was read: by the numbers that its server gives, not by what others marked as
    seen.
    """

    name = models.CharField(max_length=254, unique=True)
    # Another one says that the server has numbered its mails anew.
    validity = models.BigIntegerField()
    last_uid = models.BigIntegerField()
    # The newest that lay there at the first look: of these only what nobody had seen is ours.
    first_uid = models.BigIntegerField(default=0)
    # What the server did not give out: asked for again at every look.
    failed_uids = models.JSONField(default=list, db_default=[])

    class Meta:
        verbose_name = _("mail box")
        verbose_name_plural = _("mail boxes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IncomingMail(models.Model):
    """A mail of a customer.

    Each once: the same Message-ID with the same content in the same box is the same mail, however
    often it is fetched. What it says is read from `raw` by `tickets.mail.domain.parsing`.
    """

    mailbox = models.CharField(max_length=254)
    message_id = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64)
    # Of one that is too large its head alone.
    raw = models.BinaryField()
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField(_("received"))

    state = models.CharField(
        _("state"), max_length=10, choices=MailState.choices, default=MailState.NEW
    )
    reason = models.CharField(_("reason"), max_length=12, choices=TrayReason.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="mails", verbose_name=_("ticket")
    )
    communication = models.OneToOneField(
        "tickets.Communication", models.PROTECT, null=True, related_name="mail"
    )
    ended_at = models.DateTimeField(null=True)
    is_emptied = models.BooleanField(default=False)
    # Who took it out of the tray; nobody, where it went its way by itself.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "message_id", "digest"], name="incoming_mail_once"
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="mail_to_take", condition=Q(state="new")),
            models.Index(
                fields=["-received_at", "-id"], name="mail_in_tray", condition=Q(state="tray")
            ),
            models.Index(fields=["ended_at"], name="mail_to_empty", condition=Q(is_emptied=False)),
            models.Index(
                fields=["message_id"], name="mail_by_message_id", condition=~Q(message_id="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M} {self.state}"
