"""Addresses of work orders: the very actions, rules and steps of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.bulk import CHANGED, MADE, BulkRows, bulk_schema
from api.paging import KeysetPages
from api.paths import about_file, within
from api.versions import expected_version
from api.views import FollowedRows, ListRows, ReadRow, StepRows, first_or_404
from core.errors import LawBroken
from core.queries.paging import Order
from customers.api.visibility import note_revealed
from documents import views as downloads
from documents.doors import takes_files
from tickets.api import bulk_examples, examples, filters, shapes
from tickets.api.intake import belongings, register_from_input
from tickets.api.parts import OfTicketView
from tickets.desk.queries.interface import listed_tickets, whole_ticket
from tickets.desk.queries.timeline import names_ticket
from tickets.desk.views.panel import panel_address, panel_ends_at
from tickets.limits.queries import changed_terms
from tickets.limits.queries.explain import clock_story
from tickets.record.enums import Purpose, Visibility
from tickets.record.models import Attachment, Ticket, TicketEvent
from tickets.record.rules import require_right
from tickets.work.actions import conversation, messages, register
from tickets.work.queries import TO_WORK_ON, owes_low_callback, seen_before
from tickets.work.views import STEPS

# Of what belongs to a work order.
NEWEST = Order("at", descending=True)


ATTACHMENT_FORM = {
    "multipart/form-data": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}


@extend_schema_view(
    changes=extend_schema(responses=shapes.TicketChanges),
    steps=extend_schema(examples=examples.STEP_OUT),
    step=extend_schema(examples=[*examples.STEP_IN, *examples.STEP_ANSWER]),
)
class TicketView(ListRows, ReadRow, StepRows, FollowedRows, BulkRows, OfTicketView):
    """Work orders, by number; those reported last come first."""

    order = Order("reported_at", descending=True)
    filterset_class = filters.TicketFilter
    serializer_class = shapes.TicketOut
    steps_of_row = STEPS
    kind = "ticket"

    def rows(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.person)

    def read_rows(self, found: QuerySet[Ticket]) -> list[Ticket]:
        return listed_tickets(found, shows_names=self.visibility.names)

    def find_row(self) -> Ticket:
        number = self.kwargs["number"]
        ticket = whole_ticket(self.person, number, shows_names=self.visibility.names)
        if ticket is None:
            raise Http404
        return ticket

    def row_data(self, row: Any, *, many: bool = False) -> Any:
        if many:
            return shapes.TicketRow(row, many=True, context=self.context()).data
        if row.contact_id is not None:
            note_revealed(self.request, [row.customer.code])
        linked = [row.is_repeat_of_id, row.merged_into_id]
        context = {**self.context(), "seen": self.numbers_seen(linked)}
        return shapes.TicketOut(row, context=context).data

    def numbers_seen(self, keys: Sequence[int | None]) -> dict[int, str]:
        """Of other tickets those that the caller may see, by key. No statement for none."""
        wanted = [key for key in keys if key is not None]
        if not wanted:
            return {}
        seen = Ticket.objects.visible_to(self.person).filter(pk__in=wanted)
        return dict(seen.values_list("pk", "number"))

    @extend_schema(responses=shapes.TicketRow(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of work orders."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=shapes.TicketIn, responses={201: shapes.TicketOut})
    def create(self, request: Request) -> Response:
        """Register a work order. It gets its number, its department and its limits at once."""
        require_right(self.person, "register_ticket")
        data = self.read_input(shapes.TicketIn)

        def act() -> Response:
            ticket = register_from_input(data, by=self.person, at=self.at)
            return self.answer_row(ticket, status=MADE, location=self.address_of(ticket))

        return self.act_once(act)

    @extend_schema(request=shapes.TicketChange, responses=shapes.TicketOut)
    def partial_update(self, request: Request, number: str) -> Response:
        """Change the description; `If-Match` says which version."""
        ticket = self.find_row()
        require_right(self.person, "register_ticket")
        version = expected_version(request, is_required=True)
        data = self.read_input(shapes.TicketChange, partial=True)

        def act() -> Response:
            self.edit(ticket, data, ticket.version if version is None else version)
            return self.answer_row(self.find_row())

        return self.act_once(act)

    def edit(self, ticket: Ticket, data: dict[str, Any], version: int) -> Ticket:
        """Change a work order as `shapes.TicketChange` read it. Raises `StaleVersion`."""
        fields = data | belongings(ticket.customer, data)
        return register.edit_description(
            ticket, by=self.person, at=self.at, version=version, **fields
        )

    # --- many at once ----------------------------------------------------------------------------

    @bulk_schema(bulk_examples.TICKETS)
    @action(detail=False, methods=["post"], url_path="bulk", pagination_class=None)
    def create_many(self, request: Request) -> Response:
        """Register up to 100 work orders, each with a result of its own.

        An item is what `POST /tickets/` takes. One whose `external_id` is here already is refused
        (409), and its result names the work order that has it.
        """
        require_right(self.person, "register_ticket")
        return self.answer_bulk(self.register, status=MADE)

    @bulk_schema(bulk_examples.TICKET_CHANGES)
    @create_many.mapping.patch
    def change_many(self, request: Request) -> Response:
        """Change the descriptions of up to 100 work orders, each with a result of its own.

        An item names its work order by `number` or `external_id`, the `version` that you have read,
        and as `changes` what `PATCH /tickets/{number}/` takes. Another version is refused (412).
        """
        require_right(self.person, "register_ticket")
        return self.answer_bulk(self.change_named, status=CHANGED)

    def register(self, item: dict[str, Any]) -> Ticket:
        """Carry out an item of `create_many`."""
        data = self.read_given(shapes.TicketIn, item)
        return register_from_input(data, by=self.person, at=self.at)

    def change_named(self, item: dict[str, Any]) -> Ticket:
        """Carry out an item of `change_many`."""
        named = self.read_given(shapes.TicketChangeItem, item)
        changes, version = named.pop("changes"), named.pop("version")
        ticket = first_or_404(self.rows().filter(**named))
        with within("changes"):
            data = self.read_given(shapes.TicketChange, changes, partial=True)
            return self.edit(ticket, data, version)

    def find_known(self, item: dict[str, Any]) -> Ticket | None:
        written = str(item.get("external_id") or "")
        seen = Ticket.objects.visible_to(self.person).filter(external_id=written)
        return seen.order_by().first() if written else None

    def address_of(self, row: Any) -> str:
        return reverse("api:ticket-detail", args=[row.number])

    # --- steps -----------------------------------------------------------------------------------

    def find_to_work_on(self) -> Ticket:
        """As the steps of the page need it. Raises `Http404`."""
        visible = TO_WORK_ON.visible_to(self.person).filter(number=self.kwargs["number"])
        ticket: Ticket = first_or_404(visible)
        return ticket

    def keys_known_before(self, keys: Sequence[int]) -> dict[int, str]:
        """Those that the caller, the caller's department or the pool of all once had."""
        rows = seen_before(self.person).filter(pk__in=keys)
        return dict(rows.values_list("pk", "number"))

    # --- what belongs to it ----------------------------------------------------------------------

    @extend_schema(responses=shapes.ClockOut(many=True))
    @action(detail=True, methods=["get"])
    def clocks(self, request: Request, number: str) -> Response:
        """Its limits, each with the sentences that explain when it is due."""
        ticket = self.find_row()
        rows = list(ticket.clocks.select_related("kind").prefetch_related("pauses"))
        lines = changed_terms.lines_of_changes([ticket.pk])
        stories = {
            row.pk: clock_story(
                row, self.at, row.pauses.all(), changed_terms.changed_terms(row, lines)
            )
            for row in rows
        }
        context = {**self.context(), "stories": stories}
        return Response(shapes.ClockOut(rows, many=True, context=context).data)

    @extend_schema(responses=shapes.LedgerOut(many=True))
    @action(detail=True, methods=["get"])
    def ledger(self, request: Request, number: str) -> Response:
        """What happened to it, the newest first."""
        ticket, pages = self.find_row(), KeysetPages()
        lines = pages.read_page(ticket.events.select_related("actor").order_by(), NEWEST, request)
        context = {**self.context_of(ticket), "seen_numbers": self.numbers_in(lines)}
        shown = shapes.LedgerOut(lines, many=True, context=context)
        return pages.get_paginated_response(shown.data)

    def numbers_in(self, lines: Sequence[TicketEvent]) -> set[str]:
        """Of other tickets that lines name those that the caller may see. No statement for none."""
        named = [line.note for line in lines if names_ticket(line)]
        if not named:
            return set()
        seen = Ticket.objects.visible_to(self.person).filter(number__in=named)
        return set(seen.values_list("number", flat=True))

    @extend_schema(methods=["GET"], responses=shapes.MessageOut(many=True))
    @extend_schema(methods=["POST"], request=shapes.MessageIn, responses={201: shapes.MessageOut})
    @action(detail=True, methods=["get", "post"])
    def messages(self, request: Request, number: str) -> Response:
        """What was said, the newest first; POST says something, or writes down what was said."""
        ticket = self.find_row()
        if request.method == "GET":
            pages = KeysetPages()
            rows = ticket.communications.select_related("channel", "by").order_by()
            said = pages.read_page(rows, NEWEST, request)
            shown = shapes.MessageOut(said, many=True, context=self.context_of(ticket))
            return pages.get_paginated_response(shown.data)
        data = self.read_input(shapes.MessageIn)

        def act() -> Response:
            said = self.say(ticket, dict(data))
            context = self.context_of(ticket)
            return Response(shapes.MessageOut(said, context=context).data, status=201)

        return self.act_once(act)

    def say(self, ticket: Ticket, fields: dict[str, Any]) -> Any:
        """A message, a contact or a note. Raises `LawBroken` for a purpose that it cannot have."""
        kind = fields.pop("kind")
        if kind == "note":
            return conversation.write_note(ticket, by=self.person, at=self.at, **fields)
        is_low_call = fields.get("purpose") == Purpose.LOW_CALLBACK
        if is_low_call and owes_low_callback(ticket):
            words = _("This call-back is due: write it down at %(address)s, with its reason.")
            words %= {"address": reverse("api:ticket-call-calls", args=[ticket.number])}
            raise LawBroken(words, field="purpose")
        if kind == "message":
            return messages.send_message(ticket, by=self.person, at=self.at, **fields)
        fields.setdefault("channel", ticket.channel)
        return conversation.record_contact(ticket, by=self.person, at=self.at, **fields)

    @extend_schema(request=shapes.PanelIn, responses=shapes.PanelOut)
    @action(detail=True, methods=["post"], reads_by_post=True)
    def panel(self, request: Request, number: str) -> Response:
        """An address that shows the work order in a frame for some minutes, without a log-in.

        Shown is what this token may see at the moment of looking: its state, what is left of its
        limits, the last messages with the customer, and never a note. Frames of the origins in
        `PANEL_ORIGINS` alone show it. Asking is reading: nothing changes.
        """
        ticket = self.find_row()
        data = self.read_input(shapes.PanelIn)
        language = data.get("language", "")
        path = panel_address(request.auth, ticket, language=language, at=self.at)
        ends = panel_ends_at(self.at)
        panel = {"url": f"{settings.SITE_URL}{path}", "expires_at": ends}
        return Response(shapes.PanelOut(panel).data)

    @extend_schema(responses=shapes.ProcessEntryOut(many=True))
    @action(detail=True, methods=["get"])
    def entries(self, request: Request, number: str) -> Response:
        """The work that was done, each piece with its times."""
        ticket = self.find_row()
        rows = ticket.process_entries.select_related("by")
        shown = shapes.ProcessEntryOut(rows, many=True, context=self.context_of(ticket))
        return Response(shown.data)

    @extend_schema(methods=["GET"], responses=shapes.AttachmentOut(many=True))
    @extend_schema(methods=["POST"], request=ATTACHMENT_FORM, responses={201: shapes.AttachmentOut})
    @action(detail=True, methods=["get", "post"], parser_classes=[MultiPartParser])
    @takes_files
    def attachments(self, request: Request, number: str) -> Response:
        """Its files; POST keeps another one: a multipart form with one `file`."""
        ticket = self.find_row()
        if request.method == "GET":
            rows = Attachment.objects.filter(ticket=ticket).select_related("file", "by")
            shown = shapes.AttachmentOut(rows, many=True, context=self.context_of(ticket))
            return Response(shown.data)
        upload = request.FILES.get("file")
        is_alone = set(request.data) == {"file"} and len(request.data.getlist("file")) == 1
        if upload is None or not is_alone:
            raise ValidationError({"file": [_("Send one file, and nothing else.")]})

        def act() -> Response:
            with about_file("file"):
                attached = conversation.attach_file(
                    ticket, upload, by=self.person, at=self.at, visibility=Visibility.INTERNAL
                )
            context = self.context_of(ticket)
            return Response(shapes.AttachmentOut(attached, context=context).data, status=201)

        return self.act_once(act)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path=r"attachments/(?P<file_id>[0-9a-f-]{36})")
    def file(self, request: Request, number: str, file_id: str) -> Any:
        """The content of a file of this very work order."""
        ticket = self.find_row()
        found = Attachment.objects.filter(ticket=ticket, file_id=_uuid_of(file_id))
        attachment = found.select_related("file").first()
        if attachment is None:
            raise Http404
        self.visibility.hide_texts(attachment.file, self.visibility.known_names(ticket.customer))
        return downloads.send_stored_file(request._request, attachment.file)

    def known_parameters(self) -> Any:
        if self.action in ("ledger", "messages") and self.request.method == "GET":
            return {"cursor", "limit"}
        return super().known_parameters()


def _uuid_of(written: str) -> Any:
    """Raises `Http404` for what is none."""
    try:
        return UUID(written)
    except ValueError:
        raise Http404 from None
