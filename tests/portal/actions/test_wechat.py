"""Binding a contact to a follower: once, with a note, and never over somebody else."""

import pytest

from core.errors import LawBroken
from customers.models import Contact
from portal.actions.wechat import bind_reader
from tests.factories.customer_channels import providers, set_up_wechat
from tests.factories.notices import MONDAY
from tests.fixtures import reported
from tests.support.provider_server import FOLLOWER
from tickets.record.models import Communication

__all__ = ["providers"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast, providers):
    set_up_wechat()
    providers.codes |= {"first": FOLLOWER, "again": FOLLOWER, "other": "oOther"}
    return reported(cast, MONDAY)


def test_the_same_reader_is_bound_once(ticket):
    for code in ("first", "again"):
        bind_reader(ticket, code, at=MONDAY)
    assert Contact.objects.get(pk=ticket.contact_id).wechat_id == FOLLOWER
    assert Communication.objects.filter(ticket=ticket, body__contains="微信").count() == 1


def test_another_reader_takes_over_nothing(ticket):
    bind_reader(ticket, "first", at=MONDAY)
    with pytest.raises(LawBroken):
        bind_reader(ticket, "other", at=MONDAY)
    assert Contact.objects.get(pk=ticket.contact_id).wechat_id == FOLLOWER


def test_a_code_is_good_once_and_a_case_without_a_contact_binds_nobody(ticket):
    bind_reader(ticket, "first", at=MONDAY)
    with pytest.raises(LawBroken):
        bind_reader(ticket, "first", at=MONDAY)
    ticket.contact = None
    ticket.save(update_fields=["contact"])
    with pytest.raises(LawBroken):
        bind_reader(ticket, "again", at=MONDAY)
