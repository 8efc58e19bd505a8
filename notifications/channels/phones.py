"""What text messages and WeChat have in common: an account, templates, answers that are read."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import User
from notifications.channels.base import (
    Broken,
    Parcel,
    Postponed,
    Refused,
    Sender,
    TooOften,
)
from notifications.channels.outbound import Answer, NotOutside, post_json
from notifications.domain.parameters import filled_parameters
from notifications.enums import ChannelName, Outcome
from notifications.models import CustomerChannel, ProviderTemplate
from notifications.queries.customer_channels import channel_set_up, open_channels, template_of
from privacy.domain.sealing import Unreadable


class PhoneChannel:
    """A channel that leads to customers alone, as an administrator has set it up."""

    def __init__(self, name: ChannelName, open_line: Callable[[], Sender]) -> None:
        self.name = name.value
        self.open_line = open_line

    def is_on(self, at: datetime) -> bool:
        return self.name in open_channels(at)

    def says_to_customers(self, topic: str, at: datetime) -> bool:
        return self.name in open_channels(at, topic)

    def address_of(self, person: User) -> str:
        """The desk writes none to its own people."""
        return ""

    @contextmanager
    def open(self) -> Iterator[Sender]:
        yield self.open_line()


def require_channel(name: str) -> CustomerChannel:
    """The channel as it is set up now. Raises `Broken` when it is switched off."""
    channel = channel_set_up(name)
    if channel is None:
        raise Broken("the channel is switched off")
    return channel


def require_template(channel: CustomerChannel, parcel: Parcel) -> ProviderTemplate:
    """What the provider lets the message say. Raises `Broken` for nothing."""
    template = template_of(channel, parcel.topic, parcel.language)
    if template is None:
        raise Broken(f"no template of {channel.provider} for {parcel.topic}")
    return template


def values_of(template: ProviderTemplate, parcel: Parcel) -> dict[str, str]:
    """What fills the template. Raises `Broken` for parameters that nobody can read."""
    try:
        return filled_parameters(template.parameters, parcel.values)
    except ValueError as error:
        raise Broken(f"parameter without a value: {error}") from None


def secret_of(channel: CustomerChannel) -> str:
    """Raises `Broken` where its key is gone."""
    try:
        return channel.secret
    except Unreadable:
        raise Broken("its secret has to be entered again: the key is gone") from None


def post(url: str, data: Mapping[str, Any] | None, headers: Mapping[str, str] | None) -> Answer:
    """Ask a provider. Raises `Postponed` when nobody answers, `Broken` for a host not allowed."""
    try:
        return post_json(url, data, hosts=settings.PROVIDER_HOSTS, headers=headers)
    except NotOutside:
        raise Broken("the host of the provider is none of PROVIDER_HOSTS") from None
    except OSError as error:
        raise Postponed(str(error)) from None


def require_sent(outcome: Outcome, why: str) -> None:
    """Raises what the outcome means, unless it was sent."""
    if outcome is Outcome.SENT:
        return
    if outcome is Outcome.REFUSED:
        raise Refused(why)
    if outcome is Outcome.TOO_OFTEN:
        raise TooOften(why)
    if outcome is Outcome.BROKEN:
        raise Broken(why)
    raise Postponed(why)
