"""FLT-12: the same form twice is one act. FLT-13: of two editors of one version the second is told, and nothing is lost."""

import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from core.models import FormSubmission
from customers.models import Customer
from tests.fixtures import (
    COMPANY,
    at_once,
    browser_of,
    in_background,
    play_of,
    registration_of,
    reported,
    table_held,
    typed,
    until,
)
from tickets.record.models import Communication, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)

TWINS, ROUNDS = 10, 50


def twin_of(browser: Client) -> Client:
    """Another tab of the same browser."""
    twin = Client()
    twin.cookies = browser.cookies
    return twin


def shown_form(browser: Client) -> dict[str, str]:
    """The registration form as it comes over the wire, filled in for a new customer."""
    return registration_of(browser.get("/tickets/new/").content.decode()) | {
        "new_phone": "13500001234"
    }


def post_at_once(browser: Client, forms: list[dict[str, str]]) -> list[str]:
    """Where each of the posts was sent to."""
    tabs = [twin_of(browser) for _form in forms]
    answers = at_once(len(forms), lambda n: tabs[n].post("/tickets/new/", forms[n]))
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * len(forms)
    return [answer["Location"] for answer in answers]


def test_the_same_form_ten_times_is_one_ticket(cast):
    browser = browser_of(cast.staff["agent"])
    form = shown_form(browser)
    places = post_at_once(browser, [form] * TWINS)
    ticket = Ticket.objects.get()
    assert places == [f"/tickets/{ticket.number}/"] * TWINS
    assert Customer.objects.filter(name="海天泵业有限公司").count() == 1
    assert (
        TicketEvent.objects.filter(kind="registered").count() == FormSubmission.objects.count() == 1
    )
    assert browser.post("/tickets/new/", form)["Location"] == places[0], "also long after"
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "fresh_id", [lambda: str(uuid.uuid4()), lambda: ""], ids=["another-id", "no-id"]
)
def test_control_without_the_same_id_each_post_is_a_ticket(cast, fresh_id):
    browser = browser_of(cast.staff["agent"])
    form = {
        **shown_form(browser),
        "customer": str(cast.customers[COMPANY].pk),
        "new_customer": "",
        "new_contact": "",
        "new_phone": "",
    }
    places = post_at_once(browser, [{**form, "submit_id": fresh_id()} for _n in range(TWINS)])
    assert len(set(places)) == Ticket.objects.count() == TWINS


def test_a_repeat_while_the_first_is_still_at_work_waits_for_it(cast):
    browser = browser_of(cast.staff["agent"])
    form = shown_form(browser)
    first_tab, second_tab = twin_of(browser), twin_of(browser)
    with table_held("tickets_ticketevent") as who_waits:
        first = in_background(lambda: first_tab.post("/tickets/new/", form))
        until(lambda: len(who_waits()) == 1, "the first post stands before its ledger line")
        second = in_background(lambda: second_tab.post("/tickets/new/", form))
        until(lambda: len(who_waits()) == 2, "the second post stands behind the first one's id")
    assert first()["Location"] == second()["Location"]
    assert Ticket.objects.count() == 1


def test_a_form_that_failed_may_be_sent_again(cast):
    browser = browser_of(cast.staff["agent"])
    form = shown_form(browser)
    late = f"{timezone.localtime().year + 2}-01-01T00:00"
    assert browser.post("/tickets/new/", {**form, "reported_at": late}).status_code == 422
    assert (
        FormSubmission.objects.count(),
        Ticket.objects.count(),
        Customer.objects.filter(name="海天泵业有限公司").count(),
    ) == (0, 0, 0)
    assert browser.post("/tickets/new/", form).status_code == 302


def test_the_same_note_ten_times_is_one_note(cast):
    ticket = reported(cast, timezone.now())
    browser = browser_of(cast.staff["agent"])
    form = {"submit_id": str(uuid.uuid4()), "body": "客户希望下午回电"}
    tabs = [twin_of(browser) for _n in range(TWINS)]
    answers = at_once(TWINS, lambda n: tabs[n].post(f"/tickets/{ticket.number}/note/", form))
    assert {answer.status_code for answer in answers} == {302}
    assert Communication.objects.count() == 1


