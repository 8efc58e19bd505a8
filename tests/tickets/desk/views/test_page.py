"""The page of a ticket reads tuples by compiled statements and writes its timeline out: the same facts, escaped, in the reader's language."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from customers.models import Channel
from documents.domain.filetypes import LARGEST_PREVIEW
from documents.models import StoredFile
from tests.fixtures import browser_of, moment, play_of, reported
from tests.support.pictures import gif, png
from tests.support.stored_files import PDF, PNG
from tickets.desk.queries import of_ticket, timeline
from tickets.desk.queries.detail import ticket_detail, ticket_to_show
from tickets.record.enums import Purpose
from tickets.record.models import Attachment, Communication, Ticket, TicketEvent
from tickets.work.actions import conversation
from tickets.work.models import Solution

pytestmark = pytest.mark.django_db
AT = moment("2024-06-03 09:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVIL = """<script>"'&</script>"""
SAFE = re.compile("&lt;script&gt;(&quot;|&#34;)(&#x27;|&#39;)&amp;&lt;/script&gt;")
ENTRIES = re.compile(r'<ul class="entries">(.*?)</section>', re.DOTALL)


def page(browser, ticket):
    return browser.get(f"/tickets/{ticket.number}/").content.decode()


def entries(browser, ticket):
    return ENTRIES.search(page(browser, ticket))[1]


def attach(ticket, name, by, said=None):
    file = StoredFile.objects.create(
        name=name, content_type="image/png", size=2048, sha256="0" * 64, created_at=AT
    )
    return Attachment.objects.create(ticket=ticket, file=file, communication=said, at=AT, by=by)


def worked(cast):
    """A ticket with a solution, contacts, a note, files, limits kept and running."""
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    play.say("已登记", AT + MINUTE, Purpose.ACK)
    play.accept(AT + MINUTE)
    play.solve(AT + 2 * MINUTE, AT + HOUR, "接触器粘连")
    conversation.write_note(play.ticket, by=cast.staff["agent"], at=AT + HOUR, body="内部\r\n两行")
    said = Communication.objects.filter(ticket=play.ticket).first()
    attach(play.ticket, "照片.png", cast.staff["agent"], said)
    attach(play.ticket, "报告.png", None)
    return play.ticket


def test_what_people_wrote_is_never_markup(cast):
    ticket, agent = reported(cast, AT, summary=EVIL, original_text=EVIL), cast.staff["agent"]
    agent.display_name = EVIL
    agent.save()
    Channel.objects.filter(pk=ticket.channel_id).update(name=EVIL)
    conversation.record_contact(
        ticket, by=agent, at=AT + MINUTE, body=EVIL, reaction=EVIL, channel=ticket.channel
    )
    attach(ticket, EVIL, agent, Communication.objects.get(ticket=ticket))
    TicketEvent.objects.create(
        ticket=ticket,
        kind="moved",
        at=AT,
        recorded_at=AT + HOUR,
        actor=agent,
        before=EVIL,
        after=EVIL,
        note=EVIL,
        data={"name": EVIL},
    )
    TicketEvent.objects.create(
        ticket=ticket,
        kind="clock_breached",
        at=AT,
        recorded_at=AT,
        data={"clock": EVIL, "name": EVIL},
    )
    shown = page(browser_of(cast.staff["supervisor"]), ticket)
    assert EVIL not in shown
    written = ENTRIES.search(shown)[1]
    of_contact = 6  # who, title with the channel, body, reaction, file and what its picture shows
    of_move = 5  # who, before, after, note, name
    of_clock, who_registered = 2, 1
    assert len(SAFE.findall(written)) == of_contact + of_move + of_clock + who_registered


