"""What was said and what was attached. Whether a customer may see it is a column, never a guess."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.record.enums import AttachmentKind, Direction, Purpose, Visibility


class Communication(models.Model):
    """A call, a message, a note. Append-only: a correction is another one."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="communications", db_index=False
    )
    direction = models.CharField(max_length=4, choices=Direction.choices)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    channel = models.ForeignKey(
        "customers.Channel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("channel"),
        db_index=False,
    )
    contact = models.ForeignKey(
        "customers.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    purpose = models.CharField(
        _("purpose"), max_length=16, choices=Purpose.choices, default=Purpose.OTHER
    )
    body = models.TextField(_("content"))
    reaction = models.TextField(_("customer's reaction"), blank=True)
    # A call that nobody took is an attempt: two of them stand for a confirmation.
    is_answered = models.BooleanField(_("reached the customer"), default=True)
    is_automatic = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    # Low whatever the score says: a part of the answer was.
    is_low_score = models.BooleanField(default=False, db_default=False)
    # When it was, and when somebody wrote it down: limits go by the first one.
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField()
    # Nobody, where the system sent it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("communication")
        verbose_name_plural = _("communications")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["ticket", "-at", "-id"], name="communication_by_ticket"),
            # The scores of a month: few of all that was said.
            models.Index(
                fields=["at"], name="communication_of_score", condition=Q(score__isnull=False)
            ),
        ]
        constraints = [
            # A note that a customer can read would be the worst slip of this table.
            models.CheckConstraint(
                condition=~Q(direction=Direction.NOTE, visibility=Visibility.CUSTOMER),
                name="notes_stay_internal",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="score_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.purpose}"

    @property
    def is_survey_answer(self) -> bool:
        """Did the customer answer the survey? Whether it is low was decided with all its parts."""
        return self.purpose == Purpose.SURVEY and self.direction == Direction.IN

    @property
    def answers_survey(self) -> bool:
        """Did a call-back take the score that the survey asks for (X12)?"""
        is_callback = self.purpose == Purpose.CALLBACK and self.direction == Direction.OUT
        return is_callback and self.is_answered and self.score is not None


class Delivery(models.Model):
    """How a message travels to the customer: the row of the outbox that carries it.

    `failed_at` is set once the desk has been told that it did not arrive, and empty again when it
    is sent anew.
    """

    communication = models.OneToOneField(Communication, models.PROTECT, related_name="delivery")
    message = models.OneToOneField("notifications.Outbox", models.PROTECT, related_name="delivery")
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.communication_id}"


class Attachment(models.Model):
    """A file of a ticket."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="attachments")
    # One ticket a file: who may see the ticket may fetch it.
    file = models.OneToOneField("documents.StoredFile", models.PROTECT, related_name="attachment")
    communication = models.ForeignKey(
        Communication, models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=AttachmentKind.choices, default=AttachmentKind.OTHER
    )
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.file)
