"""The REST interface of the floor: Django REST framework as its tutorial has it, and no rule."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.floor.models import (
    Channel,
    Customer,
    NewClock,
    NewEvent,
    NewMessage,
    NewTicket,
    RestTicket,
)

PAGE = 50
LIMIT = timedelta(hours=4)

# Of one table, and the names of the rows that it points to.
COLUMNS = (
    *("number", "issue_no", "external_id", "status", "is_open", "wait_reason", "tier", "priority"),
    *("nature", "business_type", "issue_type_id", "contact_id", "summary", "reported_at"),
    *("promised_at", "next_due_at", "first_responded_at", "fixed_at", "resolved_at", "closed_at"),
    *("reopen_count", "version", "updated_at"),
)
NAMES = (
    "customer__code",
    "customer__name",
    "channel__code",
    "asset__serial",
    "department__name",
    "assignee__username",
)


class MeView(APIView):
    """Who has asked."""

    def get(self, request: Request) -> Response:
        return Response({"username": request.user.username, "name": request.user.display_name})


class RowOut(serializers.ModelSerializer):
    """A row with all that the product's row says."""

    channel = serializers.CharField(source="channel.code")
    customer = serializers.CharField(source="customer.code")
    customer_name = serializers.CharField(source="customer.name")
    asset = serializers.CharField(source="asset.serial", default=None)
    department = serializers.CharField(source="department.name", default=None)
    assignee = serializers.CharField(source="assignee.username", default=None)

    class Meta:
        model = RestTicket
        fields = (
            *COLUMNS,
            *("channel", "customer", "customer_name", "asset", "department", "assignee"),
        )


def newest_tickets() -> Any:
    """One statement."""
    neighbours = ("customer", "channel", "asset", "department", "assignee")
    return (
        RestTicket.objects.select_related(*neighbours)
        .only(*COLUMNS, *NAMES)
        .order_by("-reported_at", "-pk")[:PAGE]
    )


class RowsView(APIView):
    """Fifty tickets through a serializer."""

    def get(self, request: Request) -> Response:
        return Response({"results": RowOut(newest_tickets(), many=True).data})


class ValuesView(APIView):
    """The same without one: what no serializer can undercut."""

    def get(self, request: Request) -> Response:
        rows = RestTicket.objects.order_by("-reported_at", "-pk").values(*COLUMNS, *NAMES)
        return Response({"results": list(rows[:PAGE])})


class NewTicketIn(serializers.Serializer):
    """What the product is sent as well."""

    external_id = serializers.CharField(max_length=60, required=False)
    summary = serializers.CharField(max_length=120)
    original_text = serializers.CharField()
    customer = serializers.SlugRelatedField("code", queryset=Customer.objects.all())
    channel = serializers.SlugRelatedField("code", queryset=Channel.objects.all())


class NewTicketOut(serializers.ModelSerializer):
    """What was registered."""

    customer = serializers.CharField(source="customer.code")
    channel = serializers.CharField(source="channel.code")

    class Meta:
        model = NewTicket
        exclude = ("created_by",)


class NewTicketView(APIView):
    """A ticket, what was said, its event and its limit: five statements of its own."""

    def post(self, request: Request) -> Response:
        given = NewTicketIn(data=request.data)
        given.is_valid(raise_exception=True)
        fields, at = given.validated_data, timezone.now()
        text = fields.pop("original_text")
        with transaction.atomic():
            ticket = NewTicket.objects.create(
                number=next_number(),
                created_by=request.user,
                reported_at=at,
                next_due_at=at + LIMIT,
                **fields,
            )
            NewMessage.objects.create(ticket=ticket, body=text, at=at, by=request.user)
            NewEvent.objects.create(ticket=ticket, kind="registered", at=at, actor=request.user)
            NewClock.objects.create(ticket=ticket, kind="respond", due_at=at + LIMIT)
        return Response(NewTicketOut(ticket).data, status=201)


def next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('floor_rest_number')")
        (serial,) = cursor.fetchone()
    return f"F-{serial}"


class NewMessageIn(serializers.Serializer):
    """What is said; `kind` is the product's."""

    kind = serializers.CharField()
    body = serializers.CharField()


class NewMessageOut(serializers.ModelSerializer):
    """What was said."""

    by = serializers.CharField(source="by.username")

    class Meta:
        model = NewMessage
        fields = ("id", "body", "at", "by")


class NewMessageView(APIView):
    """What was said, and its event."""

    def post(self, request: Request, number: str) -> Response:
        ticket = get_object_or_404(NewTicket, number=number)
        given = NewMessageIn(data=request.data)
        given.is_valid(raise_exception=True)
        at, body = timezone.now(), given.validated_data["body"]
        with transaction.atomic():
            said = NewMessage.objects.create(ticket=ticket, body=body, at=at, by=request.user)
            NewEvent.objects.create(ticket=ticket, kind="contact", at=at, actor=request.user)
        return Response(NewMessageOut(said).data, status=201)
