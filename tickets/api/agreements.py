"""What the customer is asked for, and the customer's word on the work: parts of a work order."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.parsers import StrictJSONParser
from api.steps import run_step
from api.views import first_or_404
from documents.doors import takes_files
from tickets.api import agreement_examples as examples
from tickets.api import shapes
from tickets.api.parts import OfTicketView
from tickets.record.models import Ticket
from tickets.record.rules import require_right
from tickets.work.actions import cooperation
from tickets.work.models import Confirmation, CooperationItem
from tickets.work.queries import TO_WORK_ON
from tickets.work.views import STEPS

CONFIRMATION_FORM = {
    "application/json": shapes.ConfirmationIn,
    "multipart/form-data": shapes.ConfirmationForm,
}


class AgreementView(OfTicketView):
    """Cooperation items and confirmations of the work orders that the caller may see."""

    def rows(self) -> QuerySet[Ticket]:
        return TO_WORK_ON.visible_to(self.person)

    # --- what the customer is asked for ----------------------------------------------------------

    @extend_schema(
        request=shapes.CooperationIn,
        responses={
            200: shapes.CooperationOut(many=True),
            201: shapes.CooperationOut(many=True),
        },
        examples=examples.ASKED,
    )
    @action(detail=True, methods=["get", "post"])
    def cooperation(self, request: Request, number: str) -> Response:
        """What the customer is asked for, the most urgent first; POST asks for more.

        It is the step `ask` of the page, and answers the items that it made. `is_blocking` lets the
        work order wait for the customer, `sends` writes to the contact; each is refused where the
        page does not offer it now.
        """
        ticket = self.find_row()
        if request.method == "GET":
            return self.answer_items(ticket, ticket.cooperation_items.all())
        require_right(self.person, "contact_ticket")
        data = self.read_input(shapes.CooperationIn)

        def ask() -> Response:
            ticket = self.find_row()
            self.require_match(ticket)
            asked = {**data, "contents": "\n".join(data["contents"])}
            run_step(STEPS, "ask", ticket, self.meant(ticket, asked), user=self.person, at=self.at)
            made = ticket.cooperation_items.filter(asked_at=self.at, asked_by=self.person)
            return self.answer_items(ticket, made, status=201)

        return self.act_once(ask)

    def meant(self, ticket: Ticket, asked: dict[str, Any]) -> dict[str, Any]:
        """Without what says no to something that the page does not even offer now."""
        step = STEPS.find_step("ask")
        offered = step.form(thing=ticket, user=self.person, at=self.at).fields if step else {}
        return {
            name: value for name, value in asked.items() if value is not False or name in offered
        }

    @extend_schema(responses=shapes.CooperationOut)
    @action(
        detail=True,
        methods=["get"],
        url_path=r"cooperation/(?P<item>\d{1,18})",
        url_name="cooperation-item",
    )
    def cooperation_item(self, request: Request, number: str, item: str) -> Response:
        """One thing that the customer is asked for."""
        ticket = self.find_row()
        return self.answer_item(ticket, self.find_item(ticket, item))

    @extend_schema(request=None, responses=shapes.CooperationOut)
    @action(detail=True, methods=["post"], url_path=r"cooperation/(?P<item>\d{1,18})/done")
    def provided(self, request: Request, number: str, item: str) -> Response:
        """It is there. What waited for it goes on; a second time changes nothing."""
        return self.end_item(item, cooperation.tick_off)

    @extend_schema(request=None, responses=shapes.CooperationOut)
    @action(detail=True, methods=["post"], url_path=r"cooperation/(?P<item>\d{1,18})/drop")
    def dropped(self, request: Request, number: str, item: str) -> Response:
        """It is not needed any more. What waited for it goes on; a second time changes nothing."""
        return self.end_item(item, cooperation.drop_item)

    def end_item(self, written: str, end: Any) -> Response:
        """End an item of this very work order. Raises `Http404`, `NotAllowed`, `LawBroken`."""
        item = self.find_item(self.find_row(), written)
        require_right(self.person, "contact_ticket")

        def act() -> Response:
            ticket = self.find_row()
            self.require_match(ticket)
            ended = end(ticket, item.pk, by=self.person, at=self.at)
            return self.answer_item(ticket, ended)

        return self.act_once(act)

    def find_item(self, ticket: Ticket, written: str) -> CooperationItem:
        """Raises `Http404` for one of another work order."""
        items = ticket.cooperation_items.select_related("asked_by", "done_by")
        item: CooperationItem = first_or_404(items.filter(pk=int(written)))
        return item

    def answer_items(
        self, ticket: Ticket, items: QuerySet[CooperationItem], *, status: int = 200
    ) -> Response:
        rows = items.select_related("asked_by", "done_by")
        shown = shapes.CooperationOut(rows, many=True, context=self.context_of(ticket))
        return Response(shown.data, status=status)

    def answer_item(self, ticket: Ticket, item: CooperationItem) -> Response:
        return Response(shapes.CooperationOut(item, context=self.context_of(ticket)).data)

    # --- the customer's word ---------------------------------------------------------------------

    @extend_schema(
        request=CONFIRMATION_FORM,
        responses={
            200: shapes.ConfirmationOut(many=True),
            201: shapes.ConfirmationOut,
        },
        examples=examples.CONFIRMED,
    )
    @action(
        detail=True,
        methods=["get", "post"],
        parser_classes=[StrictJSONParser, MultiPartParser],
    )
    @takes_files
    def confirmations(self, request: Request, number: str) -> Response:
        """The customer's word on the work, the newest first; POST records one.

        It is the step `confirm` of the page. A word on paper (`offline`) needs its scan: send a
        multipart form with the same members, and the file as `signature`. Of a signature the answer
        tells facts and the address of its content, never the picture itself.
        """
        ticket = self.find_row()
        if request.method == "GET":
            rows = ticket.confirmations.select_related("by", "signature__file", "signature__by")
            shown = shapes.ConfirmationOut(rows, many=True, context=self.context_of(ticket))
            return Response(shown.data)
        given, files = self.sent_parts()

        def record() -> Response:
            ticket = self.find_row()
            self.require_match(ticket)
            run_step(STEPS, "confirm", ticket, given, user=self.person, at=self.at, files=files)
            return Response(self.newest_confirmation(ticket), status=201)

        return self.act_once(record)

    def sent_parts(self) -> tuple[Any, dict[str, Any]]:
        """What is written, and the files, of JSON or of a form. Raises `ValidationError`."""
        request = self.request
        if not request.FILES and not hasattr(request.data, "lists"):
            return request.data, {}
        written = {name: request.data[name] for name in request.data if name not in request.FILES}
        twice = [name for name, values in request.data.lists() if len(values) > 1]
        if twice:
            raise ValidationError({twice[0]: [_("This is no place for a list.")]})
        return written, dict(request.FILES.items())

    def newest_confirmation(self, ticket: Ticket) -> Any:
        """The one that was just recorded, as this caller sees it."""
        rows = Confirmation.objects.select_related("by", "signature__file", "signature__by")
        newest = rows.filter(ticket=ticket).order_by("-pk").first()
        return shapes.ConfirmationOut(newest, context=self.context_of(ticket)).data
