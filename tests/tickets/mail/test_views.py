"""The tray in the browser: looked at, sorted, registered from."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.queries.openable import openable_paths
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.factories.mails import PNG, mail
from tests.fixtures import browser_of, registration_of, reported
from tickets.mail.actions import intake
from tickets.record.enums import MailState
from tickets.record.models import Attachment, IncomingMail, Ticket

pytestmark = pytest.mark.django_db
SENDER = "李工 <ligong@newco.example>"
EVIL = (
    "<p>正文</p><script>alert(1)</script><img src='http://evil.example/t.gif' onerror='x()'>"
    "<a href='javascript:alert(1)' onclick='x()'>点我</a><form action='//evil'><input name=p></form>"
    "<style>body{display:none}</style><svg onload='x()'></svg><iframe src='//evil'></iframe>"
    "<div style='position:fixed' id='main' class='rail'>盖住</div>"
)


def in_tray(raw):
    intake.keep_mail(
        "box", raw, size=len(raw), message_id=f"<{len(raw)}@x>", received_at=timezone.now()
    )
    intake.take_mails(timezone.now(), limit=10)
    return IncomingMail.objects.latest("pk")


@pytest.fixture
def agent(cast):
    return browser_of(cast.staff["agent"])


def test_an_empty_tray_says_so(agent, settings):
    settings.IMAP_URL = "imap://x"
    page = agent.get("/tickets/tray/").content.decode()
    assert "所有邮件均已归入工单" in page and "/tickets/tray/" in page.partition("<main")[0]


def test_a_desk_without_a_box_names_no_tray(agent, settings):
    settings.IMAP_URL = ""
    assert "/tickets/tray/" not in agent.get("/tickets/").content.decode()


def test_a_supervisor_is_told_once_an_hour(cast, agent):
    in_tray(mail(sender=SENDER))
    in_tray(mail("第二封", sender=SENDER))
    (item,) = InboxItem.objects.filter(topic=Topic.TRAY, user=cast.staff["supervisor"])
    assert "未能归入工单" in item.subject
    assert openable_paths(cast.staff["supervisor"], [item.path]) == {"/tickets/tray/"}
    assert not openable_paths(cast.staff["analyst"], [item.path])


def test_nothing_of_a_strangers_html_can_do_anything(agent):
    row = in_tray(mail(sender=SENDER, html=EVIL))
    page = agent.get(f"/tickets/tray/{row.pk}/").content.decode()
    shown = page.partition('class="mail-text"')[2].partition("</article>")[0]
    assert "正文" in shown and "点我" in shown and "盖住" in shown
    for word in ("script", "evil", "onerror", "onclick", "javascript", "style", "id=", "<form"):
        assert word not in shown, word


def test_it_is_put_into_a_ticket(cast, agent):
    ticket = reported(cast, timezone.now())
    row = in_tray(mail("补充材料", sender=SENDER, files={"铭牌.png": PNG}))
    refused = agent.post(f"/tickets/tray/{row.pk}/file/", {"ticket": ""})
    assert refused.status_code == 422
    done = agent.post(f"/tickets/tray/{row.pk}/file/", {"ticket": ticket.pk})
    assert done["Location"] == f"/tickets/{ticket.number}/"
    assert "补充材料" in agent.get(done["Location"]).content.decode()
    again = agent.post(f"/tickets/tray/{row.pk}/file/", {"ticket": ticket.pk})
    assert again.status_code == 404, "it waits no more"


def test_it_is_put_into_no_ticket_that_one_may_not_see(cast):
    foreign = reported(cast, timezone.now(), by="agent2", issue_type=cast.types["物流问题"])
    row = in_tray(mail(sender=SENDER))
    engineer = browser_of(cast.staff["engineer"])
    answer = engineer.post(f"/tickets/tray/{row.pk}/file/", {"ticket": foreign.pk})
    assert answer.status_code in (403, 422)
    row.refresh_from_db()
    assert row.state == MailState.TRAY


def test_a_ticket_is_registered_from_it_with_files_and_address(agent):
    row = in_tray(mail("泵站振动超标", sender=SENDER, files={"铭牌.png": PNG}))
    page = agent.get(f"/tickets/new/?mail={row.pk}").content.decode()
    assert "泵站振动超标" in page and "李工" in page
    form = {**registration_of(page), "mail": str(row.pk), "new_contact": "李工"}
    assert 'value="ligong@newco.example"' in page
    form["new_email"] = "ligong@newco.example"
    assert agent.post("/tickets/new/", form).status_code == 302
    ticket = Ticket.objects.get()
    row.refresh_from_db()
    assert (row.state, row.ticket) == (MailState.TAKEN, ticket)
    assert ticket.contact.email == "ligong@newco.example"
    assert Attachment.objects.get(ticket=ticket).file.name == "铭牌.png"
    assert ticket.communications.get().body == "泵站振动超标"


def test_two_who_register_from_one_mail_make_one_ticket_of_it(agent):
    row = in_tray(mail("泵站振动超标", sender=SENDER))
    page = agent.get(f"/tickets/new/?mail={row.pk}").content.decode()
    form = {**registration_of(page), "mail": str(row.pk)}
    intake.discard_mail(row.pk, by=None, at=timezone.now())
    assert agent.post("/tickets/new/", form).status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("who", ["analyst", "trainer", "admin"])
def test_who_registers_no_tickets_sees_no_mails(cast, who):
    row = in_tray(mail(sender=SENDER))
    browser = browser_of(cast.staff[who])
    assert browser.get("/tickets/tray/").status_code == 403
    assert browser.get(f"/tickets/tray/{row.pk}/").status_code == 404
    assert browser.post(f"/tickets/tray/{row.pk}/discard/").status_code == 403


def test_a_mail_of_a_ticket_is_seen_by_who_sees_the_ticket(cast):
    foreign = reported(cast, timezone.now(), by="agent2", issue_type=cast.types["物流问题"])
    row = in_tray(mail(sender=SENDER))
    IncomingMail.objects.filter(pk=row.pk).update(ticket=foreign)
    own, other = browser_of(cast.staff["agent2"]), browser_of(cast.staff["agent"])
    assert own.get(f"/tickets/tray/{row.pk}/").status_code == 200
    assert other.get(f"/tickets/tray/{row.pk}/").status_code == 404
    assert "保修" not in other.get("/tickets/tray/").content.decode()


def test_lists_mask_the_sender_and_the_mail_shows_it_to_who_may_have_it_shown(agent):
    row = in_tray(mail(sender=SENDER))
    assert "ligong@newco.example" not in agent.get("/tickets/tray/").content.decode()
    assert "ligong@newco.example" in agent.get(f"/tickets/tray/{row.pk}/").content.decode()


def aside_of(cast):
    """A note of absence of somebody whom nobody knows."""
    raw = mail("我在休假", sender=SENDER, Auto_Submitted="auto-replied")
    found = in_tray(raw)
    assert found.state == MailState.MACHINE
    return found


def test_what_machines_sent_is_listed_read_and_brought_back(cast, agent):
    found = aside_of(cast)
    listed = agent.get("/tickets/tray/aside/").content.decode()
    assert found.subject in listed and "自动邮件" in listed
    assert "我在休假" in agent.get(f"/tickets/tray/{found.pk}/").content.decode()
    assert found.subject not in agent.get("/tickets/tray/").content.decode()
    agent.post(f"/tickets/tray/{found.pk}/back/")
    found.refresh_from_db()
    assert (found.state, found.ended_at) == (MailState.TRAY, None)
    assert found.subject in agent.get("/tickets/tray/").content.decode()
    assert agent.post(f"/tickets/tray/{found.pk}/back/").status_code == 404


def test_a_discarded_mail_names_who_discarded_it_and_comes_back(cast, agent):
    found = in_tray(mail(sender=SENDER))
    agent.post(f"/tickets/tray/{found.pk}/discard/")
    assert "李娜" in agent.get("/tickets/tray/aside/").content.decode()
    agent.post(f"/tickets/tray/{found.pk}/back/")
    found.refresh_from_db()
    assert found.state == MailState.TRAY and found.ended_by is None


def test_the_whole_mail_is_read_from_its_ticket_by_who_sees_it(cast, agent):
    ticket = reported(cast, timezone.now())
    found = in_tray(mail("完整原文", sender=SENDER))
    intake.file_mail(found.pk, ticket, by=cast.staff["agent"], at=timezone.now())
    address = f"/tickets/tray/{found.pk}/"
    assert address in agent.get(f"/tickets/{ticket.number}/").content.decode()
    page = agent.get(address).content.decode()
    assert "完整原文" in page and ticket.number in page and "/discard/" not in page
    assert browser_of(cast.staff["engineer2"]).get(address).status_code in (200, 404)
    assert browser_of(cast.staff["trainer"]).get(address).status_code == 404
    IncomingMail.objects.update(is_emptied=True, raw=b"")
    assert agent.get(address).status_code == 404
    assert address not in agent.get(f"/tickets/{ticket.number}/").content.decode()


def test_nobody_else_sorts_what_was_set_aside(cast):
    found = aside_of(cast)
    engineer = browser_of(cast.staff["engineer"])
    assert engineer.get("/tickets/tray/aside/").status_code == 403
    assert engineer.get(f"/tickets/tray/{found.pk}/").status_code == 404
    assert engineer.post(f"/tickets/tray/{found.pk}/back/").status_code == 403


def test_the_whole_mail_of_a_ticket_shows_no_more_of_its_contact_than_the_ticket(cast):
    ticket = reported(cast, timezone.now())
    found = in_tray(mail("完整原文", sender=SENDER))
    agent = browser_of(cast.staff["agent"])
    assert "ligong@newco.example" in agent.get(f"/tickets/tray/{found.pk}/").content.decode()
    intake.file_mail(found.pk, ticket, by=cast.staff["agent"], at=timezone.now())
    page = agent.get(f"/tickets/tray/{found.pk}/").content.decode()
    assert "ligong@newco.example" not in page and "完整原文" in page
