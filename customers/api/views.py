"""Addresses of customers, contacts, devices, product models and consents."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.versions import expected_version
from api.views import FollowedRows, ListRows, ReadRow, RowsView
from core.domain import text
from core.errors import NotAllowed
from core.queries.paging import Order
from customers import rules
from customers.actions import consents, people
from customers.api import filters, shapes
from customers.api.visibility import note_revealed, token_visibility
from customers.models import Asset, ConsentRecord, Contact, Customer, ProductModel

PEOPLE = Prefetch("contacts", Contact.objects.select_related("preferred_channel"))


class PeopleView(RowsView):
    """Shows people as far as the token allows, and writes down where it shows them in full."""

    house = "customers"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.visibility = request.visibility = token_visibility(request)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "visibility": self.visibility}

    def require_writer(self) -> None:
        """Raise `NotAllowed` for whose role changes no customers."""
        if not self.person.has_perm("customers.change_customer"):
            raise NotAllowed(_("Your role does not allow this step."))


class CustomerView(ListRows, ReadRow, FollowedRows, PeopleView):
    """Customers with their contacts, by code."""

    order = Order("code", kind=str)
    lookup_field = "code"
    filterset_class = filters.CustomerFilter
    serializer_class = shapes.CustomerOut
    kind = "customer"

    def rows(self) -> "QuerySet[Customer]":
        return rules.visible_customers(self.person).prefetch_related(PEOPLE)

    def row_data(self, row: Any, *, many: bool = False) -> Any:
        shown = super().row_data(row, many=many)
        note_revealed(self.request, [one.code for one in (row if many else [row])])
        return shown

    @extend_schema(request=shapes.CustomerIn, responses={201: shapes.CustomerOut})
    def create(self, request: Request) -> Response:
        """A new customer. Its code is given by the desk; yours is `external_id`."""
        self.require_writer()
        data = self.read_input(shapes.CustomerIn)
        contact = data.pop("contact", {})

        def register() -> Response:
            customer = people.register_customer(
                by=self.person,
                at=self.at,
                contact_name=contact.get("name", ""),
                phone=contact.get("phone", ""),
                email=contact.get("email", ""),
                **data,
            )
            return self.answer_customer(customer.code, status=201)

        return self.act_once(register)

    @extend_schema(request=shapes.CustomerFields, responses=shapes.CustomerOut)
    def partial_update(self, request: Request, code: str) -> Response:
        """Change a customer's own data; `If-Match` says which version."""
        customer = self.find_row()
        self.require_writer()
        version = expected_version(request, is_required=True)
        data = self.read_input(shapes.CustomerFields, partial=True)

        def edit() -> Response:
            people.edit_customer(
                customer,
                by=self.person,
                at=self.at,
                version=customer.version if version is None else version,
                **data,
            )
            return self.answer_customer(code)

        return self.act_once(edit)

    def answer_customer(self, code: str, *, status: int = 200) -> Response:
        """The customer as it is stored now."""
        location = reverse("api:customer-detail", args=[code]) if status == 201 else ""
        return self.answer_row(self.rows().get(code=code), status=status, location=location)

    @extend_schema(request=shapes.ContactIn, responses={201: shapes.ContactOut})
    @action(detail=True, methods=["post"])
    def contacts(self, request: Request, code: str) -> Response:
        """A new contact. The same name and phone at the same customer is the same person."""
        customer = self.find_row()
        self.require_writer()
        data = self.read_input(shapes.ContactIn)

        def add() -> Response:
            contact = people.add_contact(customer, at=self.at, **data)
            return Response(self.shown_contact(contact), status=201)

        return self.act_once(add)

    @extend_schema(request=shapes.ContactChange, responses=shapes.ContactOut)
    @action(detail=True, methods=["patch"], url_path=r"contacts/(?P<pk>\d{1,18})")
    def contact(self, request: Request, code: str, pk: str) -> Response:
        """Change how a contact is reached."""
        contact = self.find_contact(pk)
        self.require_writer()
        data = self.read_input(shapes.ContactChange, partial=True)
        reached = {"phone": data.pop("phone", ""), "email": data.pop("email", "")}

        def edit() -> Response:
            people.edit_contact(contact, by=self.person, at=self.at, **reached, **data)
            return Response(self.shown_contact(self.find_contact(pk)))

        return self.act_once(edit)

    @extend_schema(request=shapes.ConsentIn, responses=shapes.ConsentOut(many=True))
    @action(detail=True, methods=["get", "post"], url_path=r"contacts/(?P<pk>\d{1,18})/consents")
    def consents(self, request: Request, code: str, pk: str) -> Response:
        """What a contact has agreed to; POST records another one."""
        contact = self.find_contact(pk)
        if request.method == "GET":
            rows = contact.consents.all()
            return Response(shapes.ConsentOut(rows, many=True, context=self.context()).data)
        self.require_writer()
        data = self.read_input(shapes.ConsentIn)

        def record() -> Response:
            consent = consents.record_consent(contact, by=self.person, at=self.at, **data)
            return Response(self.shown_consent(consent), status=201)

        return self.act_once(record)

    @extend_schema(request=None, responses=shapes.ConsentOut)
    @action(
        detail=True,
        methods=["post"],
        url_path=r"contacts/(?P<pk>\d{1,18})/consents/(?P<consent_pk>\d{1,18})/withdraw",
    )
    def withdraw(self, request: Request, code: str, pk: str, consent_pk: str) -> Response:
        """A consent holds no longer."""
        consent = self.find_contact(pk).consents.filter(pk=int(consent_pk)).first()
        if consent is None:
            raise Http404
        self.require_writer()

        def end() -> Response:
            ended = consents.withdraw_consent(consent, by=self.person, at=self.at)
            return Response(self.shown_consent(ended))

        return self.act_once(end)

    @extend_schema(request=shapes.AssetIn, responses={201: shapes.AssetOut})
    @action(detail=True, methods=["post"])
    def assets(self, request: Request, code: str) -> Response:
        """A new device of the customer. The same serial at the same customer is the same device."""
        customer = self.find_row()
        self.require_writer()
        data = self.read_input(shapes.AssetIn)

        def add() -> Response:
            asset = people.add_asset(customer, **data)
            return Response(shapes.AssetOut(asset).data, status=201)

        return self.act_once(add)

    def find_contact(self, pk: str) -> Contact:
        """A contact of this very customer. Raises `Http404`."""
        found = self.find_row().contacts.filter(pk=int(pk)).select_related("preferred_channel")
        contact = found.first()
        if contact is None:
            raise Http404
        return contact

    def shown_contact(self, contact: Contact) -> Any:
        """A contact as this caller sees it."""
        note_revealed(self.request, [self.kwargs["code"]])
        return shapes.ContactOut(contact, context=self.context()).data

    def shown_consent(self, consent: ConsentRecord) -> Any:
        """A consent as this caller sees it."""
        return shapes.ConsentOut(consent, context=self.context()).data


