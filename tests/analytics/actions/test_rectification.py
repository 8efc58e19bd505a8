"""The steps of a request: who may, in which state, and what is kept of them."""

from datetime import timedelta

import pytest

from analytics import rules
from analytics.actions import rectification as actions
from analytics.enums import RectificationMove
from analytics.models import RectificationRequest
from core.errors import LawBroken, NotAllowed, StaleVersion
from core.work.lifecycle import IllegalMove
from notifications.models import InboxItem
from tests.factories.rectification import NOON, open_requests, somebody_of
from tests.fixtures import PHONE, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def request_(cast):
    return open_requests(cast)


def reported(cast, request, by="engineer"):
    person = cast.staff[by]
    request = actions.accept_request(request, by=person, at=LATER)
    request = actions.start_rectification(request, by=person, at=LATER)
    return actions.report_measure(request, by=person, at=LATER, measure="更换电容批次")


def test_from_the_alert_to_the_end(cast, request_):
    request = reported(cast, request_)
    manager = cast.staff["manager"]
    assert (request.state, request.measure) == ("in_progress", "更换电容批次")
    assert InboxItem.objects.filter(user=manager, subject__contains=request.number).exists()
    request = actions.verify_measure(request, by=manager, at=LATER, note="4月 1.5 %")
    assert (request.state, request.verified_at) == ("verified", LATER)
    request = actions.close_request(request, by=manager, at=LATER, reason="完成")
    assert (request.state, request.closed_at) == ("closed", LATER)
    kinds = ["opened", "accept", "start", "report", "verify", "close"]
    assert list(request.events.values_list("kind", flat=True)) == kinds
    who = request.events.filter(kind="report").get()
    assert (who.actor, who.before, who.after, who.note) == (
        cast.staff["engineer"],
        "in_progress",
        "in_progress",
        "更换电容批次",
    )


def test_nobody_verifies_their_own_work(cast, request_):
    request = reported(cast, request_, by="supervisor")
    with pytest.raises(NotAllowed):
        actions.verify_measure(request, by=cast.staff["supervisor"], at=LATER)
    actions.verify_measure(request, by=cast.staff["manager"], at=LATER)


def test_who_accepted_alone_did_no_work(cast, request_):
    manager, engineer = cast.staff["manager"], cast.staff["engineer"]
    request = actions.accept_request(request_, by=manager, at=LATER)
    request = actions.start_rectification(request, by=engineer, at=LATER)
    request = actions.report_measure(request, by=engineer, at=LATER, measure="换件")
    assert actions.verify_measure(request, by=manager, at=LATER).state == "verified"


def test_nothing_is_verified_before_it_was_reported(cast, request_):
    engineer, manager = cast.staff["engineer"], cast.staff["manager"]
    request = actions.accept_request(request_, by=engineer, at=LATER)
    request = actions.start_rectification(request, by=engineer, at=LATER)
    assert RectificationMove.VERIFY not in rules.moves_for(manager, request)
    with pytest.raises(LawBroken):
        actions.verify_measure(request, by=manager, at=LATER)


@pytest.mark.parametrize("is_verified", [False, True])
def test_a_measure_that_was_not_enough_goes_back(cast, request_, is_verified):
    manager, engineer = cast.staff["manager"], cast.staff["engineer"]
    request = reported(cast, request_)
    if is_verified:
        request = actions.verify_measure(request, by=manager, at=LATER)
    request = actions.send_back(request, by=manager, at=LATER, reason="四月仍超标")
    assert (request.state, request.reported_at) == ("in_progress", None)
    assert InboxItem.objects.filter(user=engineer, dedupe_key__contains=":back:").count() == 1
    with pytest.raises(LawBroken):
        actions.verify_measure(request, by=manager, at=LATER)
    request = actions.report_measure(request, by=engineer, at=LATER, measure="再次更换")
    assert actions.verify_measure(request, by=manager, at=LATER).state == "verified"


def test_the_department_refuses_with_a_reason_and_managers_are_told(cast, request_):
    engineer = cast.staff["engineer"]
    with pytest.raises(LawBroken) as refused:
        actions.refuse_request(request_, by=engineer, at=LATER, reason="  ")
    assert refused.value.field == "reason"
    request = actions.refuse_request(request_, by=engineer, at=LATER, reason="误用所致")
    assert (request.state, request.closed_at) == ("closed", LATER)
    news = InboxItem.objects.get(user=cast.staff["manager"], dedupe_key__contains=":refused")
    assert request.number in news.subject


@pytest.mark.parametrize("who", ["agent", "trainer", "analyst", "admin"])
def test_others_may_do_nothing(cast, request_, who):
    person = cast.staff[who]
    with pytest.raises(NotAllowed):
        actions.accept_request(request_, by=person, at=LATER)
    with pytest.raises(NotAllowed):
        actions.note_on_request(request_, by=person, at=LATER, note="x")
    assert rules.moves_for(person, request_) == []


def test_another_department_may_do_nothing(cast, request_):
    other = somebody_of(cast.staff["agent2"].department, "else", "engineer")
    assert not RectificationRequest.objects.visible_to(other).exists()
    with pytest.raises(NotAllowed):
        actions.accept_request(request_, by=other, at=LATER)


def test_the_department_neither_verifies_nor_closes(cast, request_):
    request = reported(cast, request_)
    colleague = somebody_of(request.department, "colleague", "engineer")
    for act in (actions.verify_measure, actions.send_back, actions.close_request):
        with pytest.raises(NotAllowed):
            act(
                request,
                by=colleague,
                at=LATER,
                **({"reason": "x"} if act != actions.verify_measure else {}),
            )


def test_a_step_that_does_not_fit_and_one_of_an_old_page(cast, request_):
    engineer = cast.staff["engineer"]
    with pytest.raises(IllegalMove):
        actions.start_rectification(request_, by=engineer, at=LATER)
    actions.accept_request(request_, by=engineer, at=LATER, version=1)
    with pytest.raises(StaleVersion):
        actions.refuse_request(request_, by=engineer, at=LATER, reason="x", version=1)


def test_notes_are_kept_without_numbers_of_people(cast, request_):
    engineer = cast.staff["engineer"]
    request = actions.note_on_request(request_, by=engineer, at=LATER, note=f"联系 {PHONE}")
    assert request.events.last().note == "联系 138****5678" and request.version == 2
    request = actions.refuse_request(request, by=engineer, at=LATER, reason="误判")
    with pytest.raises(LawBroken):
        actions.note_on_request(request, by=engineer, at=LATER, note="x")
