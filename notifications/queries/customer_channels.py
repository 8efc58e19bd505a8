"""The channels to customers' phones, as administrators have set them up."""

from collections.abc import Iterable
from datetime import datetime

from core.queries.remembered import RememberedValue
from notifications.enums import TO_CUSTOMERS
from notifications.models import CustomerChannel, ProviderTemplate


def covers_every_matter(topics: Iterable[str]) -> bool:
    """Has a channel with templates for these topics something to say whatever there is?"""
    return set(topics) >= set(TO_CUSTOMERS)


def _read_names() -> frozenset[str]:
    """Those that are switched on and have something to say of every matter."""
    topics: dict[str, set[str]] = {}
    templates = ProviderTemplate.objects.filter(channel__is_active=True)
    for name, topic in templates.values_list("channel__name", "topic"):
        topics.setdefault(name, set()).add(topic)
    return frozenset(name for name, known in topics.items() if covers_every_matter(known))


_names = RememberedValue(_read_names)


def open_channels(at: datetime) -> frozenset[str]:
    """The names of those that lead to customers; remembered for a while, as every ticket asks."""
    return _names.as_of(at)


def forget_channels() -> None:
    """Look again which channels there are."""
    _names.forget()


def channel_set_up(name: str) -> CustomerChannel | None:
    """The channel of a name with its templates, if it is switched on. Two statements."""
    channels = CustomerChannel.objects.filter(name=name, is_active=True)
    return channels.prefetch_related("templates").first()


def template_of(channel: CustomerChannel, topic: str, language: str) -> ProviderTemplate | None:
    """What the provider lets it say; in another language rather than nothing."""
    fitting = [template for template in channel.templates.all() if template.topic == topic]
    fitting.sort(key=lambda template: template.language != language)
    return fitting[0] if fitting else None
