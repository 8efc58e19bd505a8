"""What people and administrators set about messages."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notifications.domain import wording
from notifications.enums import Digest, Topic

MAILED = [
    Topic.WARNING,
    Topic.BREACH,
    Topic.ASSIGNED,
    Topic.REFUSED,
    Topic.APPROVAL,
    Topic.ALARM,
    Topic.PLAN_TASK,
    Topic.PLAN_LATE,
    Topic.HANDOVER,
    Topic.CUSTOMER_WROTE,
    Topic.UNDELIVERED,
    Topic.LOW_SCORE,
    Topic.AWARD,
]


def mailed_by_default() -> list[str]:
    """The topics that are also mailed while a person has chosen nothing."""
    return [topic.value for topic in MAILED]


class Preference(models.Model):
    """How a person wants to be told. What is urgent is told at once, whatever stands here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference")
    mail_topics = models.JSONField(_("also by mail"), default=mailed_by_default, blank=True)
    digest = models.CharField(_("mails"), max_length=8, choices=Digest.choices, default=Digest.NONE)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounced_why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("message setting")
        verbose_name_plural = _("message settings")

    def __str__(self) -> str:
        return str(self.user)


def refuse_unknown(text: str, known: Sequence[str]) -> str:
    """A sentence that names what stands in braces and is no variable; empty where all is known."""
    unknown = wording.unknown_variables(text, known)
    if not unknown:
        return ""
    shown = {"names": ", ".join(unknown), "known": ", ".join(f"{{{name}}}" for name in known)}
    return _("Unknown: %(names)s. This message knows %(known)s.") % shown


class MessageTemplate(models.Model):
    """The wording of a topic in both languages; `{number}` and the like are filled in."""

    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices, unique=True)
    subject_zh = models.CharField(_("subject, Chinese"), max_length=200)
    body_zh = models.TextField(_("text, Chinese"))
    subject_en = models.CharField(_("subject, English"), max_length=200)
    body_en = models.TextField(_("text, English"))

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["topic"]

    def __str__(self) -> str:
        return self.get_topic_display()

    def clean(self) -> None:
        errors, known = {}, wording.known_variables(self.topic)
        for field in ("subject_zh", "body_zh", "subject_en", "body_en"):
            refusal = refuse_unknown(getattr(self, field), known)
            if refusal:
                errors[field] = refusal
        if errors:
            raise ValidationError(errors)

    def wording(self, language: str = "") -> tuple[str, str]:
        """Subject and text in a language, the reader's if none is named."""
        is_english = (language or get_language() or "").startswith("en")
        return (self.subject_en, self.body_en) if is_english else (self.subject_zh, self.body_zh)
