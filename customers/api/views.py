"""Addresses of customers, contacts, devices, product models and consents."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Window
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.bulk import CHANGED, MADE, BulkRows, bulk_schema
from api.paths import within
from api.versions import expected_version
from api.views import FollowedRows, ListRows, ReadRow, RowsView, first_or_404
from core.domain import text
from core.errors import NotAllowed
from core.queries.paging import Order
from customers import rules
from customers.actions import consents, people
from customers.api import bulk_examples, filters, shapes
from customers.api.visibility import note_revealed, require_names, token_visibility
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

    def customer_named(self, *, code: str = "", external_id: str = "") -> Customer:
        """The customer of our code, or of the caller's own key. Raises `Http404`.

        The key may hold a name: raises `NotAllowed` for who sees none.
        """
        seen = rules.visible_customers(self.person)
        if code:
            return first_or_404(seen.filter(code=code))
        require_names(self.request)
        return first_or_404(seen.filter(external_id=external_id))

    def edit_contact(self, contact: Contact, data: dict[str, Any]) -> Contact:
        """Change a contact as `shapes.ContactChange` read it."""
        reached = {"phone": "", "email": "", **data}
        people.edit_contact(contact, by=self.person, at=self.at, **reached)
        return contact

    def owner_named_in(self, data: dict[str, Any]) -> Customer:
        """Whose an item is; its names are taken out of `data`. Raises `Http404`."""
        return self.customer_named(
            code=data.pop("customer", ""), external_id=data.pop("customer_external_id", "")
        )


@extend_schema_view(changes=extend_schema(responses=shapes.CustomerChanges))
class CustomerView(ListRows, ReadRow, FollowedRows, BulkRows, PeopleView):
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
        return self.act_once(lambda: self.answer_customer(self.register(data).code, status=201))

    def register(self, data: dict[str, Any]) -> Customer:
        """A customer and its main contact, as `shapes.CustomerIn` read them."""
        fields = dict(data)
        contact = dict(fields.pop("contact", {}))
        contact_name = contact.pop("name", "")
        return people.register_customer(
            by=self.person, at=self.at, contact_name=contact_name, **contact, **fields
        )

    @extend_schema(request=shapes.CustomerFields, responses=shapes.CustomerOut)
    def partial_update(self, request: Request, code: str) -> Response:
        """Change a customer's own data; `If-Match` says which version."""
        customer = self.find_row()
        self.require_writer()
        version = expected_version(request, is_required=True)
        data = self.read_input(shapes.CustomerFields, partial=True)

        def edit() -> Response:
            self.edit(customer, data, customer.version if version is None else version)
            return self.answer_customer(code)

        return self.act_once(edit)

    def edit(self, customer: Customer, data: dict[str, Any], version: int) -> Customer:
        """Change a customer as `shapes.CustomerFields` read it. Raises `StaleVersion`."""
        return people.edit_customer(customer, by=self.person, at=self.at, version=version, **data)

    @bulk_schema(bulk_examples.CUSTOMERS)
    @action(detail=False, methods=["post"], url_path="bulk", pagination_class=None)
    def create_many(self, request: Request) -> Response:
        """Up to 100 new customers, each with a result of its own.

        An item is what `POST /customers/` takes. One whose `external_id` is here already is refused
        (409), and its result names the customer that has it.
        """
        self.require_writer()
        return self.answer_bulk(
            lambda item: self.register(self.read_given(shapes.CustomerIn, item)), status=MADE
        )

    @bulk_schema(bulk_examples.CUSTOMER_CHANGES)
    @create_many.mapping.patch
    def change_many(self, request: Request) -> Response:
        """Change up to 100 customers, each with a result of its own.

        An item names its customer by `code` or `external_id`, the `version` that you have read, and
        as `changes` what `PATCH /customers/{code}/` takes. Another version is refused (412).
        """
        self.require_writer()
        return self.answer_bulk(self.change_named, status=CHANGED)

    def change_named(self, item: dict[str, Any]) -> Customer:
        """Carry out an item of `change_many`."""
        named = self.read_given(shapes.CustomerChangeItem, item)
        changes, version = named.pop("changes"), named.pop("version")
        customer = self.customer_named(**named)
        with within("changes"):
            data = self.read_given(shapes.CustomerFields, changes, partial=True)
            return self.edit(customer, data, version)

    def find_known(self, item: dict[str, Any]) -> Customer | None:
        written = str((item.get("changes") or item).get("external_id") or "")
        seen = rules.visible_customers(self.person).filter(external_id=written)
        return seen.first() if written and self.visibility.names else None

    def address_of(self, row: Any) -> str:
        return reverse("api:customer-detail", args=[row.code])

    def answer_customer(self, code: str, *, status: int = 200) -> Response:
        """The customer as it is stored now."""
        row = self.rows().get(code=code)
        location = self.address_of(row) if status == MADE else ""
        return self.answer_row(row, status=status, location=location)

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
    @action(detail=True, methods=["get", "patch"], url_path=r"contacts/(?P<pk>\d{1,18})")
    def contact(self, request: Request, code: str, pk: str) -> Response:
        """A contact; PATCH changes how it is reached."""
        contact = self.find_contact(pk)
        if request.method == "GET":
            return Response(self.shown_contact(contact))
        self.require_writer()
        data = self.read_input(shapes.ContactChange, partial=True)

        def edit() -> Response:
            self.edit_contact(contact, data)
            return Response(self.shown_contact(self.find_contact(pk)))

        return self.act_once(edit)

    @extend_schema(methods=["GET"], responses=shapes.ConsentOut(many=True))
    @extend_schema(methods=["POST"], request=shapes.ConsentIn, responses={201: shapes.ConsentOut})
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
    serializer_class = shapes.CallerOut

    def rows(self) -> "QuerySet[Customer]":
        return rules.visible_customers(self.person).prefetch_related(PEOPLE)

    @extend_schema(responses=shapes.CallerOut)
    def retrieve(self, request: Request, phone: str) -> Response:
        """The customer one of whose contacts has this number, in whatever way it is written.

        Of several the one that was entered first; `matches` says how many there are. All of them
        are found by `GET /customers/?q=` with the number.
        """
        digits = text.phone_key(phone)
        known = Contact.objects.filter(phone_digits=digits) if digits else Contact.objects.none()
        found = self.rows().filter(pk__in=known.values("customer"))
        # Counted before the first one is taken, in the same statement.
        customer = found.annotate(matches=Window(Count("*"))).order_by("pk").first()
        if customer is None:
            raise Http404
        note_revealed(request, [customer.code])
        return self.answer_row(customer)


