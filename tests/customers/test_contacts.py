"""How a contact is reached: added, mended, never shown by the way."""

from __future__ import annotations

import pytest

from core.models import AuditEntry
from customers.models import Contact
from tests.fixtures import CONTACT, PHONE, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(cast):
    found = cast.customers["华启科技有限公司"].contacts.get()
    found.email = "old@customer.example"
    found.save()
    return found


def place(contact):
    return f"/customers/{contact.customer.code}/contacts/{contact.pk}/edit/"


def test_what_is_known_is_not_shown_and_stays_where_nothing_is_typed(cast, contact):
    agent = browser_of(cast.staff["agent"])
    page = agent.get(place(contact)).content.decode()
    assert CONTACT in page and PHONE not in page and "old@customer.example" not in page
    assert agent.post(place(contact), {"language": "en"}).status_code == 302
    contact.refresh_from_db()
    assert (contact.phone, contact.email, contact.language) == (
        PHONE,
        "old@customer.example",
        "en",
    )


def test_a_mended_address_is_kept_and_found_and_told_without_the_address(cast, contact):
    agent = browser_of(cast.staff["agent"])
    form = {"language": "zh-hans", "email": "new@customer.example", "phone": "13900009999"}
    agent.post(place(contact), form)
    contact.refresh_from_db()
    assert (contact.email, contact.phone) == ("new@customer.example", "13900009999")
    assert contact.customer in type(contact.customer).objects.matching("new@customer.example")
    entry = AuditEntry.objects.get(action="edit_contact")
    assert entry.data["fields"] == ["email", "phone"]
    assert "new@" not in str(entry.data)
    agent.post(place(contact), {"language": "zh-hans"})
    assert AuditEntry.objects.filter(action="edit_contact").count() == 1, "nothing changed"


def test_an_address_that_is_none_is_refused_beside_its_field(cast, contact):
    answer = browser_of(cast.staff["agent"]).post(
        place(contact), {"language": "zh-hans", "email": "keine"}
    )
    assert answer.status_code == 422 and "keine" in answer.content.decode()


def test_only_who_edits_customers_may(cast, contact):
    for who, status in (("analyst", 403), ("trainer", 404)):
        assert browser_of(cast.staff[who]).get(place(contact)).status_code == status
    other = cast.customers["恒泰医疗器械有限公司"].contacts.get()
    crossed = place(contact).replace(f"/{contact.pk}/", f"/{other.pk}/")
    assert browser_of(cast.staff["agent"]).get(crossed).status_code == 404


def test_a_new_contact_says_its_language(cast, contact):
    agent = browser_of(cast.staff["agent"])
    form = {"name": "Anna Becker", "email": "anna@customer.example", "language": "en"}
    agent.post(f"/customers/{contact.customer.code}/contacts/", form)
    assert Contact.objects.get(name="Anna Becker").language == "en"
