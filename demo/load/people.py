"""Who works and who calls.

Queues, agents with their roles, products, customers with a contact and mostly a device.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.enums import DepartmentKind, Role
from accounts.models import Department, User
from core.actions import numbers
from core.domain import text
from customers.actions.people import SEARCH_LIMIT
from customers.enums import Level, Segment
from customers.models import Asset, Channel, Contact, Customer, ProductModel
from demo.load.vocabulary import PRODUCTS, QUEUES, Speech
from tickets.record.models import IssueType
from tickets.transfer.actions import bulk

# User names begin so: who registered it tells what a load made from what people made.
PREFIX = "load"

TICKETS_PER_CUSTOMER = 20
FEWEST_CUSTOMERS, MOST_CUSTOMERS = 40, 50_000
VIP_SHARE, CONSUMER_SHARE, DEVICE_SHARE = 0.08, 0.2, 0.7
INTAKE = ("phone", "chat", "wechat", "mail", "app_message", "web_form", "website", "mini_program")
CUSTOMER_COLUMNS = (
    "id",
    "code",
    "name",
    "segment",
    "level",
    "source",
    "search_text",
    "created_at",
    "created_by_id",
)
CONTACT_COLUMNS = (
    "id",
    "customer_id",
    "name",
    "phone",
    "phone_digits",
    "email",
    "is_primary",
    "created_at",
)
ASSET_COLUMNS = ("id", "serial", "model_id", "customer_id", "sold_on")


@dataclass(frozen=True, slots=True)
class Caller:
    """A customer as tickets name it: keys, and what a ticket is found by."""

    customer: Any
    contact: Any
    asset: Any
    product: str
    level: str


@dataclass(slots=True)
class Crowd:
    """Everybody and every list that a load needs; people and queues as keys."""

    agents: list[int] = field(default_factory=list)
    queues: list[int] = field(default_factory=list)
    of_queue: dict[int, list[int]] = field(default_factory=dict)
    callers: list[Caller] = field(default_factory=list)
    channels: list[tuple[int, str]] = field(default_factory=list)
    types: list[IssueType] = field(default_factory=list)


def gather_crowd(dice: random.Random, *, tickets: int, agents: int, at: datetime) -> Crowd:
    """The crowd for so many tickets.

    People and queues of an earlier load are taken again, customers are new.
    """
    speech = Speech(dice)
    crowd = Crowd()
    for name in QUEUES:
        kind = _queue_kind(name)
        queue, _is_new = Department.objects.get_or_create(name=name, defaults={"kind": kind})
        crowd.queues.append(queue.pk)
    for person in load_staff(speech, crowd.queues, agents):
        crowd.agents.append(person.pk)
        crowd.of_queue.setdefault(person.department_id, []).append(person.pk)
    crowd.channels = list(
        Channel.objects.filter(code__in=INTAKE).order_by("pk").values_list("pk", "name")
    )
    crowd.types = list(
        IssueType.objects.filter(is_active=True).select_related("parent").order_by("pk")
    )
    if tickets:
        wanted = max(FEWEST_CUSTOMERS, min(MOST_CUSTOMERS, tickets // TICKETS_PER_CUSTOMER))
        crowd.callers = make_callers(speech, wanted, at=at, creator_id=crowd.agents[0])
    return crowd


def _queue_kind(queue: str) -> DepartmentKind:
    return DepartmentKind.TECH if "技术" in queue else DepartmentKind.SERVICE


def load_staff(speech: Speech, queues: list[int], wanted: int) -> list[User]:
    """So many people with roles, spread over the queues; nobody can log in with a password."""
    known = list(User.objects.filter(username__startswith=PREFIX).order_by("pk"))
    nobody = make_password(None)
    fresh = User.objects.bulk_create(
        User(
            username=f"{PREFIX}{n:04d}",
            display_name=speech.name(),
            department_id=queues[n % len(queues)],
            password=nobody,
        )
        for n in range(len(known), wanted)
    )
    by_role: dict[Role, list[User]] = {}
    for n, person in enumerate(fresh, len(known)):
        by_role.setdefault(role_of(n), []).append(person)
    for role, people in by_role.items():
        Group.objects.get(name=role.value).user_set.add(*people)
    return [*known, *fresh]


def role_of(n: int) -> Role:
    """Of a hundred people one is a manager, four are supervisors; half of the others solve."""
    if n % 100 == 1:
        return Role.MANAGER
    if n % 25 == 0:
        return Role.SUPERVISOR
    return Role.ENGINEER if n % 2 else Role.AGENT


def make_callers(speech: Speech, count: int, *, at: datetime, creator_id: int) -> list[Caller]:
    """New customers, each with a contact and mostly a device."""
    products = []
    for code, name, category in PRODUCTS:
        fields = {"name": name, "category": category}
        product, _is_new = ProductModel.objects.get_or_create(code=code, defaults=fields)
        products.append(product)
    last = numbers.reserve_numbers(prefix="C", period="", upto=0)
    numbers.reserve_numbers(prefix="C", period="", upto=last + count)
    keys = [bulk.reserve_keys(model, count) for model in (Customer, Contact, Asset)]
    made = []
    for number, (customer_key, contact_key, asset_key) in enumerate(
        zip(*keys, strict=True), last + 1
    ):
        caller = _make_caller(speech, number, customer_key, contact_key, asset_key, products)
        made.append(caller)
    bulk.copy_rows(
        Customer, CUSTOMER_COLUMNS, (_customer_row(caller, at, creator_id) for caller in made)
    )
    bulk.copy_rows(Contact, CONTACT_COLUMNS, (_contact_row(caller, at) for caller in made))
    bulk.copy_rows(
        Asset, ASSET_COLUMNS, (_asset_row(caller, at) for caller in made if caller.asset)
    )
    return made


def _make_caller(
    speech: Speech,
    number: int,
    customer_id: int,
    contact_id: int,
    asset_id: int,
    products: list[ProductModel],
) -> Caller:
    product = speech.one_of(products)
    name = speech.name()
    phone = speech.phone()
    is_consumer = speech.dice.random() < CONSUMER_SHARE
    level = Level.VIP if speech.dice.random() < VIP_SHARE else Level.NORMAL
    serial = f"{product.code}-{number:07d}"
    has_device = speech.dice.random() < DEVICE_SHARE
    return Caller(
        customer=SimpleNamespace(
            pk=customer_id,
            code=f"C{number:06d}",
            name=f"个人用户-{name}" if is_consumer else speech.company(),
            segment=Segment.CONSUMER if is_consumer else Segment.ENTERPRISE,
        ),
        contact=SimpleNamespace(pk=contact_id, name=name, phone=phone, phone_digits=phone),
        asset=SimpleNamespace(pk=asset_id, serial=serial, model_id=product.pk)
        if has_device
        else None,
        product=product.name,
        level=level,
    )


def _customer_row(caller: Caller, at: datetime, creator_id: int) -> bulk.RowValues:
    customer = caller.customer
    contact = caller.contact
    serial = caller.asset.serial if caller.asset else ""
    parts = (
        customer.name,
        customer.code,
        contact.name,
        contact.phone,
        contact.phone_digits,
        serial,
    )
    search_text = text.search_needle(" ".join(parts).strip())
    return (
        customer.pk,
        customer.code,
        customer.name,
        customer.segment,
        caller.level,
        PREFIX,
        search_text[:SEARCH_LIMIT],
        at,
        creator_id,
    )


def _contact_row(caller: Caller, at: datetime) -> bulk.RowValues:
    contact = caller.contact
    return (
        contact.pk,
        caller.customer.pk,
        contact.name,
        contact.phone,
        contact.phone_digits,
        "",
        True,
        at,
    )


def _asset_row(caller: Caller, at: datetime) -> bulk.RowValues:
    asset = caller.asset
    return (
        asset.pk,
        asset.serial,
        asset.model_id,
        caller.customer.pk,
        (at - timedelta(days=30 + asset.pk % 1000)).date(),
    )