# --- two editors ------------------------------------------------------------------------------------------------


@pytest.fixture
def editors(cast):
    return [browser_of(cast.staff["agent"]), browser_of(cast.staff["supervisor"])]


def edit_form(browser: Client, ticket: Ticket) -> dict[str, object]:
    return typed(browser.get(f"/tickets/{ticket.number}/edit/").context["form"])


def test_the_second_editor_is_told_and_keeps_the_own_text(cast, editors):
    ticket = reported(cast, timezone.now())
    url, form, told = f"/tickets/{ticket.number}/edit/", edit_form(editors[0], ticket), 0
    for n in range(ROUNDS):
        form["version"] = Ticket.objects.get(pk=ticket.pk).version
        texts = [f"甲改第{n}次", f"乙改第{n}次"]
        answers = at_once(
            2, lambda who, texts=texts: editors[who].post(url, {**form, "summary": texts[who]})
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        lost = next(who for who in (0, 1) if answers[who].status_code == 409)
        page = answers[lost].content.decode()
        assert texts[1 - lost] in page, "what the other one wrote"
        assert re.search(rf'name="summary" value="{texts[lost]}"', page), (
            "the own text stands in the form"
        )
        assert Ticket.objects.get(pk=ticket.pk).summary == texts[1 - lost]
        told += 1
    assert told == ROUNDS
    assert TicketEvent.objects.filter(kind="edited").count() == ROUNDS


def test_saving_again_knowingly_takes_the_own_text(cast, editors):
    ticket = reported(cast, timezone.now())
    url, form = f"/tickets/{ticket.number}/edit/", edit_form(editors[0], ticket)
    assert (
        editors[0]
        .post(url, {**form, "summary": "先存的", "symptom": "只有先存的人写了"})
        .status_code
        == 302
    )
    page = editors[1].post(url, {**form, "summary": "后存的"}).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert cast.staff["agent"].display_name in page
    assert "只有先存的人写了" in page
    assert (
        editors[1].post(url, {**form, "summary": "后存的", "version": version}).status_code == 302
    )
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.summary, stored.updated_by) == ("后存的", cast.staff["supervisor"])


def test_a_step_of_the_work_also_makes_an_open_edit_page_stale(cast, editors):
    play = play_of(cast, timezone.now())
    form = edit_form(editors[0], play.ticket)
    play.say("已登记", timezone.now(), "ack")
    answer = editors[0].post(f"/tickets/{play.ticket.number}/edit/", {**form, "summary": "改过"})
    assert answer.status_code == 409


def test_the_second_editor_of_a_customer_is_told_and_keeps_the_own_text(cast, editors):
    customer = cast.customers["华启科技有限公司"]
    url = f"/customers/{customer.code}/edit/"
    form = typed(editors[0].get(url).context["form"])
    texts = ["甲的备注", "乙的备注"]
    answers = at_once(2, lambda who: editors[who].post(url, {**form, "remark": texts[who]}))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(who for who in (0, 1) if answers[who].status_code == 409)
    page = answers[lost].content.decode()
    assert texts[0] in page
    assert texts[1] in page
    assert Customer.objects.get(pk=customer.pk).remark == texts[1 - lost]


def test_control_without_the_version_the_first_change_is_lost_every_time(cast):
    ticket, lost = reported(cast, timezone.now()), 0
    for n in range(ROUNDS):
        opened = [Ticket.objects.get(pk=ticket.pk) for _who in range(2)]

        def save(who, opened=opened, n=n):
            row = opened[who]
            setattr(row, ("summary", "symptom")[who], f"第{n}次")
            row.save()

        assert at_once(2, save) == [None, None]
        stored = Ticket.objects.get(pk=ticket.pk)
        lost += (stored.summary, stored.symptom) != (f"第{n}次", f"第{n}次")
    assert lost == ROUNDS
