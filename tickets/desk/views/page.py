"""One ticket: the page, its parts, its composer, its files."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import BadFile, LawBroken, StaleVersion
from core.work.steps import act_once, go_to, visible_or_404
from customers import rules as customer_rules
from customers.actions import people
from customers.models import Contact
from documents import views as downloads
from tickets.desk.forms import EditForm
from tickets.desk.queries import desk
from tickets.desk.queries.detail import TO_SHOW, Detail, detail
from tickets.record import rules
from tickets.record.domain import lifecycle
from tickets.record.models import Attachment, ReplyTemplate, Ticket, TicketEvent
from tickets.work.actions import conversation
from tickets.work.actions import register as registering
from tickets.work.forms import ContactForm, NoteForm
from tickets.work.queries import TO_WORK_ON
from tickets.work.views import STEPS, open_moves


@require_GET
def ticket_page(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, visible_or_404(TO_SHOW, request.user, number))


def _page(request: HttpRequest, ticket: Ticket, status: int = 200, **extra: Any) -> HttpResponse:
    now = timezone.now()
    shown: Detail = detail(ticket, request.user, now)
    context = {
        "shown": shown,
        "ticket": ticket,
        "now": now,
        "buttons": STEPS.offered_to(
            request.user, ticket, open_moves(request.user, ticket, shown.solution)
        ),
        "may_contact": rules.has_right(request.user, "contact_ticket")
        and ticket.archived_at is None,
        "may_follow": rules.has_right(request.user, "register_ticket")
        and ticket.status not in lifecycle.UNSOLVED,
        "may_edit": rules.has_right(request.user, "register_ticket") and ticket.is_editable,
        "customer_name": shown.visibility.customer(ticket.customer),
        "contact_name": shown.visibility.contact(ticket.contact),
        "contact_phone": shown.visibility.phone(ticket.contact),
        "may_reveal": customer_rules.may_reveal(request.user),
        "may_export": rules.has_right(request.user, "export_ticket"),
        "may_unmask": rules.has_right(request.user, "export_ticket")
        and customer_rules.may_export_unmasked(request.user),
        **extra,
    }
    return render(request, "tickets/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """The composer to the customer; GET brings the form with its choices."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rules.require_right(request.user, "contact_ticket")
    if request.method == "GET":
        initial = {"channel": _preferred_channel(ticket)}
        return _composer(request, ticket, ContactForm(initial=initial), "contact")
    form = ContactForm(request.POST, request.FILES)
    return _said(
        request,
        ticket,
        form,
        "contact",
        lambda told, now: conversation.contact(ticket, by=request.user, at=now, **told),
    )


