"""Rows of the list are written out without a template: they escape, speak the reader's language, and agree with the ticket's page."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy

from customers.models import Customer
from pages.formats import MomentWriter
from tests.fixtures import COMPANY, browser_of, moment, play_of, reported
from tickets.desk.queries import desk
from tickets.limits.models import SlaClock
from tickets.limits.queries.chips import Chip
from tickets.limits.queries.labels import limit_label
from tickets.record.enums import Purpose, Status, Tier, WaitReason
from tickets.record.models import Ticket
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db
AT = moment("2024-06-03 09:00")
EVIL = """<script>"'&</script>"""
SAFE = re.compile("&lt;script&gt;(&quot;|&#34;)(&#x27;|&#39;)&amp;&lt;/script&gt;")
MARK = re.compile(r'<span class="chip .*?</span></span>')


def rows(browser, view="all"):
    return (
        browser.get(f"/tickets/?view={view}")
        .content.decode()
        .partition("<tbody>")[2]
        .partition("</tbody>")[0]
    )


def test_what_people_wrote_is_never_markup(cast):
    ticket = reported(cast, AT, summary=EVIL)
    Customer.objects.filter(name=COMPANY).update(name=EVIL)
    person = cast.staff["engineer"]
    person.display_name = EVIL
    person.save()
    Ticket.objects.filter(pk=ticket.pk).update(assignee=person)
    shown = rows(browser_of(cast.staff["supervisor"]))
    assert EVIL not in shown
    assert len(SAFE.findall(shown)) == 3


def test_the_rows_speak_the_readers_language(cast):
    reported(cast, AT, tier=Tier.IMPORTANT)
    boss = cast.staff["supervisor"]
    chinese = rows(browser_of(boss))
    boss.language = "en"
    boss.save()
    english = rows(browser_of(boss))
    for label in (Tier.IMPORTANT.label, Status.NEW.label, gettext_lazy("Unassigned")):
        with translation.override("zh-hans"):
            word = str(label)
        with translation.override("en"):
            other = str(label)
        assert word != other
        assert (word in chinese, other in chinese) == (True, False), word
        assert (word in english, other in english) == (False, True), other
    assert "首次响应" in chinese
    assert "First response" in english


def test_the_mark_of_a_limit_is_the_same_in_the_list_and_on_the_page(cast):
    ticket = reported(cast, AT, tier=Tier.GENERAL)
    browser = browser_of(cast.staff["supervisor"])
    in_list = MARK.search(rows(browser))[0]
    on_page = MARK.search(browser.get(f"/tickets/{ticket.number}/").content.decode())[0]
    assert in_list == on_page
    assert 'data-due="2024-06-03T10:00:00+08:00"' in in_list


def test_a_waiting_ticket_says_for_what_and_its_limit_stands_still(cast):
    play = play_of(cast, AT, tier=Tier.IMPORTANT)
    play.say("已登记", AT + timedelta(minutes=1), Purpose.ACK)
    play.accept(AT + timedelta(minutes=2))
    moves.start_waiting(
        play.ticket,
        by=cast.staff["supervisor"],
        at=AT + timedelta(minutes=3),
        reason=WaitReason.CUSTOMER,
    )
    with translation.override("zh-hans"):
        told = str(WaitReason.CUSTOMER.label)
    shown = rows(browser_of(cast.staff["supervisor"]), "waiting")
    assert told in shown
    assert "tone-paused" in shown
    assert "data-due" not in shown


@pytest.mark.parametrize(
    ("tone", "left", "told"),
    [
        ("calm", timedelta(days=2, hours=3), "2 d 3 h left"),
        ("late", timedelta(hours=-1, minutes=-5), "overdue by 1 h 5 min"),
        ("paused", timedelta(minutes=90), "paused, 1 h 30 min left"),
        ("kept", timedelta(seconds=12), "kept after 12 s"),
        ("missed", timedelta(days=1), "missed by 1 d"),
        ("near", timedelta(minutes=29), "29 min left"),
    ],
)
def test_four_verbs(tone, left, told):
    chip = Chip(SimpleNamespace(kind="Resolution"), tone, AT, left)
    with translation.override("en"):
        label = limit_label(chip, MomentWriter.for_reader(AT))
        macros = engines["jinja2"].env.get_template("components/limits.html").module
        shown = macros.limit_chip(label)
    assert f'<span class="chip-time">{told}</span>' in shown
    assert f"tone-{tone}" in shown
    assert ("data-due" in shown) == (tone in ("calm", "near", "late"))


def test_a_ticket_without_a_limit_has_a_dash_instead_of_a_mark(cast):
    ticket = reported(cast, AT)
    SlaClock.objects.filter(ticket=ticket).delete()
    shown = rows(browser_of(cast.staff["supervisor"]))
    assert '<span class="muted">—</span>' in shown
    assert "chip" not in shown


@pytest.mark.parametrize("words", ["轴承", "轴承异", "轴承异响", "138", "1381234", "轴"])
def test_a_search_finds_the_same_along_the_list_and_through_the_index_of_pairs(cast, words):
    found = reported(cast, AT, summary="主轴轴承异响", original_text="电话13812345678")
    reported(cast, AT, summary="承轴与响声异常")
    along = Ticket.objects.having(words, with_people=True)
    through = Ticket.objects.filter(
        pk__among=Ticket.objects.matching(words, with_people=True).order_by().values("pk")
    )
    expected = [
        one
        for one in Ticket.objects.order_by("pk")
        if words in one.search_text or words in one.people_text
    ]
    assert found in expected
    for rows in (along, through, desk.found_by(words, Ticket.objects.all(), with_people=True)):
        assert list(rows.order_by("pk")) == expected


def test_a_word_is_common_when_the_newest_tickets_fill_a_page_with_it(cast, monkeypatch):
    monkeypatch.setattr(desk, "PAGE_SIZE", 3)
    for n in range(3):
        assert not desk.is_common("轴承", with_people=False)
        reported(cast, AT + n * timedelta(minutes=1), summary="轴承异响")
    assert desk.is_common("轴承", with_people=False)
    monkeypatch.setattr(desk, "SAMPLE", 2)
    assert not desk.is_common("轴承", with_people=False)
