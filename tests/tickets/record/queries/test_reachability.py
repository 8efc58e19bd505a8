"""By which way people are reached: as they like it, else as they came, else where they look first."""

from __future__ import annotations

import pytest

from customers.models import Channel, Contact
from notifications.enums import ChannelName
from tests.factories.customer_channels import providers, set_up_sms, set_up_wechat
from tests.factories.notices import MONDAY
from tests.fixtures import reported
from tests.smtp_sink import sink
from tickets.record.queries.reachability import (
    is_reachable,
    is_reachable_at_all,
    ways_to_reach,
    ways_to_write,
)

__all__ = ["providers", "sink"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(cast):
    person = cast.customers["华启科技有限公司"].contacts.first()
    person.phone, person.email, person.wechat_id = "13800000001", "z@customer.example", "oF1"
    person.save()
    return person


def channels(contact, came_by=""):
    return [way.channel for way in ways_to_reach(contact, at=MONDAY, came_by=came_by)]


def test_wechat_comes_before_text_messages_and_mail(contact, providers, sink):
    set_up_sms()
    set_up_wechat()
    assert channels(contact) == [ChannelName.WECHAT, ChannelName.SMS, ChannelName.MAIL]


def test_a_case_that_came_by_mail_is_answered_by_mail(contact, providers, sink):
    set_up_sms()
    set_up_wechat()
    assert channels(contact, came_by="mail")[0] == ChannelName.MAIL
    assert channels(contact, came_by="phone")[0] == ChannelName.WECHAT


def test_what_the_contact_prefers_comes_first(contact, providers, sink):
    set_up_sms()
    set_up_wechat()
    contact.preferred_channel = Channel.objects.get(code="sms")
    contact.save()
    assert channels(contact, came_by="mail")[0] == ChannelName.SMS


def test_only_what_is_set_up_and_has_an_address_is_a_way(contact, providers, sink):
    assert channels(contact) == [ChannelName.MAIL]
    set_up_sms()
    contact.email = ""
    assert channels(contact) == [ChannelName.SMS]
    contact.phone = "010-62345678"
    assert channels(contact) == [] and not is_reachable(contact, at=MONDAY)
    assert channels(None) == []


def test_a_channel_without_a_template_for_every_matter_is_none(contact, providers):
    channel = set_up_sms()
    assert is_reachable_at_all(at=MONDAY)
    channel.templates.first().delete()
    from notifications.queries.customer_channels import forget_channels

    forget_channels()
    assert not is_reachable_at_all(at=MONDAY)


def test_whoever_is_written_to_the_contact_of_the_ticket_stands_first(
    cast, contact, providers, sink
):
    set_up_sms()
    ticket = reported(cast, MONDAY)
    other = Contact.objects.create(
        customer=ticket.customer, name="李工", phone="13900000002", created_at=MONDAY
    )
    ticket.contact = other
    ways = [(way.contact, way.channel) for way in ways_to_write(ticket, at=MONDAY)]
    assert ways[0] == (other, ChannelName.SMS)
    assert ways[1:] == [(contact, ChannelName.MAIL), (contact, ChannelName.SMS)], "it came by mail"
