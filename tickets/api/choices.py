"""What the members and steps of a work order name: ways in, problem types, cause codes, kinds of
limits, departments, people.

A program needs them before it can register anything; the pages show the same ones as choices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.enums import DepartmentKind
from accounts.models import Department, User
from api.shapes import OutputSerializer
from api.views import ListRows
from core.queries.paging import Order
from customers.enums import ChannelDirection
from customers.models import Channel
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaKind
from tickets.record.enums import Tier
from tickets.record.models import CauseCode, IssueType
from tickets.record.rules import has_right


class ChannelOut(OutputSerializer):
    """A way in or out."""

    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    direction = serializers.ChoiceField(ChannelDirection.choices)
    is_synchronous = serializers.BooleanField()


class IssueTypeOut(OutputSerializer):
    """A problem type; `parent` is the one above it."""

    id = serializers.IntegerField(source="pk")
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    name = serializers.CharField()
    name_en = serializers.CharField()
    default_tier = serializers.ChoiceField([("", "—"), *Tier.choices])
    default_department = serializers.CharField(
        source="default_department.name", default=None, allow_null=True
    )


class CauseCodeOut(OutputSerializer):
    """A coded cause of a problem."""

    name = serializers.CharField()


class LimitKindOut(OutputSerializer):
    """A kind of limit: what it begins and ends with."""

    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    start_event = serializers.ChoiceField(ClockEvent.choices)
    stop_event = serializers.ChoiceField(ClockEvent.choices)
    repeats = serializers.BooleanField(help_text=_("begins anew with each message to the customer"))
    is_moment = serializers.BooleanField(help_text=_("due at the promised time"))


class DepartmentOut(OutputSerializer):
    """A department."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.ChoiceField(DepartmentKind.choices)


class ColleagueOut(OutputSerializer):
    """Somebody who works here."""

    username = serializers.CharField()
    name = serializers.CharField(source="display_name")
    department = serializers.CharField(source="department.name", default=None, allow_null=True)


def describe_list(words: str) -> Callable[[Any], Any]:
    """What the description of the interface says of a view's list."""
    return extend_schema_view(list=extend_schema(description=words))


class ChoicesView(ListRows):
    """For whoever sees or registers work orders; for everybody else there are none."""

    house = "tickets"
    choices: QuerySet[Any]

    def rows(self) -> QuerySet[Any]:
        uses_them = any(has_right(self.person, one) for one in ("view_ticket", "register_ticket"))
        return self.choices.all() if uses_them else self.choices.none()


@describe_list(
    "A page of the channels: what `channel` may name. That of a work order is one of direction "
    "`in` or `both`; a contact that is written down may name each."
)
class ChannelView(ChoicesView):
    """Ways in and out."""

    order = Order("code", kind=str)
    serializer_class = ChannelOut
    choices = Channel.objects.filter(is_active=True)


@describe_list("A page of the problem types: what `issue_type` may name.")
class IssueTypeView(ChoicesView):
    """Problem types, both levels."""

    order = Order("name", kind=str)
    serializer_class = IssueTypeOut
    choices = IssueType.objects.filter(is_active=True).select_related("default_department")


@describe_list("A page of the cause codes: what `cause_code` and `cause` of a step may name.")
class CauseCodeView(ChoicesView):
    """Coded causes."""

    order = Order("name", kind=str)
    serializer_class = CauseCodeOut
    choices = CauseCode.objects.filter(is_active=True)


@describe_list("A page of the kinds of limits: what `kind` of a clock or of a trial says.")
class LimitKindView(ChoicesView):
    """Kinds of limits."""

    order = Order("code", kind=str)
    serializer_class = LimitKindOut
    choices = SlaKind.objects.all()


@describe_list("A page of the departments: what the step `assign` may name.")
class DepartmentView(ChoicesView):
    """Departments that get work."""

    order = Order("name", kind=str)
    serializer_class = DepartmentOut
    choices = Department.objects.filter(is_active=True)


@describe_list("A page of the colleagues: what the step `assign` may name.")
class ColleagueView(ChoicesView):
    """People who work here."""

    order = Order("username", kind=str)
    serializer_class = ColleagueOut
    choices = User.objects.at_work().select_related("department")