def test_the_timeline_tells_moments_lags_lines_and_what_the_system_did(cast):
    ticket, agent = reported(cast, AT), cast.staff["agent"]
    conversation.write_note(ticket, by=agent, at=AT + MINUTE, body="第一行\r\n第二行")
    Communication.objects.filter(ticket=ticket).update(recorded_at=AT + 3 * HOUR)
    shown = entries(browser_of(agent), ticket)
    assert (
        '<time datetime="2024-06-03T09:01:00+08:00" title="2024-06-03 09:01 周一">2024-06-03 09:01</time>'
        in shown
    )
    assert '<div class="entry-body">第一行<br>第二行</div>' in shown
    assert "2 小时 59 分" in shown
    agent.language = "en"
    agent.save()
    english = entries(browser_of(agent), ticket)
    assert 'title="Mon 03 Jun 2024 09:01"' in english
    assert "entered 2 h 59 min later" in english
    assert "entries of the system <time>" in english or "entry of the system <time>" in english


def test_tuples_say_what_the_rows_say(cast):
    ticket = worked(cast)
    other = reported(cast, AT + HOUR)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said = Communication.objects.filter(ticket=ticket)
            assert [(one.body, one.who, one.channel) for one in of_ticket.SAID.of(ticket.pk)] == [
                (one.body, str(one.by or ""), str(one.channel or "")) for one in said
            ]
            kinds = [str(clock.kind) for clock in ticket.clocks.select_related("kind")]
            assert [limit.clock.kind for limit in of_ticket.LIMITS.of(ticket.pk)] == kinds
    events = TicketEvent.objects.filter(ticket=ticket)
    assert [(one.pk, one.data, one.who) for one in of_ticket.EVENTS.of(ticket.pk)] == [
        (one.pk, one.data, str(one.actor or "")) for one in events
    ]
    assert any(one.data for one in of_ticket.EVENTS.of(ticket.pk)), (
        "the control: JSON comes as it was kept"
    )
    assert [(one.file_id, one.name, one.who) for one in of_ticket.FILES.of(ticket.pk)] == [
        (one.file_id, one.file.name, str(one.by or ""))
        for one in Attachment.objects.filter(ticket=ticket)
    ]
    [solution], kept = (
        of_ticket.SOLUTIONS.of(ticket.pk),
        Solution.objects.filter(ticket=ticket).first(),
    )
    assert (solution.state, solution.steps, solution.author_id) == (
        kept.state,
        kept.steps,
        kept.author_id,
    )
    assert (solution.author, solution.responsible, solution.state_label) == (
        str(kept.author),
        str(kept.responsible),
        kept.get_state_display(),
    )
    assert {one.pk for one in of_ticket.EVENTS.of(other.pk)} == set(
        TicketEvent.objects.filter(ticket=other).values_list("pk", flat=True)
    )
    assert of_ticket.SOLUTIONS.of(other.pk) == of_ticket.FILES.of(other.pk) == []


def test_only_the_newest_lines_are_read(cast):
    ticket = worked(cast)
    newest = of_ticket.TicketParts(TicketEvent, ["pk"], tuple, limit=2)
    with CaptureQueriesContext(connection) as captured:
        assert newest.of(ticket.pk) == list(
            TicketEvent.objects.filter(ticket=ticket).values_list("pk")[:2]
        )
    assert "LIMIT 2" in captured[0]["sql"]
    assert of_ticket.EVENTS.limit == of_ticket.SAID.limit == of_ticket.NEWEST


def test_the_page_asks_for_every_column_at_once(cast):
    """A column that the page shows and `COLUMNS` forgets would cost a statement of its own for each page."""
    ticket, first, supervisor = worked(cast), reported(cast, AT), cast.staff["supervisor"]
    Ticket.objects.filter(pk=ticket.pk).update(
        is_repeat_of=first, merged_into=first, wait_reason="customer", reopen_count=2
    )
    browser = browser_of(supervisor)
    browser.get(f"/tickets/{ticket.number}/")
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(f"/tickets/{ticket.number}/")
    assert answer.status_code == 200
    assert first.number in answer.content.decode()
    assert len(captured) == 9, "\n".join(query["sql"][:200] for query in captured)


