"""What administrators set about surveys."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.names import in_language
from feedback.enums import LowBy


class SurveyRule(models.Model):
    """Whom the desk asks, how often, and which answers are low; one row."""

    is_active = models.BooleanField(_("ask customers by message"), default=True)
    # What was solved earlier is not asked about: set where a desk that works begins to ask.
    asks_since = models.DateTimeField(null=True, editable=False)
    sample_percent = models.PositiveSmallIntegerField(
        _("per cent of the solved tickets that are asked about"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    cool_down_days = models.PositiveSmallIntegerField(
        _("days within which a contact is asked once"),
        default=0,
        help_text=_("0: about every ticket."),
    )
    open_days = models.PositiveSmallIntegerField(
        _("days for which an answer is taken and can be changed"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    reminders = models.PositiveSmallIntegerField(
        _("reminders"), default=1, validators=[MaxValueValidator(2)]
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("days before a reminder"), default=3, validators=[MinValueValidator(1)]
    )
    low_by = models.CharField(
        _("an answer is low by"), max_length=8, choices=LowBy.choices, default=LowBy.ANY
    )
    asks_recommendation = models.BooleanField(
        _("ask whether the customer would recommend us (0 to 10)"), default=False
    )

    class Meta:
        verbose_name = _("survey rule")
        verbose_name_plural = _("survey rules")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class LowScoreReason(models.Model):
    """Why a customer was dissatisfied, coded (SV-6)."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("name, English"), max_length=60, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("low-score reason")
        verbose_name_plural = _("low-score reasons")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)
