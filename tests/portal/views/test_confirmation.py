"""The customer signs on the own page: solved, or back to work; once, and only the contact."""

import base64
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from notifications.models import InboxItem
from portal.actions.links import make_link, make_link_of_report
from tests.fixtures import at_once, play_of
from tests.support.all_rows import changed_tables, digests_of_tables
from tests.support.stored_files import PNG as SMALL_PICTURE
from tickets.record.enums import Status
from tickets.record.models import Ticket
from tickets.work.models import Confirmation

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture
def play(cast):
    """Fixed, and to be checked by the customer."""
    at = timezone.now() - 3 * HOUR
    play = play_of(cast, at, issue_type=cast.types["硬件故障"])
    play.say("已登记", at + MINUTE)
    play.accept(at + MINUTE)
    play.solve(at + 2 * MINUTE, at + HOUR, "接触器粘连")
    return play


@pytest.fixture
def case(play):
    return make_link(play.ticket.number, timezone.now())


def sign(case, **fields):
    sent = {"submit_id": str(uuid.uuid4()), "result": "solved", "signer": "张敏", **fields}
    return Client().post(f"{case}confirm/", sent)


def test_what_the_customer_signs_is_solved(play, case):
    assert f"{case}confirm/" in Client().get(case).content.decode()
    answer = sign(case, remark="谢谢")
    assert answer.status_code == 302 and "sent=signed" in answer["Location"]
    play.ticket.refresh_from_db()
    assert (play.ticket.status, play.ticket.reopen_count) == (Status.RESOLVED, 0)
    word = Confirmation.objects.get()
    assert (word.mode, word.result, word.signer, word.remark, word.by) == (
        "online",
        "solved",
        "张敏",
        "谢谢",
        None,
    )
    assert f"{case}confirm/" not in Client().get(case).content.decode()


def test_what_is_not_solved_is_worked_on_again_and_counts(cast, play, case):
    picture = SimpleUploadedFile("还在漏.png", PNG)
    answer = sign(case, result="not_solved", remark="还在漏水", uploads=[picture])
    assert answer.status_code == 302
    play.ticket.refresh_from_db()
    assert (play.ticket.status, play.ticket.reopen_count) == (Status.PROCESSING, 1)
    assert play.ticket.attachments.get().file.name == "还在漏.png"
    told = InboxItem.objects.filter(dedupe_key__startswith="signed:")
    assert [item.user for item in told] == [cast.staff["engineer"]]


def test_refused_twice_and_solved_at_last(play, case):
    for n in range(2):
        sign(case, result="not_solved", remark=f"第{n}次")
        at = timezone.now()
        play.ticket.refresh_from_db()
        play.work(at, at, "又修了一次")
        play.finish(at)
    sign(case)
    play.ticket.refresh_from_db()
    assert (play.ticket.status, play.ticket.reopen_count) == (Status.RESOLVED, 2)
    results = list(Confirmation.objects.order_by("pk").values_list("result", flat=True))
    assert results == ["not_solved", "not_solved", "solved"]


def test_a_double_click_signs_once(play, case):
    key = str(uuid.uuid4())
    for _click in range(2):
        assert sign(case, submit_id=key).status_code == 302
    assert Confirmation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_leave_one_word(play, case):
    statuses = at_once(4, lambda n: sign(case, signer=f"人{n}").status_code)
    assert sorted(statuses) == [302, 422, 422, 422]
    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": ""}, "result"),
        ({"signer": " "}, "signer"),
        ({"result": "not_solved", "remark": ""}, "remark"),
        ({"signer": "长" * 61}, "signer"),
    ],
)
def test_what_is_wrong_stands_at_its_field(play, case, changes, field):
    answer = sign(case, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Confirmation.objects.exists()


def test_looking_changes_nothing(play, case):
    before = digests_of_tables()
    for _look in range(2):
        assert Client().get(f"{case}confirm/").status_code == 200
    assert changed_tables(before) == []


def test_nothing_to_sign_is_said(play, case):
    Ticket.objects.update(status=Status.PROCESSING)
    page = Client().get(f"{case}confirm/")
    assert page.context["form"] is None and "当前没有需要确认的内容" in page.content.decode()
    assert sign(case).status_code == 422


def test_whoever_has_reported_by_a_label_does_not_sign_for_the_contact(play):
    """The phone that was typed there may be anybody's."""
    case = make_link_of_report(play.ticket.number, timezone.now())
    assert "confirm/" not in Client().get(case).content.decode()
    assert Client().get(f"{case}confirm/").status_code == 404
    assert sign(case).status_code == 404
    assert Client().get(f"{case}survey/").status_code == 404


# --- a drawn signature ----------------------------------------------------------------------------
DRAWN = "data:image/png;base64," + base64.b64encode(SMALL_PICTURE).decode()


def test_a_drawn_signature_is_kept_with_the_ticket(play, case):
    assert sign(case, drawing=DRAWN).status_code == 302
    signature = Confirmation.objects.get().signature
    assert signature == play.ticket.attachments.get()
    assert (signature.kind, signature.file.name, signature.by) == (
        "signature",
        "signature.png",
        None,
    )


@pytest.mark.parametrize(
    "drawing",
    [
        "x",
        "data:image/png;base64,!!",
        "data:image/png;base64,R0lGODlh",
        DRAWN[:60] + "=",
    ],
    ids=["no picture", "no base 64", "another kind", "cut"],
)
def test_a_drawing_that_did_not_arrive_whole_is_refused_and_loses_nothing(play, case, drawing):
    answer = sign(case, drawing=drawing, remark="谢谢")
    assert answer.status_code == 422
    assert "谢谢" in answer.content.decode()
    assert not Confirmation.objects.exists()
