"""A problem that is reported at the device."""

import pytest

from customers.enums import ConsentPurpose
from customers.models import Asset, ConsentRecord, Contact, ProductModel
from portal.actions.requests import report_device
from tests.fixtures import PHONE, moment
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import EventKind, Tier

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")


@pytest.fixture
def asset(cast):
    model = ProductModel.objects.create(code="SV", name="伺服")
    customer = cast.customers["华启科技有限公司"]
    return Asset.objects.create(serial="S1", model=model, customer=customer)


def test_it_is_a_ticket_of_the_device_and_its_customer(asset):
    before = Contact.objects.count()
    ticket = report_device(
        asset, at=MONDAY, name="赵工", phone="13700001111", body="停机了\n报警 AL-32"
    )
    assert (ticket.asset, ticket.customer, ticket.contact) == (asset, asset.customer, None)
    assert (ticket.summary, ticket.tier) == ("停机了", Tier.URGENT)
    assert "赵工" in ticket.extra_info and "13700001111" in ticket.extra_info
    assert Contact.objects.count() == before, "nobody becomes a contact by scanning a label"
    assert SlaClock.objects.get(ticket=ticket, kind__code="ack").state == ClockState.RUNNING


def test_a_known_phone_is_known(asset):
    ticket = report_device(asset, at=MONDAY, name="张敏", phone=PHONE, body="报警")
    assert ticket.contact == asset.customer.contacts.get()


def test_nobody_is_told_so_a_call_is_due_and_what_was_agreed_is_on_record(asset):
    stranger = report_device(asset, at=MONDAY, name="赵工", phone="13700001111", body="停机")
    assert stranger.events.filter(kind=EventKind.UNDELIVERED).exists()
    assert not ConsentRecord.objects.exists()
    known = report_device(asset, at=MONDAY, name="张敏", phone=PHONE, body="报警")
    consent = ConsentRecord.objects.get()
    assert (consent.contact, consent.purpose, consent.recorded_by) == (
        known.contact,
        ConsentPurpose.SERVICE,
        None,
    )
    assert known.number in consent.evidence
