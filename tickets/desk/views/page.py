"""One ticket: the page, its parts, its composer, its files."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import BadFile, LawBroken, StaleVersion
from customers import rules as customer_rules
from customers.actions import people
from customers.models import Contact
from documents import views as downloads
from documents.doors import takes_files
from pages.conflicts import differing_fields
from pages.forms import DeskForm
from pages.steps import act_once, go_to, visible_or_404
from tickets.desk.forms import EditForm
from tickets.desk.queries import desk
from tickets.desk.queries.detail import ticket_detail, ticket_to_show
from tickets.desk.queries.drafts import progress_draft
from tickets.desk.queries.wordings import wordings_of_ticket
from tickets.desk.rules import (
    may_contact,
    may_edit_description,
    may_export_people,
    may_export_tickets,
    may_follow_up,
)
from tickets.record import rules
from tickets.record.models import Attachment, Communication, Ticket
from tickets.record.queries.reachability import (
    is_reachable,
    is_reachable_at_all,
    ways_to_write,
)
from tickets.work.actions import articles, conversation, cooperation, messages
from tickets.work.actions import register as registering
from tickets.work.forms import ContactForm, MessageForm, NoteForm
from tickets.work.queries import TO_WORK_ON, closing_checklist, owes_low_callback
from tickets.work.views import STEPS, open_moves

SHOWN_ASSIGNMENTS = 10


@require_GET
def ticket_page(request: HttpRequest, number: str) -> HttpResponse:
    return _render_page(request, number)


def _render_page(
    request: HttpRequest, number: str, status: int = 200, **extra: Any
) -> HttpResponse:
    """The whole page; `extra` is what a refused part of it brings along."""
    user = request.user
    now = timezone.now()
    ticket = ticket_to_show(user, number)
    if ticket is None:
        raise Http404
    shown = ticket_detail(ticket, user, now)
    # The solution was read for the page already, and the steps ask for no second one.
    moves = open_moves(user, ticket, shown.solution)
    context = {
        "shown": shown,
        "ticket": ticket,
        "now": now,
        "buttons": STEPS.offered_to(user, ticket, moves),
        "may_contact": may_contact(user, ticket),
        "may_follow": may_follow_up(user, ticket),
        "may_edit": may_edit_description(user, ticket),
        "customer_name": shown.visibility.customer(ticket.customer),
        "contact_name": shown.visibility.contact(ticket.contact),
        "can_write": is_reachable(ticket.contact, at=now),
        "writes_at_all": is_reachable_at_all(at=now),
        "contact_phone": shown.visibility.phone(ticket.contact),
        "may_reveal": customer_rules.may_reveal(user),
        "may_export": may_export_tickets(user),
        "may_unmask": may_export_people(user),
        "composer": None,
        **extra,
    }
    return render(request, "tickets/page.html", context, status=status)


@takes_files
@require_http_methods(["GET", "POST"])
def contact_composer(request: HttpRequest, number: str) -> HttpResponse:
    """The composer to the customer; GET brings the form with its choices."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rules.require_right(request.user, "contact_ticket")
    if request.method == "GET":
        channel = _preferred_channel_id(ticket)
        form = ContactForm(initial={"channel": channel}, is_call_due=owes_low_callback(ticket))
        return _render_composer(request, ticket, form, "contact")
    form = ContactForm(request.POST, request.FILES, is_call_due=owes_low_callback(ticket))
    return _record_once(request, ticket, form, "contact", conversation.record_contact)


def _preferred_channel_id(ticket: Ticket) -> int:
    """The channel that the contact likes best, otherwise the one of the report."""
    preferred = ticket.contact.preferred_channel_id if ticket.contact else None
    return preferred or ticket.channel_id


@takes_files
@require_http_methods(["GET", "POST"])
def message_composer(request: HttpRequest, number: str) -> HttpResponse:
    """The composer of a message that leaves for the customer."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rules.require_right(request.user, "contact_ticket")
    visibility = customer_rules.contact_visibility(request.user)
    ways = ways_to_write(ticket, at=timezone.now())
    if request.method == "GET":
        draft = progress_draft(ticket, timezone.now())
        form = MessageForm(ways=ways, visibility=visibility, initial={"body": draft})
        return _render_composer(request, ticket, form, "message")
    form = MessageForm(request.POST, request.FILES, ways=ways, visibility=visibility)
    return _record_once(request, ticket, form, "message", messages.send_message)


@require_POST
def resend_message(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Send a message anew that did not arrive."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    said = get_object_or_404(Communication, ticket=ticket, pk=pk, delivery__isnull=False)
    rules.require_right(request.user, "contact_ticket")
    messages.resend_message(ticket, said, by=request.user, at=timezone.now())
    return go_to(request, reverse("tickets:page", args=[ticket.number]))


@takes_files
@require_http_methods(["GET", "POST"])
def note_composer(request: HttpRequest, number: str) -> HttpResponse:
    """The composer of an internal note."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rules.require_right(request.user, "contact_ticket")
    if request.method == "GET":
        return _render_composer(request, ticket, NoteForm(), "note")
    form = NoteForm(request.POST, request.FILES)
    return _record_once(request, ticket, form, "note", conversation.write_note)


def _record_once(
    request: HttpRequest,
    ticket: Ticket,
    form: DeskForm,
    kind: str,
    record: Callable[..., Communication],
) -> HttpResponse:
    """Record what the form says; a form that comes twice leads to the page without a second entry.

    What is refused keeps every word that was typed.
    """
    if not form.is_valid():
        return _render_composer(request, ticket, form, kind, status=422)

    now = timezone.now()
    address = reverse("tickets:page", args=[ticket.number])

    def record_said() -> str:
        record(ticket, by=request.user, at=now, **form.details)
        return address

    try:
        act_once(request, form, record_said)
        return go_to(request, address)
    except LawBroken as error:
        form.refuse(error)
    except BadFile as error:
        form.add_error("uploads", error.message)
    return _render_composer(request, ticket, form, kind, status=422)


