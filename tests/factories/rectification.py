"""A model of E10 that is above its threshold, and the request that follows."""

from datetime import timedelta

from django.contrib.auth.models import Group

from accounts.models import Department, User
from analytics.actions.rectifying import look_after_rectification
from analytics.models import RectificationRequest, RectificationSettings
from demo.people import Cast
from tests.factories.faults import fail, model_in_use, serials
from tests.fixtures import moment

NOON = moment("2026-03-16 12:00")
DAY = timedelta(days=1)
APRIL = moment("2026-04-02 08:00")


def product_department(cast: Cast) -> Department:
    """The engineers' one, set as the responsible one."""
    department = cast.staff["engineer"].department
    assert department is not None
    RectificationSettings.objects.update(department=department)
    return department


def alarming(cast: Cast) -> None:
    """21 of 200 devices, one of them three times."""
    model_in_use(cast)
    fail(cast, serials(21))
    fail(cast, ["S000"], times=2)


def open_requests(cast: Cast) -> RectificationRequest:
    """The request of the alarming model, of the engineers' department."""
    product_department(cast)
    alarming(cast)
    (request,) = look_after_rectification(NOON)
    return request


def somebody_of(department: Department, name: str, role: str) -> User:
    """Another person of a department."""
    person = User.objects.create(username=name, display_name=name, department=department)
    person.groups.add(Group.objects.get(name=role))
    return person
