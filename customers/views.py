"""Doors of customers. Their tickets come through a window of the tickets house."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import LawBroken, StaleVersion
from core.queries import paging
from customers import rules
from customers.actions import people
from customers.forms import AssetForm, ContactForm, CustomerForm
from customers.models import Contact, Customer

BY_CODE = paging.Order("code", kind=str)
EDITED = ("name", "segment", "relation", "level", "region", "remark")


def _find(request: HttpRequest, code: str) -> Customer:
    return get_object_or_404(rules.visible(request.user), code=code)


def _require_change(request: HttpRequest) -> None:
    if not request.user.has_perm("customers.change_customer"):
        raise PermissionDenied


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("customers.view_customer"):
        raise Http404
    words = request.GET.get("q", "").strip()
    rows, seen = rules.visible(request.user), rules.contact_visibility(request.user)
    if len(words) > 1:
        rows = rows.matching(words) if seen.names else rows.filter(code__icontains=words)
    page = paging.page(
        rows.prefetch_related("contacts"), BY_CODE, request.GET.get("cursor", ""), 50
    )
    lines = [seen.line(customer) for customer in page.rows]
    return render(request, "customers/list.html", {"page": page, "rows": lines, "words": words})


@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _find(request, code))


def _page(
    request: HttpRequest, customer: Customer, status: int = 200, **forms: object
) -> HttpResponse:
    seen = rules.contact_visibility(request.user)
    context = {
        "customer": customer,
        "name": seen.customer(customer),
        "people": [seen.person(contact) for contact in customer.contacts.all()],
        "assets": customer.assets.select_related("model")[:100],
        "may_change": request.user.has_perm("customers.change_customer"),
        "may_reveal": rules.may_reveal(request.user),
        "contact_form": ContactForm(),
        "asset_form": AssetForm(),
        **forms,
    }
    return render(request, "customers/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    customer = _find(request, code)
    _require_change(request)
    if request.method == "GET":
        initial = {name: getattr(customer, name) for name in (*EDITED, "version")}
        return render(
            request,
            "customers/edit.html",
            {"form": CustomerForm(initial=initial), "customer": customer},
        )
    form = CustomerForm(request.POST)
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in EDITED}
        try:
            people.edit(
                customer,
                by=request.user,
                at=timezone.now(),
                version=form.cleaned_data["version"],
                **fields,
            )
            return redirect("customers:page", code=code)
        except StaleVersion as stale:
            form.data = form.data.copy()
            form.data["version"] = str(stale.current)
            form.add_error(
                None,
                _(
                    "Somebody else changed this customer meanwhile. Your text is kept: compare, then save again."
                ),
            )
            now_stored = Customer.objects.get(pk=customer.pk)
            return render(
                request,
                "customers/edit.html",
                {"form": form, "customer": now_stored, "is_conflict": True},
                status=409,
            )
    return render(request, "customers/edit.html", {"form": form, "customer": customer}, status=422)


@require_POST
def add_contact(request: HttpRequest, code: str) -> HttpResponse:
    customer = _find(request, code)
    _require_change(request)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, 422, contact_form=form)
    people.add_contact(customer, at=timezone.now(), **form.details)
    return redirect("customers:page", code=code)


@require_POST
def add_asset(request: HttpRequest, code: str) -> HttpResponse:
    customer = _find(request, code)
    _require_change(request)
    form = AssetForm(request.POST)
    if form.is_valid():
        try:
            people.add_asset(customer, **form.details)
            return redirect("customers:page", code=code)
        except LawBroken as error:
            form.refuse(error)
    return _page(request, customer, 422, asset_form=form)


@require_POST
def reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Phone and mail in full, audited."""
    customer = _find(request, code)
    if not rules.may_reveal(request.user):
        raise Http404
    contact = get_object_or_404(Contact, customer=customer, pk=pk)
    shown = people.reveal(
        contact, by=request.user, at=timezone.now(), reason=f"customer {customer.code}"
    )
    return render(request, "customers/_contact.html", {"contact": shown})
