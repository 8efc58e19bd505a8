"""The public form: who has neither label nor link reports, and learns nothing of others."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from customers.models import Asset, Contact, Customer, ProductModel
from notifications.models import Outbox
from tests.factories.customer_channels import providers, set_up_wechat
from tests.smtp_sink import sink
from tickets.record.models import Attachment, DeskRule, Ticket

__all__ = ["providers", "sink"]
pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
FORM = {"body": "水泵漏水\n昨晚开始", "name": "赵工", "phone": "13700001111", "consents": "on"}


@pytest.fixture(autouse=True)
def _switched_on(cast):
    DeskRule.objects.update(has_public_form=True)


def send(*, key=None, **fields):
    return Client().post("/request/", {"submit_id": key or str(uuid.uuid4()), **FORM, **fields})


def test_it_is_there_only_where_the_desk_wants_it():
    page = Client().get("/request/").content.decode()
    assert "<form" in page and "<script" not in page
    assert "Report a problem" in Client().get("/request/?lang=en").content.decode()
    DeskRule.objects.update(has_public_form=False)
    assert Client().get("/request/").status_code == 404
    assert send().status_code == 404 and not Ticket.objects.exists()


def test_somebody_unknown_becomes_a_customer_whom_nobody_has_verified():
    key = str(uuid.uuid4())
    picture = SimpleUploadedFile("漏水.png", PNG)
    answers = [
        send(key=key, company="远航机械", uploads=[picture]),
        send(key=key, company="远航机械"),
    ]
    assert answers[0].status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.customer.name, ticket.contact.name) == ("远航机械", "赵工")
    assert ticket.customer.verified_at is None and ticket.customer.source
    assert (ticket.customer.segment, ticket.customer.relation) == ("enterprise", "new")
    assert ticket.summary == "水泵漏水" and "13700001111" in ticket.extra_info
    assert Attachment.objects.get().visibility == "customer"
    page = Client().get(answers[0]["Location"]).content.decode()
    assert ticket.number in page and "漏水.png" in page


def test_a_person_without_a_company_is_a_consumer():
    send()
    customer = Ticket.objects.get().customer
    assert (customer.name, customer.segment) == ("赵工", "consumer")


def test_a_known_phone_is_known_and_a_shared_one_is_nobodys(cast):
    known = cast.customers["华启科技有限公司"].contacts.first()
    known.phone = "137 0000 1111"
    known.save()
    send(company="别的公司")
    assert Ticket.objects.get().contact == known
    Contact.objects.create(
        customer=Customer.objects.exclude(pk=known.customer_id).first(),
        name="同号",
        phone="13700001111",
        created_at=timezone.now(),
    )
    send(body="又漏了", company="别的公司")
    assert Ticket.objects.order_by("-pk")[0].customer.name == "别的公司"


def test_a_serial_number_leads_to_the_device_and_makes_nobody_a_contact(cast):
    model = ProductModel.objects.create(code="SV-750", name="伺服驱动器")
    customer = cast.customers["华启科技有限公司"]
    asset = Asset.objects.create(serial="SV-0001", model=model, customer=customer)
    people = Contact.objects.count()
    answer = send(serial=" sv-0001 ")
    ticket = Ticket.objects.get()
    assert (ticket.asset, ticket.customer, ticket.contact) == (asset, customer, None)
    assert Contact.objects.count() == people
    assert "华启" not in Client().get(answer["Location"]).content.decode()


def test_nobody_is_written_to_because_a_stranger_typed_the_number(cast, sink):
    contact = cast.customers["华启科技有限公司"].contacts.first()
    contact.phone, contact.email = "13700001111", "zhang@customer.example"
    contact.save()
    send()
    assert Ticket.objects.get().contact == contact and not Outbox.objects.filter(user=None).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"body": ""}, {"name": ""}, {"phone": "12"}, {"consents": ""}, {"website": "http://spam"}],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(wrong):
    customers = Customer.objects.count()
    answer = send(company="远航机械", **wrong)
    assert answer.status_code == 422 and "远航机械" in answer.content.decode()
    assert not Ticket.objects.exists() and Customer.objects.count() == customers


def test_a_refused_file_leaves_no_customer_behind():
    customers = Customer.objects.count()
    answer = send(uploads=[SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 64)])
    assert answer.status_code == 422 and Customer.objects.count() == customers


def test_nobody_reports_by_the_dozen():
    statuses = [send(body=f"{n}").status_code for n in range(12)]
    assert statuses == [302] * 10 + [429] * 2


def test_somebody_whose_phone_several_have_is_made_a_customer_once(cast):
    for customer in list(cast.customers.values())[:2]:
        Contact.objects.create(
            customer=customer, name="总机", phone="13700001111", created_at=timezone.now()
        )
    for body in ("一", "二", "三"):
        send(body=body)
    assert Ticket.objects.values("customer").distinct().count() == 1
    send(body="四", name="总机")
    assert Ticket.objects.latest("pk").contact.name == "总机"


@pytest.mark.parametrize("phone", ["13800000001" + "…" * 20, "⑩" * 40])
def test_a_phone_of_odd_signs_is_refused_and_no_fault(phone):
    answer = send(phone=phone)
    assert answer.status_code == 422 and not Ticket.objects.exists()


def test_whoever_typed_a_known_phone_binds_no_wechat(cast, providers):
    """The link of a report is anybody's: not even whether the contact is bound can be seen."""
    set_up_wechat()
    known = cast.customers["华启科技有限公司"].contacts.first()
    known.phone = "13700001111"
    known.save()
    providers.codes["code"] = "oThief"
    phone = Client(headers={"User-Agent": "MicroMessenger"})
    address = send()["Location"]
    assert "绑定微信" not in phone.get(address).content.decode()
    phone.get(f"{address.partition('?')[0]}wechat/?code=code")
    known.refresh_from_db()
    assert Ticket.objects.get().contact == known and known.wechat_id == ""
