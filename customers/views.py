"""Doors of customers. Their tickets come through a window of the tickets house."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.domain import text
from core.errors import LawBroken, StaleVersion
from core.queries import paging
from customers import rules
from customers.actions import consents, people
from customers.forms import AssetForm, ConsentForm, ContactForm, CustomerForm, NewContactForm
from customers.models import ConsentRecord, Contact, Customer
from pages.conflicts import differing_fields
from pages.steps import act_once

BY_CODE = paging.Order("code", kind=str)
EDITED = ("name", "segment", "relation", "level", "region", "remark")


def _customer_or_404(request: HttpRequest, code: str) -> Customer:
    return get_object_or_404(rules.visible_customers(request.user), code=code)


def _require_change(request: HttpRequest) -> None:
    if not request.user.has_perm("customers.change_customer"):
        raise PermissionDenied


@require_GET
def show_customers(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("customers.view_customer"):
        raise Http404
    words = request.GET.get("q", "").strip()
    rows = rules.visible_customers(request.user)
    visibility = rules.contact_visibility(request.user)
    is_too_short = text.is_too_short(words)
    if is_too_short:
        rows = rows.none()
    elif text.is_searchable(words):
        # whoever sees no names must not learn them by searching
        rows = rows.matching(words) if visibility.names else rows.filter(code__icontains=words)
    page = paging.page_of(
        rows.prefetch_related("contacts"), BY_CODE, request.GET.get("cursor", ""), 50
    )
    lines = [visibility.customer_row(customer) for customer in page.rows]
    context = {"page": page, "rows": lines, "words": words, "is_too_short": is_too_short}
    return render(request, "customers/list.html", context)


@require_GET
def show_customer(request: HttpRequest, code: str) -> HttpResponse:
    return _render_customer(request, _customer_or_404(request, code))


def _render_customer(
    request: HttpRequest, customer: Customer, status: int = 200, **forms: object
) -> HttpResponse:
    visibility = rules.contact_visibility(request.user)
    visibility.hide_texts(customer, visibility.known_names(customer))
    context = {
        "customer": customer,
        "name": visibility.customer(customer),
        "people": [visibility.contact_row(contact) for contact in customer.contacts.all()],
        "assets": customer.assets.select_related("model")[:100],
        "may_change": request.user.has_perm("customers.change_customer"),
        "may_reveal": rules.may_reveal(request.user),
        "contact_form": NewContactForm(),
        "asset_form": AssetForm(),
        **forms,
    }
    return render(request, "customers/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit_customer(request: HttpRequest, code: str) -> HttpResponse:
    customer = _customer_or_404(request, code)
    _require_change(request)
    if request.method == "GET":
        initial = {name: getattr(customer, name) for name in (*EDITED, "version")}
        return _render_form(request, customer, CustomerForm(initial=initial))

    form = CustomerForm(request.POST)
    if not form.is_valid():
        return _render_form(request, customer, form, 422)
    fields = {name: form.cleaned_data[name] for name in EDITED}
    version = form.cleaned_data["version"]
    try:
        people.edit_customer(
            customer, by=request.user, at=timezone.now(), version=version, **fields
        )
    except StaleVersion as stale:
        return _render_conflict(request, customer, form, stale.current)
    return redirect("customers:page", code=code)


def _render_conflict(
    request: HttpRequest, customer: Customer, form: CustomerForm, current: int
) -> HttpResponse:
    """What was typed beside what is stored now; saving again, knowingly, takes the own text."""
    stored = Customer.objects.get(pk=customer.pk)
    differing = differing_fields(form, {name: getattr(stored, name) for name in EDITED})
    form.carry_version(current)
    return _render_form(request, stored, form, 409, differing=differing, is_conflict=True)


def _render_form(
    request: HttpRequest, customer: Customer, form: CustomerForm, status: int = 200, **extra: object
) -> HttpResponse:
    context = {"form": form, "customer": customer, "is_conflict": False, **extra}
    return render(request, "customers/edit.html", context, status=status)


@require_POST
def add_contact(request: HttpRequest, code: str) -> HttpResponse:
    customer = _customer_or_404(request, code)
    _require_change(request)
    form = NewContactForm(request.POST)
    if not form.is_valid():
        return _render_customer(request, customer, 422, contact_form=form)
    people.add_contact(customer, at=timezone.now(), **form.details)
    return redirect("customers:page", code=code)


@require_http_methods(["GET", "POST"])
def edit_contact(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """How a contact of this very customer is reached."""
    customer = _customer_or_404(request, code)
    contact = get_object_or_404(customer.contacts, pk=pk)
    _require_change(request)
    if request.method == "GET":
        return _render_contact(request, customer, contact, _first_contact_form(contact))
    form = ContactForm(request.POST, is_bound=bool(contact.wechat_id))
    if not form.is_valid():
        return _render_contact(request, customer, contact, form, 422)
    people.edit_contact(contact, by=request.user, at=timezone.now(), **form.details)
    return redirect("customers:page", code=code)


def _render_contact(
    request: HttpRequest,
    customer: Customer,
    contact: Contact,
    form: ContactForm,
    status: int = 200,
    consent_form: ConsentForm | None = None,
) -> HttpResponse:
    visibility = rules.contact_visibility(request.user)
    context = {
        "customer": customer,
        "contact": contact,
        "contact_name": visibility.contact(contact),
        "form": form,
        "consents": [_consent_row(consent, visibility) for consent in contact.consents.all()],
        "consent_form": consent_form or ConsentForm(auto_id="consent_%s"),
    }
    return render(request, "customers/contact.html", context, status=status)


def _consent_row(consent: ConsentRecord, visibility: rules.ContactVisibility) -> dict[str, object]:
    return {
        "consent": consent,
        "scope": visibility.shown_text(consent.scope),
        "evidence": visibility.shown_text(consent.evidence),
    }


def _first_contact_form(contact: Contact) -> ContactForm:
    """How the contact is reached now."""
    initial = {
        "language": contact.language,
        "preferred_channel": contact.preferred_channel_id,
    }
    return ContactForm(initial=initial, is_bound=bool(contact.wechat_id))


@require_POST
def add_consent(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record what a contact agrees to."""
    customer = _customer_or_404(request, code)
    contact = get_object_or_404(customer.contacts, pk=pk)
    _require_change(request)
    form = ConsentForm(request.POST, auto_id="consent_%s")
    if form.is_valid():
        try:
            address = act_once(request, form, lambda: _record_consent(request, contact, form))
            return redirect(address)
        except LawBroken as error:
            form.refuse(error)
    first = _first_contact_form(contact)
    return _render_contact(request, customer, contact, first, 422, consent_form=form)


