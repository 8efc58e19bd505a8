"""The registration page: look the caller up, write it down, get a proposal, save."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import BadFile, LawBroken
from core.work.steps import act_once
from customers import rules as customer_rules
from customers.actions import people
from customers.queries import contact_by_phone, customers_found_by
from tickets.desk.forms import RegisterForm
from tickets.desk.queries import desk
from tickets.record.domain import triage
from tickets.record.models import IssueType, Ticket
from tickets.record.rules import require_right
from tickets.work.actions import conversation, moves
from tickets.work.actions import register as registering

MATCHES = 8


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    require_right(request.user, "register_ticket")
    visible, seen = (
        customer_rules.visible_customers(request.user),
        Ticket.objects.visible_to(request.user),
    )
    if request.method == "GET":
        followed = seen.filter(number=request.GET.get("follows", "")).first()
        initial = {
            "is_synchronous": True,
            "customer": request.GET.get("customer", ""),
            "is_repeat_of": followed,
        }
        return _page(
            request,
            RegisterForm(customers=visible, tickets=seen, initial=initial),
            followed=followed,
        )
    form = RegisterForm(request.POST, request.FILES, customers=visible, tickets=seen)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        return redirect(_save(request, form))
    except LawBroken as error:
        form.refuse(error)
    except BadFile as error:
        form.add_error("uploads", error.message)
    return _page(request, form, status=422)


def _save(request: HttpRequest, form: RegisterForm) -> str:
    """The address of the new ticket; of the first one when the form comes twice."""
    now = timezone.now()
    return act_once(request, form, lambda: _register(request, form, now))


@transaction.atomic
def _register(request: HttpRequest, form: RegisterForm, now: Any) -> str:
    given, user = form.cleaned_data, request.user
    customer, contact = given["customer"], given["contact"]
    if customer is None:
        _refuse_twin(request, given["new_phone"])
        customer = people.register_customer(by=user, at=now, **form.new_customer_details)
        contact = customer.contacts.first()
    elif contact is None and given["new_contact"]:
        contact = people.add_contact(
            customer, name=given["new_contact"], phone=given["new_phone"], at=now
        )
    ticket = registering.register(
        by=user, at=now, customer=customer, contact=contact, **form.ticket_details
    )
    for upload in given["uploads"]:
        conversation.attach(ticket, upload, by=user, at=now)
    if "accept" in request.POST:
        moves.accept(
            ticket,
            by=user,
            at=now,
            is_verified=given["is_verified"],
            unverified_reason=given["unverified_reason"],
        )
    return reverse("tickets:page", args=[ticket.number])


def _refuse_twin(request: HttpRequest, phone: str) -> None:
    """A phone that is known already belongs to somebody: say to whom, so that nobody is entered twice."""
    known = contact_by_phone(request.user, phone)
    if known is not None:
        shown = {"customer": known.customer, "code": known.customer.code}
        raise LawBroken(
            _("This phone belongs to %(customer)s (%(code)s): look it up above.") % shown,
            field="new_phone",
        )


def _page(
    request: HttpRequest, form: RegisterForm, status: int = 200, followed: Ticket | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "followed": followed,
        **_chosen_context(request, form["customer"].value(), form["contact"].value()),
    }
    return render(request, "tickets/new.html", context, status=status)


@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """Customers by name, phone, any part of them, number, serial."""
    require_right(request.user, "register_ticket")
    words = request.GET.get("q", "").strip()
    seen = customer_rules.contact_visibility(request.user)
    found = customers_found_by(request.user, words, limit=MATCHES) if len(words) > 1 else []
    matches = [
        {
            "customer": one.customer,
            "contact": one.contact,
            "name": seen.contact(one.contact),
            "phone": seen.phone(one.contact),
        }
        for one in found
    ]
    return render(request, "tickets/_lookup.html", {"matches": matches, "words": words})


@require_GET
def chosen(request: HttpRequest) -> HttpResponse:
    """The chosen customer: contact, devices, open tickets, duplicate warning."""
    require_right(request.user, "register_ticket")
    context = _chosen_context(request, request.GET.get("customer"), request.GET.get("contact"))
    visible, seen = (
        customer_rules.visible_customers(request.user),
        Ticket.objects.visible_to(request.user),
    )
    form = RegisterForm(customers=visible, tickets=seen, initial=request.GET.dict())
    return render(request, "tickets/_chosen.html", {"form": form, **context})


def _chosen_context(request: HttpRequest, customer_id: Any, contact_id: Any) -> dict[str, Any]:
    if not str(customer_id or "").isdecimal():
        return {}
    customer = get_object_or_404(customer_rules.visible_customers(request.user), pk=customer_id)
    contacts = list(customer.contacts.all())
    contact = next(
        (one for one in contacts if str(one.pk) == str(contact_id)),
        contacts[0] if contacts else None,
    )
    open_tickets: list[Ticket] = desk.open_tickets_of(request.user, customer=customer)
    return {
        "customer": customer,
        "contacts": contacts,
        "chosen_contact": contact,
        "open_tickets": open_tickets,
        "visibility": customer_rules.contact_visibility(request.user),
    }


@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """A proposed tier and priority with its reasons, while the agent types."""
    require_right(request.user, "register_ticket")
    given = request.POST
    issue_type = (
        IssueType.objects.filter(pk=given["issue_type"]).first()
        if given.get("issue_type", "").isdecimal()
        else None
    )
    customer = given.get("customer", "")
    is_vip = (
        customer.isdecimal()
        and customer_rules.visible_customers(request.user).filter(pk=customer, level="vip").exists()
    )
    proposal = triage.suggest(
        text=" ".join(given.get(name, "") for name in ("original_text", "summary", "symptom")),
        impact=given.get("impact", ""),
        nature=given.get("nature", ""),
        type_tier=issue_type.default_tier if issue_type else "",
        is_vip=is_vip,
    )
    return render(
        request,
        "tickets/_suggestion.html",
        {"proposal": proposal, "reasons": worded(proposal.reasons)},
    )


def worded(reasons: tuple[str, ...]) -> list[str]:
    """Reason codes as words."""
    plain = {"impact": _("impact"), "type": _("issue type"), "nature": _("complaint"), "vip": "VIP"}
    return [
        _("“%(word)s”") % {"word": code[5:]} if code.startswith("word:") else plain[code]
        for code in reasons
    ]
