"""The rights of a person: to read everything that is held, and to be forgotten."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import rules
from archive.actions import disposal
from archive.enums import Audited
from archive.exports.customer_data import customer_data
from archive.forms import ReasonedForm
from archive.queries.disposals import tickets_about
from core.actions import audit
from core.errors import LawBroken
from customers.models import Contact, Customer
from customers.rules import contact_visibility, may_export_unmasked, visible_customers
from pages.confirmation import confirmed_when_sent
from pages.downloads import reader_mark, zip_response
from pages.formats import file_moment
from pages.steps import act_once
from tickets.record.models import Ticket


@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def customer_data_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything that is held about a customer, in full, for a reason."""
    customer = get_object_or_404(visible_customers(request.user), code=code)
    may_take = rules.has_right(request.user, "export_customer")
    if not (may_take and may_export_unmasked(request.user)):
        raise Http404
    form = ReasonedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _send_data(request, customer, form.cleaned_data["reason"])
    context = {
        "customer": customer,
        "form": form,
        "count": Ticket.objects.filter(customer=customer).count(),
    }
    status = 422 if form.errors else 200
    return render(request, "archive/customer_data.html", context, status=status)


def _send_data(request: HttpRequest, customer: Customer, reason: str) -> HttpResponseBase:
    now = timezone.now()
    audit.write_audit_entry(
        Audited.CUSTOMER_TAKEN,
        by=request.user,
        at=now,
        target=f"customer {customer.code}",
        reason=reason,
    )
    pieces = customer_data(customer, mark=reader_mark(request, now), at=now)
    return zip_response(pieces, f"{customer.code}_{file_moment(now)}.zip")


@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def erasure_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a person at the person's own request. Says before what goes and what stays."""
    people = Contact.objects.filter(customer__in=visible_customers(request.user))
    contact = get_object_or_404(people.select_related("customer"), pk=pk)
    if not rules.has_right(request.user, "dispose_archiverecord"):
        raise Http404
    if request.method == "GET":
        return _show_erasure(request, contact, ReasonedForm())
    form = ReasonedForm(request.POST)
    if not form.is_valid():
        return _show_erasure(request, contact, form, 422)

    def act() -> str:
        disposal.order_erasure(
            contact, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
        )
        return reverse("customers:page", args=[contact.customer.code])

    try:
        address = act_once(request, form, act)
    except LawBroken as error:
        form.refuse(error)
        return _show_erasure(request, contact, form, 422)
    messages.success(request, _("Ordered. The worker removes the data within minutes."))
    return redirect(address)


def _show_erasure(
    request: HttpRequest, contact: Contact, form: ReasonedForm, status: int = 200
) -> HttpResponse:
    context = {
        "contact": contact,
        "name": contact_visibility(request.user).contact(contact),
        "form": form,
        "count": tickets_about(contact).count(),
    }
    return render(request, "archive/erase.html", context, status=status)