def test_a_composer_that_was_refused_keeps_the_whole_page_without_scripts(cast):
    ticket = worked(cast)
    answer = browser_of(cast.staff["agent"]).post(f"/tickets/{ticket.number}/note/", {"body": ""})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'class="compose is-note"' in shown
    assert "接触器粘连" in shown


def test_a_long_story_is_worded_by_the_timeline_and_not_by_the_page(cast):
    ticket, reader = worked(cast), cast.staff["supervisor"]
    shown = ticket_detail(ticket_to_show(reader, ticket.number), reader, AT + 2 * HOUR)
    flat = [one for entry in shown.entries for one in (entry.folded or [entry])]
    assert len(flat) == len(of_ticket.SAID.of(ticket.pk)) + sum(
        event.kind not in timeline.SAID for event in of_ticket.EVENTS.of(ticket.pk)
    )
    moments = [entry.at for entry in shown.entries]
    assert moments == sorted(moments, reverse=True)


def test_a_file_stands_once_in_the_timeline(cast, settings, tmp_path):
    """With the words it came with, or by itself where it came without any."""
    settings.MEDIA_ROOT = str(tmp_path)
    ticket, agent = reported(cast, AT), cast.staff["agent"]
    said = [SimpleUploadedFile("现场.png", PNG), SimpleUploadedFile("日志.log", b"91")]
    conversation.write_note(ticket, by=agent, at=AT + MINUTE, body="见附件", uploads=said)
    alone = SimpleUploadedFile("报修单.png", PNG)
    conversation.attach_file(ticket, alone, by=agent, at=AT + 2 * MINUTE)

    shown = ticket_detail(ticket_to_show(agent, ticket.number), agent, AT + HOUR)
    named = {entry.title: sorted(file.name for file in entry.files) for entry in shown.entries}
    assert {title: files for title, files in named.items() if files} == {
        "内部备注": ["日志.log", "现场.png"],
        "上传附件": ["报修单.png"],
    }
    written = entries(browser_of(agent), ticket)
    for name in ("现场.png", "日志.log", "报修单.png"):
        links = re.findall(rf"<a [^>]*>(?:(?!</a>).)*{name}</a>", written, re.DOTALL)
        assert (len(links), written.count(f"{name}<")) == (1, 1)


def test_pictures_are_shown_and_other_files_are_links(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    ticket, agent = reported(cast, AT, issue_type=cast.types["硬件故障"]), cast.staff["agent"]
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    files = {"a.png": PNG, "b.gif": b"GIF89a", "c.heic": heic, "d.pdf": PDF, "e.txt": b"text"}
    # 90 million pixels: kept, and drawn only for who asks for it
    files |= {"g.png": png(10_000, 9_000), "h.gif": gif(1000, 1000, frames=60)}
    uploads = [SimpleUploadedFile(name, body) for name, body in files.items()]
    conversation.write_note(ticket, by=agent, at=AT + MINUTE, body="见附件", uploads=uploads)
    huge = attach(ticket, "f.png", agent, Communication.objects.get(ticket=ticket))
    StoredFile.objects.filter(pk=huge.file_id).update(size=LARGEST_PREVIEW + 1)

    written = entries(browser_of(agent), ticket)
    pictures = re.findall(r"<img[^>]*>", written)
    descriptions = sorted(re.search(r'alt="([^"]*)"', picture)[1] for picture in pictures)
    assert descriptions == ["a.png 的预览", "b.gif 的预览"]
    for picture in pictures:
        assert 'loading="lazy"' in picture
        address = re.search(r'src="([^"]*)"', picture)[1]
        assert address.startswith(f"/tickets/{ticket.number}/files/")
        assert browser_of(agent).get(address).status_code == 200
        assert browser_of(cast.staff["agent2"]).get(address).status_code == 404