class CallerView(PeopleView):
    """Who is calling: for the telephone system."""

    lookup_field = "phone"
    lookup_value_regex = r"[0-9+ -]{7,40}"
    serializer_class = shapes.CustomerOut

    def rows(self) -> "QuerySet[Customer]":
        return rules.visible_customers(self.person).prefetch_related(PEOPLE)

    @extend_schema(responses=shapes.CustomerOut)
    def retrieve(self, request: Request, phone: str) -> Response:
        """The customer one of whose contacts has this number, in whatever way it is written."""
        digits = text.phone_key(phone)
        known = Contact.objects.filter(phone_digits=digits) if digits else Contact.objects.none()
        customer = self.rows().filter(pk__in=known.values("customer")).order_by("pk").first()
        if customer is None:
            raise Http404
        note_revealed(request, [customer.code])
        return self.answer_row(customer)


class AssetView(ListRows, ReadRow, PeopleView):
    """Devices, by serial number."""

    order = Order("serial", kind=str)
    lookup_field = "serial"
    filterset_class = filters.AssetFilter
    serializer_class = shapes.AssetOut

    def rows(self) -> "QuerySet[Asset]":
        owners = rules.visible_customers(self.person)
        return Asset.objects.filter(customer__in=owners).select_related("model", "customer")


class ProductModelView(ListRows, ReadRow, RowsView):
    """Products as sold, by code."""

    house = "customers"
    order = Order("code", kind=str)
    lookup_field = "code"
    filterset_class = filters.ProductModelFilter
    serializer_class = shapes.ProductModelOut

    def rows(self) -> "QuerySet[ProductModel]":
        if not self.person.has_perm("customers.view_customer"):
            return ProductModel.objects.none()
        return ProductModel.objects.all()
