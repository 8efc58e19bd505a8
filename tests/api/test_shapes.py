"""What is read off a row without the library is what the library reads."""

from datetime import UTC, datetime

import pytest
from rest_framework import serializers

from accounts.models import Department, User
from api.doors import TokenOut
from api.shapes import OutputSerializer, moment_text
from demo.people import Cast
from tests.support.api_client import ApiClient
from tickets.api.shapes import TicketRow


class PersonOut(OutputSerializer):
    """Each way that a value is read."""

    username = serializers.CharField()
    joined = serializers.DateTimeField(source="date_joined")
    last_login = serializers.DateTimeField()
    is_active = serializers.BooleanField()
    language = serializers.ChoiceField(["en", "zh-hans"])
    department = serializers.CharField(source="department.name", default=None)
    department_code = serializers.CharField(source="department.code", required=False)
    full_name = serializers.CharField(source="get_full_name")
    key = serializers.SerializerMethodField()
    groups = serializers.ListField(source="groups.all", child=serializers.CharField())
    password = serializers.CharField(write_only=True)

    def get_key(self, person: User) -> str:
        return f"{self.context['prefix']}{person.username}"


@pytest.mark.django_db
@pytest.mark.parametrize("has_department", [True, False])
def test_a_shape_shows_what_the_library_shows(cast: Cast, has_department: bool) -> None:
    person = cast.staff["agent"]
    person.department = Department.objects.all()[0] if has_department else None
    shape = PersonOut(person, context={"prefix": "p-"})
    shown = shape.data
    assert shown == serializers.Serializer.to_representation(shape, person)
    assert shown["key"] == "p-agent" and "password" not in shown
    assert shown["department"] == (person.department.name if has_department else None)
    assert "department_code" not in shown


def test_a_table_is_a_row_as_well() -> None:
    made = datetime(2026, 3, 16, 2, tzinfo=UTC)
    row = {"name": "CRM", "scopes": [], "requests_per_minute": 1, "created": made, "expiry": None}
    shown = TokenOut(row).data
    assert shown["created_at"] == "2026-03-16T10:00:00+08:00" and shown["expires_at"] is None


def test_a_moment_of_greenwich_ends_in_z(settings: object) -> None:
    settings.TIME_ZONE = "UTC"
    assert moment_text(datetime(2026, 3, 16, 2, tzinfo=UTC)) == "2026-03-16T02:00:00Z"


@pytest.mark.django_db
def test_two_callers_share_no_more_than_the_fields(cast: Cast, crm: ApiClient) -> None:
    """One who sees names before one who sees none, in one process."""
    customer = next(iter(cast.customers.values()))
    call = {"customer": customer.code, "channel": "phone", "summary": "空压机无法启动"}
    assert crm.post("tickets/", call).status_code == 201
    blind = ApiClient(cast.staff["supervisor"], ["tickets.read"])
    for _n in range(2):
        (full,) = crm.get("tickets/").json()["results"]
        (masked,) = blind.get("tickets/").json()["results"]
        assert full["customer_name"] == customer.name
        assert masked["customer_name"] != customer.name
        assert full.keys() == masked.keys() == TicketRow().fields.keys()
