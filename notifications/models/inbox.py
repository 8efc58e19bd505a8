"""The inbox: one row per person and cause."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import Topic


class InboxItem(models.Model):
    """Something a person should know.

    `shown_from` holds back what is not urgent until the desk opens.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox", db_index=False
    )
    topic = models.CharField(max_length=12, choices=Topic.choices)
    subject = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    path = models.CharField(max_length=200)
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    shown_from = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("inbox item")
        verbose_name_plural = _("inbox items")
        ordering = ["-shown_from", "-id"]
        indexes = [
            models.Index(
                fields=["user", "shown_from"],
                name="inbox_unread",
                condition=models.Q(read_at__isnull=True),
            ),
            models.Index(fields=["user", "-shown_from", "-id"], name="inbox_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject}"