def _preferred_channel(ticket: Ticket) -> int:
    preferred = ticket.contact.preferred_channel_id if ticket.contact else None
    return preferred or ticket.channel_id


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, number: str) -> HttpResponse:
    """The composer of an internal note."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rules.require_right(request.user, "contact_ticket")
    if request.method == "GET":
        return _composer(request, ticket, NoteForm(), "note")
    form = NoteForm(request.POST, request.FILES)
    return _said(
        request,
        ticket,
        form,
        "note",
        lambda told, now: conversation.note(ticket, by=request.user, at=now, **told),
    )


def _said(request: HttpRequest, ticket: Ticket, form: Any, kind: str, act: Any) -> HttpResponse:
    if form.is_valid():
        now, page = timezone.now(), reverse("tickets:page", args=[ticket.number])
        try:
            act_once(request, form, act=lambda: (act(form.details, now), page)[1])
            return go_to(request, page)
        except LawBroken as error:
            form.refuse(error)
        except BadFile as error:
            form.add_error("uploads", error.message)
    return _composer(request, ticket, form, kind, status=422)


def _composer(
    request: HttpRequest, ticket: Ticket, form: Any, kind: str, status: int = 200
) -> HttpResponse:
    context = {
        "ticket": ticket,
        "form": form,
        "kind": kind,
        "templates": _templates(ticket) if kind == "contact" else [],
    }
    if request.htmx:
        return render(request, "tickets/_composer.html", context, status=status)
    return _page(request, ticket, status=status, composer=context)


def _templates(ticket: Ticket) -> list[dict[str, str]]:
    """Standard wordings with the ticket's own number and promise put in."""
    promised = (
        f"{timezone.localtime(ticket.promised_at):%Y-%m-%d %H:%M}" if ticket.promised_at else "—"
    )
    rows = ReplyTemplate.objects.filter(is_active=True)
    return [
        {
            "title": row.title,
            "purpose": row.purpose,
            "text": row.text.replace("{number}", ticket.number).replace("{promised}", promised),
        }
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The description; a second editor sees who changed what and keeps the own text."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rules.require_right(request.user, "register_ticket")
    names = [name for name in EditForm.base_fields if hasattr(ticket, name)]
    if request.method == "GET":
        initial = {name: getattr(ticket, name) for name in names}
        return render(
            request,
            "tickets/edit.html",
            {"form": EditForm(customer=ticket.customer, initial=initial), "ticket": ticket},
        )
    form = EditForm(request.POST, customer=ticket.customer)
    if not form.is_valid():
        return render(request, "tickets/edit.html", {"form": form, "ticket": ticket}, status=422)
    fields = form.details
    version = fields.pop("version")
    try:
        registering.edit(ticket, by=request.user, at=timezone.now(), version=version, **fields)
    except StaleVersion as stale:
        return _conflict(request, ticket, form, version, stale.current)
    except LawBroken as error:
        form.refuse(error)
        return render(request, "tickets/edit.html", {"form": form, "ticket": ticket}, status=422)
    return redirect("tickets:page", number=ticket.number)


def _conflict(
    request: HttpRequest, ticket: Ticket, form: EditForm, version: int, current: int
) -> HttpResponse:
    """Both texts side by side; saving again, knowingly, takes the own ones."""
    ticket = visible_or_404(TO_WORK_ON, request.user, ticket.number)
    differing = [
        {
            "field": form[name],
            "theirs": form[name].field.prepare_value(getattr(ticket, name)),
            "theirs_shown": _shown(ticket, name),
        }
        for name, value in form.details.items()
        if name != "version" and getattr(ticket, name) != value
    ]
    form.data = form.data.copy()
    form.data["version"] = str(current)
    editors = TicketEvent.objects.filter(ticket=ticket, kind="edited").select_related("actor")[:5]
    context = {
        "form": form,
        "ticket": ticket,
        "differing": differing,
        "editors": editors,
        "is_conflict": True,
    }
    return render(request, "tickets/edit.html", context, status=409)


def _shown(ticket: Ticket, name: str) -> str:
    readable = getattr(ticket, f"get_{name}_display", None)
    value = readable() if readable else getattr(ticket, name)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


@require_GET
def side(request: HttpRequest, number: str) -> HttpResponse:
    """The side panel: other open tickets of the customer, and of the device."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    context = {
        "ticket": ticket,
        "of_customer": desk.open_tickets_of(request.user, customer=ticket.customer_id, but=ticket),
        "of_device": list(
            Ticket.objects.visible_to(request.user)
            .filter(asset=ticket.asset_id)
            .exclude(pk=ticket.pk)
            .order_by("-reported_at")[:5]
        )
        if ticket.asset_id
        else [],
        "assignments": ticket.assignments.select_related("department", "assignee", "assigned_by")[
            :10
        ],
    }
    return render(request, "tickets/_side.html", context)


@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the contact's phone and mail in full: a click that the audit ledger keeps."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    if not customer_rules.may_reveal(request.user) or ticket.contact_id is None:
        raise Http404
    shown: Contact = people.reveal_contact(
        ticket.contact, by=request.user, at=timezone.now(), reason=f"ticket {ticket.number}"
    )
    return render(request, "tickets/_contact.html", {"contact": shown, "ticket": ticket})


@require_GET
def download(request: HttpRequest, number: str, file_id: Any) -> HttpResponse:
    """A file of this very ticket; only pictures and PDF may show in place."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    attachment = get_object_or_404(
        Attachment.objects.select_related("file"), ticket=ticket, file_id=file_id
    )
    return downloads.send_stored_file(request, attachment.file)
