"""What the company means by a response time, as an administrator enters it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.names import in_language
from metrics.domain.definitions import is_in_use
from metrics.enums import EndEvent, StartEvent
from tickets.record.enums import BusinessType

ONE_A_DAY = _("Another definition of this business type begins on this day.")
ONLY_REPAIRS = _("Only a repair begins with its request.")


class ResponseTimeDefinition(models.Model):
    """From which event to which, in which hours, the tickets of a business type are judged whose
    start lies on `effective_from` or later, until the next definition of the type begins.

    Once its day has come only the responsible person changes: the database refuses everything else.
    """

    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    business_type = models.CharField(
        _("business type"), max_length=12, choices=BusinessType.choices
    )
    start_event = models.CharField(_("begins with"), max_length=16, choices=StartEvent.choices)
    end_event = models.CharField(_("ends with"), max_length=16, choices=EndEvent.choices)
    # Nothing: natural time.
    calendar = models.ForeignKey(
        "calendars.WorkCalendar",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("calendar"),
        help_text=_("Its open time is counted beside natural time. Empty: natural time alone."),
    )
    exclude_paused = models.BooleanField(
        _("without waiting"),
        default=False,
        help_text=_(
            "Time in which the ticket waited for the customer, for parts or for a third party is"
            " left out."
        ),
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
        help_text=_("Who has set it up and says when it has to change."),
    )
    effective_from = models.DateField(
        _("effective from"),
        help_text=_(
            "It judges what begins on this day or later. Once the day has come it is never edited:"
            " another definition replaces it from a later day."
        ),
    )

    class Meta:
        verbose_name = _("response time definition")
        verbose_name_plural = _("response time definitions")
        ordering = ["business_type", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["business_type", "effective_from"],
                name="one_response_time_of_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(start_event=StartEvent.REPAIR_APPLIED)
                | Q(business_type=BusinessType.REPAIR),
                name="only_repairs_are_applied_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.effective_from}"

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    def is_in_use(self, today: date) -> bool:
        """May tickets have been judged by it?"""
        return is_in_use(self.effective_from, today)

    def clean(self) -> None:
        is_repair = self.business_type == BusinessType.REPAIR
        if self.start_event == StartEvent.REPAIR_APPLIED and not is_repair:
            raise ValidationError({"start_event": ONLY_REPAIRS})

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        return ValidationError(ONE_A_DAY, code="unique_together")
