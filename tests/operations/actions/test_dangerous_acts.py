"""Dangerous acts are told: to the person concerned, to the other administrators, once."""

from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation

from accounts.actions import people, service_accounts, tokens
from accounts.enums import Audited, Role
from accounts.models import DutyShift, Outlet, User
from calendars.enums import Audited as OfCalendars
from calendars.models import WorkCalendar
from core.actions import audit
from core.models import AuditEntry
from notifications.models import InboxItem
from operations.actions.dangerous_acts import DANGEROUS, SETTINGS, tell_of_dangerous_acts
from operations.enums import Audited as OfOperation
from tests.factories.notices import send_all
from tests.fixtures import browser_of, moment
from tests.support.pages import said
from tickets.record.enums import Audited as OfTickets
from tickets.record.models import DeskRule

pytestmark = pytest.mark.django_db

AT = moment("2026-03-16 10:00")


@pytest.fixture
def root(cast):
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def readers():
    return sorted(InboxItem.objects.values_list("user__username", flat=True))


def lines_of(person):
    return browser_of(person).get(reverse("notifications:inbox")).content.decode()


def act(by, action=Audited.ROLES_CHANGED, target="agent", at=AT, **data):
    return audit.write_audit_entry(action, by=by, at=at, target=target, **data)


def test_the_person_and_the_other_administrators_are_told_once(cast, root):
    act(cast.staff["admin"])
    for minutes in (0, 1, 5):
        tell_of_dangerous_acts(at=AT + timedelta(minutes=minutes))
    assert readers() == ["agent", "root"]


@pytest.mark.parametrize(
    ("language", "to_the_person", "to_others"),
    [
        (
            "zh-hans",
            "账号安全：您的角色已变更，现为：售后工程师",
            "服务台安全：人员角色变更 · {agent}（agent），操作人：{admin}（admin）",
        ),
        (
            "en",
            "Security of your account: Your roles are now: Engineer",
            "Security of the desk: Roles of a person changed · {agent} (agent), by {admin} (admin)",
        ),
    ],
)
def test_each_reads_it_from_where_they_stand(cast, root, language, to_the_person, to_others):
    """About whom, by whom, what; and nobody takes an act on others for one on the own account."""
    User.objects.update(language=language)
    act(cast.staff["admin"], before=["agent"], after=["engineer"])
    tell_of_dangerous_acts(at=AT)
    names = {name: cast.staff[name].display_name for name in ("agent", "admin")}
    assert to_the_person in lines_of(cast.staff["agent"])
    line = lines_of(root)
    assert to_others.format(**names) in line
    assert "账号安全" not in line and "Security of your account" not in line


def test_what_is_done_with_tokens_is_told(cast, root):
    """To the owner alone what was done there; of a program to the other administrators."""
    agent, admin = cast.staff["agent"], cast.staff["admin"]
    wishes = {"name": "CRM", "scopes": ["tickets.read"], "lasts": timedelta(days=90)}
    token, _key = tokens.make_token(agent, by=agent, at=AT, **wishes)
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["agent"]
    tokens.rotate_token(token, by=agent, at=AT)
    tokens.revoke_token(token, by=admin, at=AT)
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["agent", "agent", "agent", "root"]
    lines = lines_of(agent)
    for sentence in (
        "An access token for your account was made: %(name)s",
        "An access token of your account was replaced: %(name)s",
        "An access token of your account was revoked: %(name)s",
    ):
        assert said(sentence) % {"name": "CRM"} in lines


def test_a_program_and_its_tokens_are_told_to_the_other_administrators(cast, root):
    admin = cast.staff["admin"]
    groups = Group.objects.filter(name=Role.AGENT)
    made = {"username": "crm", "name": "客户系统", "department": None, "roles": groups}
    account = service_accounts.add_service(by=admin, at=AT, **made)
    wishes = {"name": "CRM", "scopes": ["tickets.read"], "lasts": timedelta(days=90)}
    tokens.make_token(account, by=admin, at=AT, **wishes)
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["root", "root"]
    items = InboxItem.objects.values_list("data__details", flat=True)
    told = "\n".join(items)
    assert said("It opens: %(names)s") % {"names": said("Tickets: read")} in told
    assert said("Agent") in told


