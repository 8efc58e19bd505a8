"""The registration page: look the caller up, write it down, get a proposal, save."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from core.domain import text
from core.errors import BadFile, LawBroken
from customers import rules as customer_rules
from customers.actions import people
from customers.models import Channel, Contact, Customer
from customers.queries import contact_by_phone, customers_found_by
from documents.doors import takes_files
from pages.steps import act_once
from tickets.desk.forms import RegisterForm
from tickets.desk.queries import desk
from tickets.desk.queries.wordings import wordings_of_intake
from tickets.desk.views.suggestion import tier_proposal, tier_question
from tickets.mail.actions.intake import file_mail
from tickets.mail.queries.tray import mail_in_tray, shown_mail
from tickets.record.models import Ticket
from tickets.record.rules import require_right
from tickets.work.actions import conversation, moves
from tickets.work.actions import register as registering

MATCHES = 8


@takes_files
@require_http_methods(["GET", "POST"])
def registration_page(request: HttpRequest) -> HttpResponse:
    """The form of a new ticket, and what it says once it is sent."""
    require_right(request.user, "register_ticket")
    if request.method == "GET":
        return _empty_form(request)

    form = _form_of(request, request.POST, request.FILES)
    if not form.is_valid():
        return _render_form(request, form, status=422)
    if not _is_tier_meant(request, form):
        return _render_form(request, form, status=422)
    try:
        return redirect(_register_once(request, form))
    except LawBroken as error:
        form.refuse(error)
    except BadFile as error:
        form.add_error("uploads", error.message)
    return _render_form(request, form, status=422)


def _form_of(request: HttpRequest, *data: Any, **kwargs: Any) -> RegisterForm:
    """The form with the customers and tickets that the person may choose."""
    return RegisterForm(
        *data,
        customers=customer_rules.visible_customers(request.user),
        tickets=Ticket.objects.visible_to(request.user),
        **kwargs,
    )


def _empty_form(request: HttpRequest) -> HttpResponse:
    """The address may name a customer, and a finished ticket that the new one follows."""
    visible = Ticket.objects.visible_to(request.user)
    followed = visible.filter(number=request.GET.get("follows", "")).first()
    initial = {
        # Most people register while the customer is on the line.
        "is_synchronous": True,
        "customer": request.GET.get("customer", ""),
        "is_repeat_of": followed,
        **_values_of_mail(request.user, request.GET.get("mail", "")),
    }
    return _render_form(request, _form_of(request, initial=initial), followed=followed)


def _values_of_mail(user: User, key: str) -> dict[str, Any]:
    """What a mail of the tray says already; nothing for one that somebody has dealt with, and of
    what is masked for the person.
    """
    visibility = customer_rules.contact_visibility(user)
    mail = mail_in_tray(user, key) if text.is_key(key) else None
    if mail is None:
        return {}
    if not visibility.names:
        return {"is_synchronous": False, "mail": mail.pk}
    shown = shown_mail(mail, visibility)
    return {
        "is_synchronous": False,
        "mail": mail.pk,
        "channel": Channel.objects.filter(code="mail").first(),
        "reported_at": mail.received_at,
        "new_contact": mail.sender_name,
        "new_email": mail.sender,
        "summary": mail.subject,
        "original_text": shown.text,
    }


def _is_tier_meant(request: HttpRequest, form: RegisterForm) -> bool:
    """Whoever judges a matter lower than its words ask for is asked once.

    With scripts the page asks, so that chosen files stay chosen; see static/js/desk.js.
    """
    cleaned = form.cleaned_data
    proposal = tier_proposal(
        request.POST,
        issue_type=cleaned["issue_type"],
        customer=cleaned["customer"],
        at=timezone.now(),
    )
    question = tier_question(proposal, cleaned["tier"])
    if question:
        form.ask_once("tier", question)
    return form.is_valid()


def _register_once(request: HttpRequest, form: RegisterForm) -> str:
    """The address of the new ticket; of the first one when the form comes twice."""
    now = timezone.now()
    return act_once(request, form, lambda: _register_with_customer(request, form, now))


@transaction.atomic
def _register_with_customer(request: HttpRequest, form: RegisterForm, now: datetime) -> str:
    """Customer, ticket, files and acceptance together: all of it or nothing."""
    cleaned = form.cleaned_data
    user = request.user
    customer, contact = _customer_and_contact(request, form, now)
    ticket = registering.register_ticket(
        by=user, at=now, customer=customer, contact=contact, **form.ticket_details
    )
    for upload in cleaned["uploads"]:
        conversation.attach_file(ticket, upload, by=user, at=now)
    if cleaned["mail"]:
        file_mail(cleaned["mail"], ticket, by=user, at=now)
    if "accept" in request.POST:
        moves.accept_ticket(
            ticket,
            by=user,
            at=now,
            is_verified=cleaned["is_verified"],
            unverified_reason=cleaned["unverified_reason"],
        )
    return reverse("tickets:page", args=[ticket.number])


def _customer_and_contact(
    request: HttpRequest, form: RegisterForm, now: datetime
) -> tuple[Customer, Contact | None]:
    """Those that were looked up, or new ones."""
    cleaned = form.cleaned_data
    customer = cleaned["customer"]
    contact = cleaned["contact"]
    if customer is None:
        _refuse_twin(request, cleaned["new_phone"])
        customer = people.register_customer(by=request.user, at=now, **form.new_customer_details)
        contact = customer.contacts.first()
    elif contact is None and cleaned["new_contact"]:
        contact = people.add_contact(
            customer,
            name=cleaned["new_contact"],
            phone=cleaned["new_phone"],
            email=cleaned["new_email"],
            at=now,
        )
    return customer, contact


def _refuse_twin(request: HttpRequest, phone: str) -> None:
    """A phone that is known belongs to somebody: say to whom, so that nobody is entered twice."""
    known = contact_by_phone(request.user, phone)
    if known is None:
        return
    message = _("This phone belongs to %(customer)s (%(code)s): look it up above.")
    names = {"customer": known.customer, "code": known.customer.code}
    raise LawBroken(message % names, field="new_phone")


def _render_form(
    request: HttpRequest, form: RegisterForm, status: int = 200, followed: Ticket | None = None
) -> HttpResponse:
    chosen = _chosen_context(request, form["customer"].value(), form["contact"].value())
    context = {
        "form": form,
        "followed": followed,
        "wordings": wordings_of_intake(request.user),
        **chosen,
    }
    return render(request, "tickets/new.html", context, status=status)


@require_GET
def customer_lookup(request: HttpRequest) -> HttpResponse:
    """Customers by name, phone, any part of them, number, serial."""
    require_right(request.user, "register_ticket")
    words = request.GET.get("q", "").strip()
    visibility = customer_rules.contact_visibility(request.user)
    # One character would match half of all customers.
    hits = []
    if text.is_searchable(words):
        hits = customers_found_by(request.user, words, limit=MATCHES)
    matches = [
        {
            "customer": hit.customer,
            "contact": hit.contact,
            "name": visibility.contact(hit.contact),
            "phone": visibility.phone(hit.contact),
        }
        for hit in hits
    ]
    context = {"matches": matches, "words": words, "fills": _field_of_words(words)}
    return render(request, "tickets/_lookup.html", context)


def _field_of_words(words: str) -> str:
    """Into which field of a new customer words go that nobody was found by."""
    if text.PHONE_SHAPE.match(words) and len(text.digits_of(words)) >= text.SHORTEST_PHONE:
        return "new_phone"
    return "" if any(sign.isdigit() for sign in words) else "new_customer"


@require_GET
def chosen_customer(request: HttpRequest) -> HttpResponse:
    """The chosen customer: contact, devices, open tickets, duplicate warning."""
    require_right(request.user, "register_ticket")
    context = _chosen_context(request, request.GET.get("customer"), request.GET.get("contact"))
    form = _form_of(request, initial=request.GET.dict())
    return render(request, "tickets/_chosen.html", {"form": form, **context})


def _chosen_context(request: HttpRequest, customer_id: Any, contact_id: Any) -> dict[str, Any]:
    """What is shown of the customer; nothing as long as none is chosen.

    The keys come from an address or a form, so they may be anything.
    """
    if not str(customer_id or "").isdecimal():
        return {"customer": None}
    customer = get_object_or_404(customer_rules.visible_customers(request.user), pk=customer_id)
    contacts = list(customer.contacts.all())
    return {
        "customer": customer,
        "contacts": contacts,
        "chosen_contact": _contact_of(contacts, contact_id),
        "open_tickets": desk.open_tickets_of(request.user, customer=customer),
        "visibility": customer_rules.contact_visibility(request.user),
    }


def _contact_of(contacts: list[Contact], contact_id: Any) -> Contact | None:
    """The named contact, otherwise the first one."""
    for contact in contacts:
        if str(contact.pk) == str(contact_id):
            return contact
    return contacts[0] if contacts else None
