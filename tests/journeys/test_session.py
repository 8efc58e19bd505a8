"""A log-in that ends while somebody types: asked for over the page, and what was typed is sent."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from demo.people import Cast
from tests.journeys.conftest import Seats
from tests.journeys.hands import compose, open_step, page_of, ticket_of
from tickets.record.models import Communication, Ticket

PASSWORD = "quite-a-long-one"


def end_session() -> None:
    """As after hours without work."""
    Session.objects.all().delete()


def log_in_again(page: Page) -> None:
    again = page.locator("#again")
    expect(again).to_be_visible()
    again.locator("[name=password]").fill("wrong-at-first")
    again.locator("button.btn-primary").click()
    expect(again.locator("[role=alert]")).not_to_be_empty()
    again.locator("[name=password]").fill(PASSWORD)
    again.locator("button.btn-primary").click()
    expect(again).to_be_hidden()


def give_password(cast: Cast, name: str) -> None:
    person = cast.staff[name]
    person.set_password(PASSWORD)
    person.save()


def test_a_note_is_sent_after_the_log_in_over_the_page(cast: Cast, seats: Seats) -> None:
    play = ticket_of(cast)
    give_password(cast, "agent")
    seats.expected |= {401, 422}
    page = seats.open("agent")
    page.goto(page_of(play))
    form = compose(page, "note")
    form.locator("textarea").fill("客户说主轴又响了")
    end_session()
    form.locator(".form-foot button").click()
    expect(page.locator("input[name=username]:not(#again-username)")).to_have_count(0)
    log_in_again(page)
    expect(page.locator(".entry", has_text="客户说主轴又响了")).to_have_count(1)
    assert Communication.objects.filter(ticket=play.ticket).count() == 1


def test_a_registration_is_sent_after_the_log_in_over_the_page(cast: Cast, seats: Seats) -> None:
    give_password(cast, "agent")
    seats.expected |= {401, 422}
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#lookup").fill("88886666")
    page.locator("#matches button.match").first.click()
    page.locator("#id_original_text").fill("主轴转速偏低")
    # The proposal of a tier has come, so nothing but the form is asked for without a log-in.
    expect(page.locator("#suggestion .suggestion")).to_be_visible()
    end_session()
    page.locator("form.intake button.btn-primary").last.click()
    log_in_again(page)
    page.wait_for_url("**/tickets/2*/")
    assert Ticket.objects.get().original_text == "主轴转速偏低"


def test_a_token_of_before_another_log_in_is_renewed(cast: Cast, seats: Seats) -> None:
    """Logged out and in again in another window: the page of before sends all the same."""
    play = ticket_of(cast)
    give_password(cast, "agent")
    seats.expected |= {401}
    page = seats.open("agent")
    page.goto(page_of(play))
    form = compose(page, "note")
    form.locator("textarea").fill("同一个人，另一个窗口")
    page.context.clear_cookies(name="csrftoken")
    form.locator(".form-foot button").click()
    expect(page.locator(".entry", has_text="同一个人，另一个窗口")).to_have_count(1)
    expect(page.locator("#again")).to_be_hidden()


def test_the_draft_of_a_note_belongs_to_the_person(cast: Cast, seats: Seats) -> None:
    play = ticket_of(cast)
    page = seats.open("agent")
    page.goto(page_of(play))
    compose(page, "note").locator("textarea").fill("只给自己看的半句话")
    page.reload()
    text = compose(page, "note").locator("textarea")
    expect(text).to_have_value("只给自己看的半句话")

    # The next one at the same browser, whose drafts are kept in the same place.
    storage = page.evaluate("JSON.stringify(localStorage)")
    other = seats.open("supervisor")
    other.goto(page_of(play))
    other.evaluate(
        "all => Object.entries(JSON.parse(all)).forEach(e => localStorage.setItem(...e))", storage
    )
    other.reload()
    expect(compose(other, "note").locator("textarea")).to_have_value("")


def test_a_half_filled_form_survives_a_reload_and_another_language(
    cast: Cast, seats: Seats
) -> None:
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#id_original_text").fill("主轴转速偏低")
    page.locator("#id_tier").select_option("important")
    page.reload()
    expect(page.locator("#id_original_text")).to_have_value("主轴转速偏低")
    page.locator(".rail-tools button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_original_text")).to_have_value("主轴转速偏低")
    expect(page.locator("#id_tier")).to_have_value("important")
    page.locator(".draft-note button").click()
    expect(page.locator("#id_original_text")).to_have_value("")
    page.reload()
    expect(page.locator("#id_original_text")).to_have_value("")


def test_a_dialog_keeps_what_was_typed_until_it_is_sent_or_given_up(
    cast: Cast, seats: Seats
) -> None:
    play = ticket_of(cast)
    page = seats.open("supervisor")
    page.goto(page_of(play))
    form = open_step(page, "cancel")
    form.locator("textarea, input[type=text]").first.fill("客户重复来电")
    page.keyboard.press("Escape")
    page.reload()
    text = open_step(page, "cancel").locator("textarea, input[type=text]").first
    expect(text).to_have_value("客户重复来电")
    page.locator("#dialog[open] .dialog-foot [data-close]").click()
    page.reload()
    text = open_step(page, "cancel").locator("textarea, input[type=text]").first
    expect(text).to_have_value("")


def test_a_form_of_the_administration_is_sent_after_the_log_in_over_the_page(
    cast: Cast, seats: Seats
) -> None:
    give_password(cast, "admin")
    seats.expected |= {401, 422}
    page = seats.open("admin")
    page.goto(f"/admin/accounts/user/{cast.staff['agent'].pk}/change/")
    page.locator("#id_phone").fill("021-55556666")
    end_session()
    page.locator("input[name=_continue]").click()
    log_in_again(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    cast.staff["agent"].refresh_from_db()
    assert cast.staff["agent"].phone == "021-55556666"
