"""Other programs that report by webhook, and what each has reported."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.models.sealed import SignedParty
from tickets.inbound.enums import EventState

# Events a minute that a source may send, unless somebody says otherwise.
PACE = 120

EVENT_ID_LENGTH = 255


class InboundSource(SignedParty):
    """A program that reports problems. It acts as its owner may; nothing comes in without a secret.

    `fields` says where in its events our members stand (`tickets.inbound.domain.members_of`).
    `prefix` stands before its references, so that two programs may count alike.
    """

    code = models.SlugField(
        _("code"),
        max_length=20,
        unique=True,
        help_text=_("Stands in the address to which it sends."),
    )
    name = models.CharField(_("name"), max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("inbound", "acts as"),
        help_text=_("Done is what this person or service account may do."),
    )
    channel = models.ForeignKey(
        "customers.Channel", models.PROTECT, related_name="+", verbose_name=_("channel")
    )
    customer = models.ForeignKey(
        "customers.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
        help_text=_("Of events that name none."),
    )
    prefix = models.CharField(
        _("prefix of references"),
        max_length=20,
        blank=True,
        help_text=_(
            "Before the external id of each event. Empty: the ids are those that other programs of"
            " the desk use as well."
        ),
    )
    fields = models.JSONField(
        _("where things stand"),
        default=dict,
        blank=True,
        help_text=_(
            "As JSON: each field of ours, and where it stands in an event. Empty: the events speak"
            " the words of the REST interface."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    events_per_minute = models.PositiveIntegerField(
        _("events per minute"), default=PACE, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("source of events")
        verbose_name_plural = _("sources of events")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class InboundEvent(models.Model):
    """An event, each once: the source and the id are unique together.

    Written in the transaction of what it did. `body` is what came, while it is of use: until the
    event was taken. `answer` is told again to whoever sends it again.
    """

    source = models.ForeignKey(
        InboundSource,
        models.CASCADE,
        related_name="events",
        db_index=False,
        verbose_name=_("source of events"),
    )
    event_id = models.CharField(_("event id"), max_length=EVENT_ID_LENGTH)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("received"))
    state = models.CharField(_("state"), max_length=10, choices=EventState.choices)
    ticket = models.ForeignKey(
        "tickets.Ticket",
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("ticket"),
    )
    http_status = models.PositiveSmallIntegerField()
    answer = models.JSONField(default=dict)
    body = models.TextField(_("what came"), blank=True)

    class Meta:
        verbose_name = _("event of another program")
        verbose_name_plural = _("events of other programs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="inbound_event_once")
        ]
        indexes = [
            models.Index(fields=["source", "received_at"], name="inbound_by_source"),
            models.Index(fields=["received_at"], name="inbound_by_age"),
            models.Index(
                fields=["id"], name="inbound_to_look_at", condition=Q(state=EventState.KEPT)
            ),
        ]

    def __str__(self) -> str:
        return self.event_id