def _record_consent(request: HttpRequest, contact: Contact, form: ConsentForm) -> str:
    consents.record_consent(contact, by=request.user, at=timezone.now(), **form.details)
    return reverse("customers:edit_contact", args=[contact.customer.code, contact.pk])


@require_POST
def withdraw_consent(request: HttpRequest, code: str, pk: int, consent_pk: int) -> HttpResponse:
    """A consent holds no longer; twice is as good as once."""
    customer = _customer_or_404(request, code)
    contact = get_object_or_404(customer.contacts, pk=pk)
    _require_change(request)
    consent = get_object_or_404(contact.consents, pk=consent_pk)
    with suppress(LawBroken):
        consents.withdraw_consent(consent, by=request.user, at=timezone.now())
    return redirect("customers:edit_contact", code=code, pk=pk)


@require_POST
def add_asset(request: HttpRequest, code: str) -> HttpResponse:
    customer = _customer_or_404(request, code)
    _require_change(request)
    form = AssetForm(request.POST)
    if form.is_valid():
        try:
            people.add_asset(customer, **form.details)
            return redirect("customers:page", code=code)
        except LawBroken as error:
            form.refuse(error)
    return _render_customer(request, customer, 422, asset_form=form)


@require_POST
def reveal_contact(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Phone and mail in full, audited."""
    customer = _customer_or_404(request, code)
    if not rules.may_reveal(request.user):
        raise Http404
    contact = get_object_or_404(Contact, customer=customer, pk=pk)
    shown = people.reveal_contact(
        contact, by=request.user, at=timezone.now(), reason=f"customer {customer.code}"
    )
    return render(request, "customers/_contact.html", {"contact": shown})
