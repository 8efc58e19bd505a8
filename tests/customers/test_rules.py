"""How much of a customer one sees: by the class of what is shown."""

import pytest

from customers.models import Contact, Customer
from customers.rules import MASKED, UNMASKED, ContactVisibility, masked_words
from privacy.domain.classes import FieldClass
from tests.fixtures import moment

AT = moment("2024-06-03 09:00")
CUSTOMER = Customer(name="华启科技有限公司", remark="找张敏，13812345678")
CONTACT = Contact(name="张敏", phone="13812345678", email="zhang@example.com")
ON_A_SCREEN = ContactVisibility(names=True)


@pytest.mark.parametrize("field_class", FieldClass)
def test_who_may_have_everything_gets_everything_but_secrets(field_class):
    shown = UNMASKED.shown_value("张敏 13812345678", field_class)
    assert (shown == "张敏 13812345678") is (field_class is not FieldClass.SENSITIVE)


def test_a_screen_shows_names_and_masks_phones():
    assert ON_A_SCREEN.contact(CONTACT) == "张敏"
    assert ON_A_SCREEN.phone(CONTACT) == "138****5678"
    assert ON_A_SCREEN.shown_text("张敏 13812345678") == "张敏 13812345678", "whoever works with it"


@pytest.mark.django_db
def test_without_names_a_text_keeps_neither_names_nor_numbers():
    customer = Customer.objects.create(code="C900001", name=CUSTOMER.name, created_at=AT)
    for name in ("张敏", "欧阳娜娜"):
        Contact.objects.create(customer=customer, name=name, created_at=AT)
    names = MASKED.known_names(customer)
    written = "华启科技的张敏和欧阳娜娜：13812345678"
    assert MASKED.shown_text(written, names) == "*的张*和欧*：138****5678"
    assert masked_words("欧阳娜娜在等", customer) == "欧*在等"
    assert MASKED.known_names(None) == {}
    assert ON_A_SCREEN.known_names(customer) == {}


def test_the_texts_of_a_row_are_hidden_and_nothing_else():
    customer = Customer(name=CUSTOMER.name, remark=CUSTOMER.remark)
    ON_A_SCREEN.hide_texts(customer)
    assert customer.remark == CUSTOMER.remark
    MASKED.hide_texts(customer, {"张敏": "张*"})
    assert (customer.remark, customer.name) == ("找张*，138****5678", CUSTOMER.name)


@pytest.mark.django_db
def test_a_text_that_was_not_loaded_is_not_asked_for(django_assert_num_queries):
    Customer.objects.create(
        code="C900001", name=CUSTOMER.name, remark=CUSTOMER.remark, created_at=AT
    )
    customer = Customer.objects.only("code").get(code="C900001")
    with django_assert_num_queries(0):
        MASKED.hide_texts(customer)