def test_tokens_that_end_with_their_person_are_not_told_besides(cast, root):
    agent, admin = cast.staff["agent"], cast.staff["admin"]
    wishes = {"name": "CRM", "scopes": ["tickets.read"], "lasts": timedelta(days=90)}
    tokens.make_token(agent, by=agent, at=AT, **wishes)
    tell_of_dangerous_acts(at=AT)
    people.switch_person_off(agent, by=admin, at=AT, handed_over={})
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["agent", "root"]


def test_a_new_password_tells_of_the_tokens_that_stay(cast, root):
    agent = cast.staff["agent"]
    wishes = {"name": "CRM", "scopes": ["tickets.read"], "lasts": timedelta(days=90)}
    tokens.make_token(agent, by=agent, at=AT - timedelta(days=1), **wishes)
    people.record_changed_password(agent, by=agent, at=AT)
    tell_of_dangerous_acts(at=AT)
    with translation.override("zh-hans"):
        sentence = translation.ngettext(
            "%(count)d access token stays valid: revoke it if it is not yours.",
            "%(count)d access tokens stay valid: revoke those that are not yours.",
            1,
        )
    assert sentence % {"count": 1} in lines_of(agent)


def test_a_superuser_who_gives_themselves_roles_is_told_of_to_the_others(cast, root):
    act(root, target="root")
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["admin", "root"]


@pytest.mark.parametrize(
    "action", [Audited.PASSWORD_CHANGED, Audited.SECOND_FACTOR_ADDED, Audited.IDENTITY_LINKED]
)
def test_what_is_done_to_an_account_on_its_own_machine_is_told_to_its_owner_alone(
    cast, root, action
):
    act(cast.staff["agent"], action)
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["agent"]


def test_a_desk_that_begins_to_tell_does_not_tell_its_past(cast, root):
    act(cast.staff["admin"], at=AT - timedelta(days=3))
    tell_of_dangerous_acts(at=AT)
    assert readers() == []


@pytest.mark.parametrize(
    ("action", "is_masked", "is_told"),
    [
        (OfTickets.EXPORT_F1, False, True),
        (OfTickets.EXPORT_F1, True, False),
        (Audited.ROLE_RIGHTS_CHANGED, None, True),
        (OfTickets.RULES_PUBLISHED, None, True),
        (Audited.WORK_HANDED_OVER, None, False),
    ],
)
def test_what_counts_as_dangerous(cast, root, action, is_masked, is_told):
    data = {} if is_masked is None else {"is_masked": is_masked}
    act(cast.staff["manager"], action, "x", **data)
    tell_of_dangerous_acts(at=AT)
    assert readers() == (["admin", "root"] if is_told else [])


def test_an_entry_of_a_long_transaction_is_not_lost(cast, root):
    """It was written before the last look and could be read only afterwards."""
    last = tell_of_dangerous_acts(at=AT)
    act(cast.staff["admin"], at=AT - timedelta(minutes=5))
    tell_of_dangerous_acts(at=AT + timedelta(minutes=1), until=last["until"])
    assert readers() == ["agent", "root"]


def test_after_a_standstill_what_happened_meanwhile_is_told(cast, root):
    act(cast.staff["admin"], at=AT + timedelta(hours=5))
    tell_of_dangerous_acts(at=AT + timedelta(days=2), until=AT.isoformat())
    assert readers() == ["agent", "root"]


def mail_to(sink, person, at=AT):
    """The one mail that the person got, as subject and text."""
    send_all(at)
    (mail,) = [mail for mail in sink.took if mail["To"] == person.email]
    subject = str(make_header(decode_header(mail["Subject"])))
    return " ".join(subject.split()), mail.get_payload(decode=True).decode()


