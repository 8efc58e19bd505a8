"""How fast a channel takes messages to customers."""

from datetime import timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import ChannelName

MINUTE = timedelta(minutes=1)


class ChannelPace(models.Model):
    """The pace of a channel; messages to people of the desk do not wait for it.

    `next_at` is when the next ones may leave: by the pace, or because the channel had too much.
    """

    channel = models.CharField(
        _("channel"), max_length=10, choices=ChannelName.choices, unique=True
    )
    per_minute = models.PositiveIntegerField(
        _("messages a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("What the server or the provider allows; empty: as fast as they go."),
    )
    next_at = models.DateTimeField(_("not before"), null=True, editable=False)

    class Meta:
        verbose_name = _("pace of a channel")
        verbose_name_plural = _("paces of channels")
        ordering = ["channel"]

    def __str__(self) -> str:
        return self.get_channel_display()

    def time_for(self, count: int) -> timedelta:
        """How long so many messages take."""
        return MINUTE * count / self.per_minute if self.per_minute else timedelta(0)
