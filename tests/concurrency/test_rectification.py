"""Two jobs at once open one request, and a step is taken once."""

import pytest

from analytics.actions import rectification
from analytics.actions.rectifying import look_after_rectification
from analytics.models import RectificationRequest
from core.work.lifecycle import IllegalMove
from notifications.models import InboxItem
from tests.factories.rectification import NOON, alarming, product_department
from tests.fixtures import at_once, small_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_jobs_at_once_open_one_request_and_people_at_once_take_it_once():
    cast = small_cast()
    product_department(cast)
    alarming(cast)
    outcomes = at_once(6, lambda _n: look_after_rectification(NOON))
    assert sorted(map(len, outcomes)) == [0, 0, 0, 0, 0, 1], outcomes
    request = RectificationRequest.objects.get()
    assert request.devices.count() == 21 and request.events.count() == 1
    assert InboxItem.objects.filter(user=cast.staff["engineer"]).count() == 1

    engineer = cast.staff["engineer"]
    taken = at_once(4, lambda _n: rectification.accept_request(request, by=engineer, at=NOON))
    assert sum(isinstance(one, RectificationRequest) for one in taken) == 1
    assert sum(isinstance(one, IllegalMove) for one in taken) == 3, taken
    assert request.events.filter(kind="accept").count() == 1
