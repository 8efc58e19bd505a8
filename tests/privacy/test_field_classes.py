"""What fields say about a person, as others ask for it; the lists: tests/architecture."""

from customers.models import Contact, Customer
from privacy.domain.classes import FieldClass
from privacy.field_classes import fields_of, masked_field


def test_the_fields_of_a_class_are_found_by_the_model():
    assert fields_of(Contact, FieldClass.PERSON) == ("name",)
    ways = fields_of(Contact, FieldClass.PHONE, FieldClass.EMAIL)
    assert set(ways) == {"email", "refused_email", "phone", "phone_digits"}
    assert "customer" not in fields_of(Contact, FieldClass.NONE), "the number of a row"


def test_a_field_is_masked_by_its_class():
    contact = Contact(name="张敏", phone="13812345678", email="")
    assert [masked_field(contact, name) for name in ("name", "phone", "email")] == [
        "张*",
        "138****5678",
        "",
    ]
    assert masked_field(Customer(name="华启科技有限公司"), "name") == "*有限公司"