def _render_composer(
    request: HttpRequest, ticket: Ticket, form: DeskForm, kind: str, status: int = 200
) -> HttpResponse:
    """The composer as a part of the page; without scripts with the page around it."""
    channels = {way.channel for way in form.ways.values()} if isinstance(form, MessageForm) else ()
    is_note = kind == "note"
    context = {
        "ticket": ticket,
        "form": form,
        "kind": kind,
        "templates": (
            [] if is_note else wordings_of_ticket(request.user, ticket, channels=channels)
        ),
    }
    # Without scripts the composer is a page of its own, and keeps all that was typed.
    if request.htmx:
        return render(request, "tickets/_composer.html", context, status=status)
    return _render_page(request, ticket.number, status=status, composer=context)


@require_http_methods(["GET", "POST"])
def edit_page(request: HttpRequest, number: str) -> HttpResponse:
    """The description; a second editor sees who changed what and keeps the own text."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rules.require_right(request.user, "register_ticket")
    if request.method == "GET":
        form = EditForm(customer=ticket.customer, initial=_edited_values(ticket))
        return _render_edit(request, ticket, form)

    form = EditForm(request.POST, customer=ticket.customer)
    if not form.is_valid():
        return _render_edit(request, ticket, form, status=422)
    fields = form.details
    version = fields.pop("version")
    try:
        registering.edit_description(
            ticket, by=request.user, at=timezone.now(), version=version, **fields
        )
    except StaleVersion as stale:
        return _render_conflict(request, ticket, form, stale.current)
    except LawBroken as error:
        form.refuse(error)
        return _render_edit(request, ticket, form, status=422)
    return redirect("tickets:page", number=ticket.number)


def _edited_values(ticket: Ticket) -> dict[str, Any]:
    """The description as it is stored, by the names of its form."""
    names = [name for name in EditForm.base_fields if hasattr(ticket, name)]
    return {name: getattr(ticket, name) for name in names}


def _render_edit(
    request: HttpRequest, ticket: Ticket, form: EditForm, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"form": form, "ticket": ticket, "is_conflict": False, **extra}
    return render(request, "tickets/edit.html", context, status=status)


def _render_conflict(
    request: HttpRequest, ticket: Ticket, form: EditForm, current: int
) -> HttpResponse:
    """Both texts side by side; saving again, knowingly, takes the own ones."""
    ticket = visible_or_404(TO_WORK_ON, request.user, ticket.number)
    differing = differing_fields(form, _edited_values(ticket))
    form.carry_version(current)
    return _render_edit(request, ticket, form, status=409, differing=differing, is_conflict=True)


@require_GET
def side_panel(request: HttpRequest, number: str) -> HttpResponse:
    """The side panel: other open tickets of the customer, and of the device."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    of_customer = desk.open_tickets_of(request.user, customer=ticket.customer_id, but=ticket)
    of_device = desk.tickets_of_device(request.user, ticket) if ticket.asset_id else []
    assignments = ticket.assignments.select_related("department", "assignee", "assigned_by")
    newest = list(assignments[:SHOWN_ASSIGNMENTS])
    visibility = customer_rules.contact_visibility(request.user)
    names = visibility.known_names(ticket.customer)
    for assignment in newest:
        visibility.hide_texts(assignment, names)
    items = list(ticket.cooperation_items.all())
    for item in items:
        visibility.hide_texts(item, names)
    context = {
        "ticket": ticket,
        "checklist": closing_checklist(ticket, timezone.now()),
        "items": items,
        "now": timezone.now(),
        "may_tick": may_contact(request.user, ticket),
        "of_customer": of_customer,
        "of_device": of_device,
        "assignments": newest,
    }
    return render(request, "tickets/_side.html", context)


@require_POST
def draft_article(request: HttpRequest, number: str) -> HttpResponse:
    """To the draft of an article that is made of the ticket, once."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    article = articles.draft_article_of(ticket, by=request.user, at=timezone.now())
    return redirect("knowledge:page", article.number)


@require_POST
def end_cooperation(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What the customer was asked for is there, or not needed any more."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    item = get_object_or_404(ticket.cooperation_items, pk=pk)
    rules.require_right(request.user, "contact_ticket")
    end = cooperation.drop_item if "drop" in request.POST else cooperation.tick_off
    try:
        end(ticket, item.pk, by=request.user, at=timezone.now())
    except LawBroken as error:
        flash.error(request, error.message)
    return redirect("tickets:page", number)


@require_POST
def reveal_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Show the contact's phone and mail in full: a click that the audit ledger keeps."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    # A 404, as if there were nothing: a refusal would say that there is a phone.
    if not customer_rules.may_reveal(request.user) or ticket.contact_id is None:
        raise Http404
    reason = f"ticket {ticket.number}"
    revealed: Contact = people.reveal_contact(
        ticket.contact, by=request.user, at=timezone.now(), reason=reason
    )
    return render(request, "tickets/_contact.html", {"contact": revealed, "ticket": ticket})


@require_GET
def download_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of this very ticket; only pictures and PDF may show in place."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    # By ticket and file: the key of a file alone opens nothing.
    attachment = get_object_or_404(
        Attachment.objects.select_related("file"), ticket=ticket, file_id=file_id
    )
    visibility = customer_rules.contact_visibility(request.user)
    visibility.hide_texts(attachment.file, visibility.known_names(ticket.customer))
    return downloads.send_stored_file(request, attachment.file)
