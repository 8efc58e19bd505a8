"""What the customer is asked for: told, ticked off by either side, waited for where work needs it."""

from datetime import timedelta

import pytest

from core.errors import LawBroken, NotAllowed
from core.work.lifecycle import IllegalMove
from customers.rules import UNMASKED
from notifications.models import InboxItem
from tests.fixtures import at_once, moment, play_of
from tickets.desk.queries.saved_views import current_viewpoint, long_waits
from tickets.limits.models import SlaClock
from tickets.record.enums import EventKind, Priority, Status, Tier
from tickets.record.models import Ticket
from tickets.transfer.exports import forms
from tickets.work.actions import moves
from tickets.work.actions.cooperation import MOST, ask_cooperation, drop_item, tick_off
from tickets.work.actions.incoming import take_message
from tickets.work.models import CooperationItem

pytestmark = pytest.mark.django_db
AT = moment("2026-03-16 09:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEEDS = ("铭牌照片", "远程权限")


@pytest.fixture
def play(cast):
    """Worked on, with a limit of resolution that waits for the customer."""
    play = play_of(cast, AT, tier=Tier.IMPORTANT, priority=Priority.MEDIUM)
    play.say("已登记", AT + MINUTE, "ack")
    play.accept(AT + MINUTE)
    play.take_over(AT + 2 * MINUTE)
    return play


def ask(play, at=AT + HOUR, **told):
    told = {"contents": list(NEEDS), "need_by": at + DAY, **told}
    by = told.pop("by", play.cast.staff["engineer"])
    play.ticket = ask_cooperation(play.ticket, by=by, at=at, **told)
    return list(play.ticket.cooperation_items.order_by("pk"))


def status_of(play):
    play.ticket.refresh_from_db()
    return play.ticket.status


def test_what_blocks_pauses_until_the_last_of_it_is_there(play):
    first, second = ask(play, is_blocking=True)
    assert (status_of(play), play.ticket.wait_until) == (Status.WAITING_CUSTOMER, AT + HOUR + DAY)
    clock = SlaClock.objects.get(ticket=play.ticket, kind__code="resolve")
    assert clock.paused_at == AT + HOUR
    tick_off(play.ticket, first.pk, by=None, at=AT + 2 * HOUR)
    assert status_of(play) == Status.WAITING_CUSTOMER
    tick_off(play.ticket, second.pk, by=None, at=AT + 3 * HOUR)
    assert status_of(play) == Status.DIAGNOSING
    clock.refresh_from_db()
    assert clock.paused_at is None
    assert clock.due_at == AT + DAY + 2 * HOUR, "the two hours do not count"


def test_the_ticket_waits_for_what_comes_first(play):
    soon, late = AT + HOUR + DAY, AT + HOUR + 3 * DAY
    (first,) = ask(play, contents=["照片"], need_by=late, is_blocking=True)
    _first, second = ask(play, contents=["权限"], need_by=soon, is_blocking=True)
    status_of(play)
    assert play.ticket.wait_until == soon
    tick_off(play.ticket, second.pk, by=None, at=AT + 2 * HOUR)
    status_of(play)
    assert play.ticket.wait_until == late
    tick_off(play.ticket, first.pk, by=None, at=AT + 2 * HOUR)
    assert status_of(play) == Status.DIAGNOSING


def test_words_alone_do_not_end_what_work_waits_for(play):
    (first, second) = ask(play, is_blocking=True)
    take_message(play.ticket, at=AT + 2 * HOUR, body="好的，明天给您", channel=play.ticket.channel)
    assert status_of(play) == Status.WAITING_CUSTOMER
    for item in (first, second):
        tick_off(play.ticket, item.pk, by=None, at=AT + 3 * HOUR)
    assert status_of(play) == Status.DIAGNOSING


def test_of_a_case_that_is_over_nothing_is_needed(play):
    supervisor = play.cast.staff["supervisor"]
    (first, _second) = ask(play)
    moves.cancel_ticket(play.ticket, by=supervisor, at=AT + 2 * HOUR, note="重复")
    assert not CooperationItem.objects.open().exists()
    CooperationItem.objects.update(dropped_at=None)
    with pytest.raises(LawBroken):
        tick_off(play.ticket, first.pk, by=None, at=AT + 3 * HOUR)


def test_what_is_asked_goes_along_with_a_merger(cast):
    play, other = play_of(cast, AT), play_of(cast, AT)
    play.say("已登记", AT + MINUTE, "ack")
    ask(play, by=cast.staff["agent"])
    supervisor = cast.staff["supervisor"]
    moves.merge_ticket(play.ticket, by=supervisor, at=AT + 2 * HOUR, into=other.ticket)
    assert other.ticket.cooperation_items.count() == 2


def test_what_does_not_block_stops_nothing(play):
    ask(play)
    assert status_of(play) == Status.DIAGNOSING


def test_what_is_dropped_is_waited_for_no_longer(play):
    first, second = ask(play, is_blocking=True)
    engineer = play.cast.staff["engineer"]
    drop_item(play.ticket, first.pk, by=engineer, at=AT + 2 * HOUR)
    tick_off(play.ticket, second.pk, by=engineer, at=AT + 2 * HOUR)
    assert status_of(play) == Status.DIAGNOSING
    kinds = list(play.ticket.events.order_by("pk").values_list("kind", flat=True))
    assert {EventKind.ASKED_FOR, EventKind.PROVIDED, EventKind.NOT_NEEDED} <= set(kinds)


def test_a_second_tick_changes_nothing(play):
    (first, _second) = ask(play)
    tick_off(play.ticket, first.pk, by=None, at=AT + 2 * HOUR)
    tick_off(play.ticket, first.pk, by=play.cast.staff["agent"], at=AT + 3 * HOUR)
    first.refresh_from_db()
    assert (first.done_at, first.done_by) == (AT + 2 * HOUR, None)
    assert play.ticket.events.filter(kind=EventKind.PROVIDED).count() == 1


def test_who_handles_the_ticket_hears_what_the_customer_ticks(play):
    (first, _second) = ask(play)
    tick_off(play.ticket, first.pk, by=None, at=AT + 2 * HOUR)
    told = InboxItem.objects.filter(dedupe_key__startswith=f"provided:{first.pk}")
    assert [item.user for item in told] == [play.cast.staff["engineer"]]


def test_the_customer_is_written_to_where_a_message_reaches(play, settings):
    settings.EMAIL_IS_SET_UP = True
    play.ticket.contact.email = "zhang@example.com"
    play.ticket.contact.save()
    ask(play)
    said = play.ticket.communications.get(body__contains="铭牌照片")
    assert "2. 远程权限" in said.body and said.delivery.message.address == "zhang@example.com"


@pytest.mark.parametrize(
    ("told", "field"),
    [({"need_by": AT}, "need_by"), ({"contents": ["照片"] * (MOST + 1)}, "contents")],
)
def test_what_cannot_be_asked_for_is_refused(play, told, field):
    with pytest.raises(LawBroken) as refused:
        ask(play, **told)
    assert refused.value.field == field
    assert not CooperationItem.objects.exists()


def test_a_ticket_that_cannot_wait_is_left_as_it_was(cast):
    play = play_of(cast, AT)
    with pytest.raises(IllegalMove):
        ask(play, by=cast.staff["agent"], is_blocking=True)
    assert not CooperationItem.objects.exists()


def test_only_who_talks_to_customers_asks(play):
    with pytest.raises(NotAllowed):
        ask(play, by=play.cast.staff["analyst"])


def test_an_item_of_another_ticket_is_not_there(play):
    (first, _second) = ask(play)
    other = play_of(play.cast, AT)
    with pytest.raises(CooperationItem.DoesNotExist):
        tick_off(other.ticket, first.pk, by=None, at=AT + 2 * HOUR)


def test_what_is_still_asked_keeps_the_ticket_from_closing(play):
    (first, second) = ask(play)
    engineer = play.cast.staff["engineer"]
    play.diagnose(AT + HOUR, "接触器粘连")
    play.propose(AT + HOUR, ["更换"], AT + DAY)
    play.approve(AT + HOUR)
    play.work(AT + HOUR, AT + 2 * HOUR, "更换")
    play.finish(AT + 2 * HOUR)
    play.confirm(AT + 3 * HOUR)
    play.say("邀请评分", AT + 3 * HOUR, "survey")
    with pytest.raises(LawBroken, match=r"客户配合|asked of the customer"):
        play.close(AT + 4 * HOUR, "老化")
    for item in (first, second):
        drop_item(play.ticket, item.pk, by=engineer, at=AT + 4 * HOUR)
    play.ticket.refresh_from_db()
    play.close(AT + 5 * HOUR, "老化")
    assert play.ticket.is_closed_loop


@pytest.mark.django_db(transaction=True)
def test_two_who_tick_at_once_resume_once(play):
    first, second = ask(play, is_blocking=True)
    items = (first, second)
    at_once(2, lambda n: tick_off(play.ticket, items[n].pk, by=None, at=AT + 2 * HOUR))
    assert status_of(play) == Status.DIAGNOSING
    resumed = play.ticket.events.filter(kind=EventKind.MOVED, data__move="resume")
    assert resumed.count() == 1


def test_what_stands_after_a_colon_is_how_it_has_to_be(play):
    lines = ["远程账号：需管理员权限", "铭牌照片", "配合时间: 周三 14:00 前"]
    items = ask(play, contents=lines, person="张敏")
    assert [(item.content, item.requirement) for item in items] == [
        ("远程账号", "需管理员权限"),
        ("铭牌照片", ""),
        ("配合时间", "周三 14:00 前"),
    ]
    assert {item.person for item in items} == {"张敏"}


def test_the_list_leaves_as_f5(play):
    first, second = ask(play, contents=["远程账号：需管理员权限", "铭牌照片"], person="张敏")
    tick_off(play.ticket, first.pk, by=None, at=AT + 2 * HOUR)
    drop_item(play.ticket, second.pk, by=play.cast.staff["engineer"], at=AT + 3 * HOUR)
    lines = list(forms.tables()["F5"].form_lines(Ticket.objects.all(), UNMASKED))
    assert [[str(cell or "") for cell in line][1:9] for line in lines] == [
        [
            "远程账号",
            "需管理员权限",
            "2026-03-17 10:00:00",
            "张敏",
            "刘洋",
            "已完成",
            "2026-03-16 11:00:00",
            "",
        ],
        [
            "铭牌照片",
            "",
            "2026-03-17 10:00:00",
            "张敏",
            "刘洋",
            "已取消",
            "2026-03-16 12:00:00",
            "",
        ],
    ]


def test_what_is_overdue_shows_on_the_board_also_where_work_goes_on(play):
    ask(play, is_blocking=False)
    viewpoint = current_viewpoint(play.cast.staff["supervisor"], AT + 3 * DAY)
    assert status_of(play) != Status.WAITING_CUSTOMER
    assert list(long_waits(Ticket.objects.all(), viewpoint)) == [play.ticket]
    for item in play.ticket.cooperation_items.all():
        tick_off(play.ticket, item.pk, by=None, at=AT + 3 * DAY)
    assert not long_waits(Ticket.objects.all(), viewpoint).exists()
