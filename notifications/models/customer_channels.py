"""Ways to customers' phones: the account at who carries the messages, and what they may say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from notifications.enums import CHANNEL_OF, ChannelName, Provider, Topic
from notifications.models.sealed import sealed_text


class CustomerChannel(models.Model):
    """A channel to customers beside mail. Of each there is one; its secret is kept sealed."""

    name = models.CharField(max_length=10, choices=ChannelName.choices, unique=True, editable=False)
    provider = models.CharField(_("provider"), max_length=10, choices=Provider.choices)
    account = models.CharField(_("account"), max_length=80, blank=True)
    sealed_secret = models.TextField(blank=True, editable=False)
    secret = sealed_text("sealed_secret")
    signature = models.CharField(_("signature of text messages"), max_length=40, blank=True)
    tests_go_to = models.CharField(_("tests go to"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("channel to customers")
        verbose_name_plural = _("channels to customers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.get_name_display()

    def save(self, **kwargs: object) -> None:
        self.name = CHANNEL_OF[Provider(self.provider)]
        super().save(**kwargs)


class ProviderTemplate(models.Model):
    """What the provider lets a message of a matter say: its template, and what fills it.

    `parameters` has a line for each place of the template: `name = {number}`.
    """

    channel = models.ForeignKey(CustomerChannel, models.CASCADE, related_name="templates")
    topic = models.CharField(_("matter"), max_length=12, choices=Topic.choices)
    language = models.CharField(
        _("language"), max_length=8, choices=Language.choices, default=Language.ZH
    )
    code = models.CharField(_("template id"), max_length=80)
    parameters = models.TextField(
        _("parameters"),
        blank=True,
        help_text=_("One a line, as the template calls it: number = {number}"),
    )

    class Meta:
        verbose_name = _("template of the provider")
        verbose_name_plural = _("templates of the provider")
        ordering = ["channel", "topic", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "topic", "language"], name="provider_template_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} ({self.get_language_display()})"
