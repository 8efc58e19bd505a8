"""The channels to customers' phones, as administrators have set them up."""

from collections.abc import Iterable
from datetime import datetime

from core.queries.remembered import RememberedValue
from notifications.enums import SAID_EVERYWHERE, Topic
from notifications.models import CustomerChannel, ProviderTemplate


def may_open(topics: Iterable[str]) -> bool:
    """Has a channel with templates for these topics something to say wherever it must?"""
    return set(topics) >= set(SAID_EVERYWHERE)


def _read_topics() -> dict[str, frozenset[str]]:
    """Of the channels that are switched on and may be opened: what they can say."""
    topics: dict[str, set[str]] = {}
    templates = ProviderTemplate.objects.filter(channel__is_active=True)
    for name, topic in templates.values_list("channel__name", "topic"):
        topics.setdefault(name, set()).add(topic)
    return {name: frozenset(known) for name, known in topics.items() if may_open(known)}


_topics = RememberedValue(_read_topics)


def open_channels(at: datetime, topic: str = Topic.LETTER) -> frozenset[str]:
    """The names of those that lead to customers and can say this; remembered for a while, as every
    ticket asks.
    """
    return frozenset(name for name, known in _topics.as_of(at).items() if topic in known)


def forget_channels() -> None:
    """Look again which channels there are."""
    _topics.forget()


def channel_set_up(name: str) -> CustomerChannel | None:
    """The channel of a name with its templates, if it is switched on. Two statements."""
    channels = CustomerChannel.objects.filter(name=name, is_active=True)
    return channels.prefetch_related("templates").first()


def template_of(channel: CustomerChannel, topic: str, language: str) -> ProviderTemplate | None:
    """What the provider lets it say; in another language rather than nothing."""
    fitting = [template for template in channel.templates.all() if template.topic == topic]
    fitting.sort(key=lambda template: template.language != language)
    return fitting[0] if fitting else None