class ContactView(BulkRows, PeopleView):
    """Contacts of many customers at once."""

    lookup_field = "pk"

    def rows(self) -> "QuerySet[Contact]":
        owners = rules.visible_customers(self.person)
        return Contact.objects.filter(customer__in=owners).select_related("customer")

    @bulk_schema(bulk_examples.CONTACTS)
    @action(detail=False, methods=["post"], url_path="bulk", pagination_class=None)
    def create_many(self, request: Request) -> Response:
        """Up to 100 new contacts, each with a result of its own.

        An item is what `POST /customers/{code}/contacts/` takes, and names its `customer` by code,
        or by your own key as `customer_external_id`.
        """
        self.require_writer()
        return self.answer_bulk(self.add_named, status=MADE)

    def add_named(self, item: dict[str, Any]) -> Contact:
        """Carry out an item of `create_many`."""
        data = self.read_given(shapes.ContactItem, item)
        return people.add_contact(self.owner_named_in(data), at=self.at, **data)

    @bulk_schema(bulk_examples.CONTACT_CHANGES)
    @create_many.mapping.patch
    def change_many(self, request: Request) -> Response:
        """Change up to 100 contacts, each with a result of its own.

        An item names the contact by `id`; `changes` are what `PATCH …/contacts/{id}/` takes.
        Contacts have no version.
        """
        self.require_writer()
        return self.answer_bulk(self.change_named, status=CHANGED)

    def change_named(self, item: dict[str, Any]) -> Contact:
        """Carry out an item of `change_many`."""
        named = self.read_given(shapes.ContactChangeItem, item)
        contact = first_or_404(self.rows().filter(pk=named["id"]))
        with within("changes"):
            data = self.read_given(shapes.ContactChange, named["changes"], partial=True)
            return self.edit_contact(contact, data)

    def address_of(self, row: Any) -> str:
        return reverse("api:customer-contact", args=[row.customer.code, row.pk])


class AssetView(ListRows, ReadRow, BulkRows, PeopleView):
    """Devices, by serial number."""

    order = Order("serial", kind=str)
    lookup_field = "serial"
    filterset_class = filters.AssetFilter
    serializer_class = shapes.AssetOut

    # Devices have no version.
    actions_on_versions = ()

    def rows(self) -> "QuerySet[Asset]":
        owners = rules.visible_customers(self.person)
        return Asset.objects.filter(customer__in=owners).select_related("model", "customer")

    @bulk_schema(bulk_examples.ASSETS)
    @action(detail=False, methods=["post"], url_path="bulk", pagination_class=None)
    def create_many(self, request: Request) -> Response:
        """Up to 100 new devices, each with a result of its own.

        An item is what `POST /customers/{code}/assets/` takes, and names its `customer` by code, or
        by your own key as `customer_external_id`.
        """
        self.require_writer()
        return self.answer_bulk(self.add_named, status=MADE)

    def add_named(self, item: dict[str, Any]) -> Asset:
        """Carry out an item of `create_many`."""
        data = self.read_given(shapes.AssetItem, item)
        return people.add_asset(self.owner_named_in(data), **data)

    @extend_schema(request=shapes.AssetFields, responses=shapes.AssetOut)
    def partial_update(self, request: Request, serial: str) -> Response:
        """Change what is known of a device. Serial number and owner stay; devices have no version.

        One whose serial number has a slash is changed by `PATCH /assets/bulk/`.
        """
        asset = self.find_row()
        self.require_writer()
        data = self.read_input(shapes.AssetFields, partial=True)

        def edit() -> Response:
            self.edit(asset, data)
            return self.answer_row(self.find_row())

        return self.act_once(edit)

    def edit(self, asset: Asset, data: dict[str, Any]) -> Asset:
        """Change a device as `shapes.AssetFields` read it."""
        return people.edit_asset(asset, by=self.person, at=self.at, **data)

    @bulk_schema(bulk_examples.ASSET_CHANGES)
    @create_many.mapping.patch
    def change_many(self, request: Request) -> Response:
        """Change up to 100 devices, each with a result of its own.

        An item names the device by `serial`; `changes` are what `PATCH /assets/{serial}/` takes.
        Devices have no version.
        """
        self.require_writer()
        return self.answer_bulk(self.change_named, status=CHANGED)

    def change_named(self, item: dict[str, Any]) -> Asset:
        """Carry out an item of `change_many`."""
        named = self.read_given(shapes.AssetChangeItem, item)
        serial = text.comparable_text(named["serial"])
        asset = first_or_404(self.rows().filter(serial=serial))
        with within("changes"):
            data = self.read_given(shapes.AssetFields, named["changes"], partial=True)
            return self.edit(asset, data)

    def address_of(self, row: Any) -> str | None:
        return None if "/" in row.serial else reverse("api:asset-detail", args=[row.serial])


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
