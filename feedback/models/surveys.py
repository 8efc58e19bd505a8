"""Surveys and their answers."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.enums import AnswerWay, Dimension, SkipReason, SurveyState
from feedback.models.rules import LowScoreReason


class Survey(models.Model):
    """The question how it was, once for each solution of a ticket, and its one answer.

    `next_at` is when it has to be looked at: to be sent, to remind, to expire.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="surveys")
    # How often the ticket had been given back or reopened before this solution.
    cycle = models.PositiveSmallIntegerField()
    contact = models.ForeignKey(
        "customers.Contact", models.PROTECT, null=True, related_name="surveys"
    )
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.MADE)
    skip_reason = models.CharField(max_length=12, choices=SkipReason.choices, blank=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)

    # Counts the changes of the answer: whoever changes it has seen the one before.
    version = models.PositiveSmallIntegerField(default=0)
    overall = models.PositiveSmallIntegerField(_("overall score"), null=True)
    recommends = models.PositiveSmallIntegerField(
        _("recommends us"),
        null=True,
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    comment = models.TextField(_("comment"), blank=True)
    reasons = models.ManyToManyField(LowScoreReason, related_name="+", verbose_name=_("reasons"))
    is_low = models.BooleanField(default=False)
    answered_at = models.DateTimeField(_("answered"), null=True)
    changed_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=8, choices=AnswerWay.choices, blank=True)
    # Who took it on the phone.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "cycle"], name="one_survey_per_solution"),
            models.CheckConstraint(
                condition=Q(overall__isnull=True) | Q(overall__range=(1, 5)),
                name="overall_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(recommends__isnull=True) | Q(recommends__range=(0, 10)),
                name="recommends_0_to_10",
            ),
        ]
        indexes = [
            # Only what waits for the sweep.
            models.Index(
                fields=["next_at", "id"],
                name="survey_due",
                condition=Q(next_at__isnull=False),
            ),
            # Was this contact asked a short while ago?
            models.Index(
                fields=["contact", "sent_at"],
                name="survey_of_contact",
                condition=Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}#{self.cycle} {self.state}"


class SurveyScore(models.Model):
    """The score of one dimension."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="scores")
    dimension = models.CharField(max_length=12, choices=Dimension.choices)
    score = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("score of a survey")
        verbose_name_plural = _("scores of surveys")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "dimension"], name="one_score_per_dimension"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="dimension_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.score}"