@pytest.mark.parametrize(
    ("action", "target", "data", "zh", "en"),
    [
        (
            Audited.ROLES_CHANGED,
            "agent",
            {"before": ["agent"], "after": []},
            ["人员角色变更", "原角色：客服专员", "现角色：无"],
            ["Roles before: Agent", "Roles now: none"],
        ),
        (
            Audited.ROLE_RIGHTS_CHANGED,
            "trainer",
            {"given": ["accounts.view_outlet", "needs_second_factor"], "taken": ["x.gone"]},
            ["对象：培训专员", "网点 | 查看", "需要两步验证", "取消权限：x.gone"],
            ["To: Trainer", "outlet | view", "needs a second factor", "Rights taken: x.gone"],
        ),
        (
            Audited.ROLE_DELETED,
            "部落",
            {"taken": ["tickets.see_all"], "holders": ["agent", "gone"]},
            ["对象：部落", "查看全部工单", "原持有人：{agent}（agent）"],
            ["To: 部落", "See all tickets", "Held by: {agent} (agent)"],
        ),
        (
            Audited.PERSON_CHANGED,
            "agent",
            {"fields": ["email", "department_id", "gone"]},
            ["对象：{agent}（agent）", "变更内容：", "部门", "gone"],
            ["To: {agent} (agent)", "Changed: ", "department"],
        ),
        (
            Audited.PERSON_ADDED,
            "agent",
            {"roles": ["agent", "部落"]},
            ["现角色：客服专员、部落"],
            ["Roles now: Agent, 部落"],
        ),
        (
            OfTickets.EXPORT_F1,
            "F1",
            {"is_masked": False, "rows": 1200},
            ["对象：工单列表", "行数：1200", "未脱敏"],
            ["To: a list of tickets", "Rows: 1200", "in full"],
        ),
        (
            OfCalendars.CALENDAR_PUBLISHED,
            "calendar desk",
            {"version": 2},
            ["对象：{calendar}"],
            ["To: {calendar}"],
        ),
        (
            OfOperation.BACKUP_RESTORED,
            "a.tar",
            {"made_at": "2026-03-15T02:30:00+00:00"},
            ["对象：a.tar", "备份时间：2026-03-15 10:30"],
            ["To: a.tar", "Backup of: 2026-03-15 10:30"],
        ),
        (Audited.ROLES_BY_COMPANY, "nobody", {}, ["对象：nobody", "新增角色：无"], ["To: nobody"]),
        (OfOperation.BACKUP_RESTORED, "a.tar", {}, ["对象：a.tar"], ["To: a.tar"]),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_other_administrators_are_told_in_names_and_not_in_codes(
    cast, root, sink, action, target, data, zh, en, language
):
    User.objects.filter(pk=root.pk).update(language=language, email="root@example.com")
    root.refresh_from_db()
    WorkCalendar.objects.update_or_create(code="desk", defaults={"name": "东区客服日历"})
    if "holders" in data:
        data = {**data, "holders": [cast.staff["agent"].pk, 0]}
    act(cast.staff["admin"], action, target, **data)
    tell_of_dangerous_acts(at=AT)
    subject, text = mail_to(sink, root)
    names = {"agent": cast.staff["agent"].display_name, "calendar": "东区客服日历"}
    admin = cast.staff["admin"].display_name
    assert subject.startswith("服务台安全：" if language == "zh-hans" else "Security of the desk: ")
    for words in zh if language == "zh-hans" else en:
        assert words.format(**names) in text
    assert (
        f"操作人：{admin}（admin）" if language == "zh-hans" else f"By: {admin} (admin)"
    ) in text
    assert "2026-03-16 10:00" in text


@pytest.mark.parametrize("action", sorted(DANGEROUS | SETTINGS))
def test_every_act_is_told_in_words_though_its_line_says_no_more_than_its_code(
    cast, root, sink, action
):
    """A line that cannot be worded would keep all others from being told."""
    User.objects.update(language="en")
    act(cast.staff["admin"], action, "agent")
    act(cast.staff["manager"], Audited.PASSWORD_SET, "agent")
    tell_of_dangerous_acts(at=AT)
    assert "An administrator has set your password" in lines_of(cast.staff["agent"])
    for item in InboxItem.objects.all():
        assert action not in (item.data["summary"], item.data["summary_en"])


def test_what_nobody_did_is_told_as_such(cast, root):
    User.objects.update(language="en")
    act(None, Audited.ROLES_BY_COMPANY, given=["admin"], taken=[])
    tell_of_dangerous_acts(at=AT)
    assert ", by the system, without a person" in lines_of(root)
    own = lines_of(cast.staff["agent"])
    assert "By the company&#39;s log-in you were given: Administrator; taken: none" in own


def test_who_lost_the_second_factor_is_not_told_twice(cast, root):
    """That step tells the person itself."""
    act(cast.staff["admin"], Audited.SECOND_FACTOR_REMOVED, kind="totp")
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["root"]


def test_through_the_administration(cast, root):
    """From the form to the inbox of the person concerned."""
    agent = cast.staff["agent"]
    before = people.account_facts(agent)
    agent.groups.set(Group.objects.filter(name=Role.ENGINEER))
    people.record_account(agent, before, by=root, at=AT)
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["admin", "agent"]


SAID = {
    "zh-hans": ("对象：服务台参数", "变更内容：超过多少分钟未分配视为待分配过久"),
    "en": ("To: desk rule", "Changed: Minutes after which a ticket has been unassigned too long"),
}


def desk_numbers_form(browser):
    """The form of the desk's numbers as it stands, and where it is sent."""
    path = reverse("admin:tickets_deskrule_change", args=[DeskRule.objects.get().pk])
    form = browser.get(path).context["adminform"].form
    shown = {field.html_name: field.value() for field in form}
    return path, {name: "" if value is None else value for name, value in shown.items()}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_number_that_everybody_follows_is_told_by_its_name(cast, root, sink, language):
    User.objects.filter(pk=root.pk).update(language=language, email="root@example.com")
    root.refresh_from_db()
    browser = browser_of(cast.staff["admin"])
    path, form = desk_numbers_form(browser)
    assert browser.post(path, {**form, "unassigned_long_minutes": "77"}).status_code == 302
    (entry,) = AuditEntry.objects.filter(action="setting_changed")
    tell_of_dangerous_acts(at=entry.at)
    assert readers() == ["root"]
    _subject, text = mail_to(sink, root, entry.at)
    for words in SAID[language]:
        assert words in text


def test_what_is_deleted_is_told_but_the_roster(cast, root):
    admin, person = cast.staff["admin"], cast.staff["agent"]
    outlet = Outlet.objects.create(code="A1", name="东区网点")
    shift = DutyShift.objects.create(
        person=person, department=person.department, starts_at=AT, ends_at=AT + timedelta(hours=8)
    )
    for model, row in (("outlet", outlet), ("dutyshift", shift)):
        path = reverse(f"admin:accounts_{model}_delete", args=[row.pk])
        assert browser_of(root).post(path, {"post": "yes"}).status_code == 302
    assert AuditEntry.objects.filter(action="setting_deleted").count() == 2
    tell_of_dangerous_acts(at=AuditEntry.objects.latest("pk").at)
    (item,) = InboxItem.objects.all()
    assert item.user == admin
    assert "东区网点" in item.subject


def test_an_outlet_that_is_renamed_is_nobodys_alarm(cast, root):
    outlet = Outlet.objects.create(code="A1", name="东区网点")
    path = reverse("admin:accounts_outlet_change", args=[outlet.pk])
    sent = {"code": "A1", "name": "西区网点", "is_active": "on"}
    assert browser_of(cast.staff["admin"]).post(path, sent).status_code == 302
    (entry,) = AuditEntry.objects.filter(action="setting_changed")
    assert entry.data == {"fields": ["Name"], "is_dangerous": False}
    tell_of_dangerous_acts(at=entry.at)
    assert readers() == []


def test_rows_deleted_in_one_request_are_told_one_by_one(cast, root):
    """However alike their long names begin."""
    name = "华东一区第三服务网点及备件中心仓库（浦东新区张江路）"
    rows = [Outlet.objects.create(code=f"A{n}", name=f"{name}{n}") for n in range(3)]
    sent = {
        "action": "delete_selected",
        "_selected_action": [row.pk for row in rows],
        "post": "yes",
    }
    path = reverse("admin:accounts_outlet_changelist")
    assert browser_of(root).post(path, sent).status_code == 302
    entries = AuditEntry.objects.filter(action="setting_deleted")
    assert len({entry.request_id for entry in entries}) == 1 and len(entries) == 3
    tell_of_dangerous_acts(at=entries[0].at)
    assert InboxItem.objects.filter(user=cast.staff["admin"]).count() == 3
