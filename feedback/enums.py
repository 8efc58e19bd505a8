"""Vocabulary of surveys and call-backs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    CAMPAIGN_STARTED = "campaign_started", _("Regular survey started")


# Nouns of the audit ledger that no table has as its name.
AUDIT_NOUNS = (gettext_noop("campaign"),)


class Dimension(TextChoices):
    """What the customer scores beside the whole (SV-2)."""

    TIMELINESS = "timeliness", _("Speed of service")
    SKILL = "skill", _("Technical skill")
    ATTITUDE = "attitude", _("Manner")
    EFFECT = "effect", _("Problem solved")


# From 1 to 5, as customers say it (SV-3).
SCORE_WORDS = {
    5: _("Very satisfied"),
    4: _("Satisfied"),
    3: _("Neither"),
    2: _("Dissatisfied"),
    1: _("Very dissatisfied"),
}


class SurveyState(TextChoices):
    MADE = "made", pgettext_lazy("survey", "To be sent")
    SENT = "sent", pgettext_lazy("survey", "Sent")
    ANSWERED = "answered", pgettext_lazy("survey", "Answered")
    EXPIRED = "expired", pgettext_lazy("survey", "No answer")
    SKIPPED = "skipped", pgettext_lazy("survey", "Not asked")


class SkipReason(TextChoices):
    """Why a customer was not asked by message."""

    SAMPLE = "sample", _("Not in the sample")
    NO_CONSENT = "no_consent", _("Does not want to be asked")
    COOL_DOWN = "cool_down", _("Asked a short while ago")
    NO_WAY = "no_way", _("No message reaches the contact")
    NOT_SOLVED = "not_solved", _("No longer solved")
    NOT_OWED = "not_owed", _("Asked by hand, or waived")
    FAILED = "failed", _("Could not be sent")


# After these the survey is owed no longer. Whom no message reaches is asked on the phone.
WAIVING = (SkipReason.SAMPLE, SkipReason.COOL_DOWN, SkipReason.NO_CONSENT)


class AnswerWay(TextChoices):
    LINK = "link", _("By the customer")
    PHONE = "phone", _("Taken on the phone")


class LowBy(TextChoices):
    """Which scores make an answer a low one (X13)."""

    ANY = "any", _("the overall score or any other")
    OVERALL = "overall", _("the overall score alone")


class Expectation(TextChoices):
    """What a campaign asks about: are the customer's expectations met (SV-7)?"""

    SPEED = "speed", _("Speed of response")
    QUALITY = "quality", _("Quality of solutions")
    MANNER = "manner", _("Manner of our people")


class CallKind(TextChoices):
    RESULT = "result", _("Result call-back")
    LOW = "low", _("Low-score call-back")


class CallOutcome(TextChoices):
    SOLVED = "solved", _("Reached: solved")
    NOT_SOLVED = "not_solved", _("Reached: not solved")
    REFUSED = "refused", _("Reached: does not want to talk")
    NO_ANSWER = "no_answer", _("Not reached")


REACHED = (CallOutcome.SOLVED, CallOutcome.NOT_SOLVED, CallOutcome.REFUSED)

# Who was reached and talked about it.
TALKED = (CallOutcome.SOLVED, CallOutcome.NOT_SOLVED)
