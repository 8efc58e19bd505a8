"""An administrator who turns: nobody gives themselves rights, nor touches somebody who has as much or more.

What may be done stands in the ledger.
"""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.domain.ranks import POWERS
from accounts.enums import Audited, Role
from accounts.models import Outlet, RoleSecurity, User
from accounts.queries.rights import default_action
from core.models import AuditEntry
from notifications.models import MessageTemplate
from tests.fixtures import browser_of, typed

pytestmark = pytest.mark.django_db

STRONG = "kein-gewoehnliches-Wort-9174"


@pytest.fixture
def admin(cast):
    """The role that manages people, and no superuser."""
    person = cast.staff["admin"]
    assert not person.is_superuser
    return person


@pytest.fixture
def root(cast):
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def change_page(person):
    return reverse("admin:accounts_user_change", args=[person.pk])


def password_page(person):
    return reverse("admin:auth_user_password_change", args=[person.pk])


def role_page(name):
    return reverse("admin:auth_group_change", args=[Group.objects.get(name=name).pk])


def roles_of(person):
    return sorted(person.groups.values_list("name", flat=True))


def save(browser, page, **changes):
    """The form as a page shows it, some fields typed over; fields that are not on it are sent all the same."""
    shown = browser.get(page)
    form = typed(shown.context["adminform"].form)
    for name, value in form.items():
        if isinstance(value, list):
            form[name] = [getattr(one, "pk", one) for one in value]
    days = {"date_joined_0": "2024-01-01", "date_joined_1": "00:00"}
    below = {"security-TOTAL_FORMS": "0", "security-INITIAL_FORMS": "0"}
    return browser.post(page, {**form, **days, **below, **changes})


def entries(*actions):
    return list(AuditEntry.objects.filter(action__in=actions).values_list("target", flat=True))


@pytest.mark.parametrize("who", ["root", "manager", "admin2", "supervisor", "analyst"])
def test_nobody_sets_the_password_of_somebody_who_has_as_much_or_more(cast, admin, root, who):
    other = User.objects.create(username="admin2", is_staff=True)
    other.groups.set(admin.groups.all())
    person = {**cast.staff, "root": root, "admin2": other}[who]
    before = person.password
    browser = browser_of(admin)
    sent = {"password1": STRONG, "password2": STRONG, "usable_password": "true"}
    assert browser.post(password_page(person), sent).status_code == 403
    person.refresh_from_db()
    assert person.password == before
    assert not entries(Audited.PASSWORD_SET)


def test_the_password_of_an_agent_is_set_and_stands_in_the_ledger(cast, admin):
    agent = cast.staff["agent"]
    sent = {"password1": STRONG, "password2": STRONG, "usable_password": "true"}
    assert browser_of(admin).post(password_page(agent), sent).status_code == 302
    agent.refresh_from_db()
    assert agent.check_password(STRONG)
    assert entries(Audited.PASSWORD_SET) == ["agent"]


def test_nobody_makes_themselves_manager(admin):
    manager = Group.objects.get(name=Role.MANAGER)
    before = roles_of(admin)
    answer = save(browser_of(admin), change_page(admin), groups=[manager.pk], is_superuser="on")
    assert answer.status_code in (200, 302)
    admin.refresh_from_db()
    assert (roles_of(admin), admin.is_superuser) == (before, False)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.SUPERVISOR, Role.ANALYST])
def test_no_powerful_role_is_given_to_a_helper(cast, admin, role):
    agent = cast.staff["agent"]
    given = Group.objects.get(name=role)
    save(browser_of(admin), change_page(agent), groups=[given.pk])
    assert roles_of(agent) == [Role.AGENT]
    new = {"username": "puppet", "groups": [given.pk], "usable_password": "true"}
    sent = {**new, "display_name": "木偶", "password1": STRONG, "password2": STRONG}
    browser_of(admin).post(reverse("admin:accounts_user_add"), sent)
    puppet = User.objects.filter(username="puppet").first()
    assert puppet is None or roles_of(puppet) == []


@pytest.mark.parametrize("who", ["root", "manager", "supervisor"])
def test_the_account_of_somebody_who_has_more_is_only_looked_at(cast, admin, root, who):
    """Another mail address would be another way to a new password."""
    person = root if who == "root" else cast.staff[who]
    answer = browser_of(admin).post(
        change_page(person), {"username": who, "email": "evil@example.com"}
    )
    assert answer.status_code == 403
    person.refresh_from_db()
    assert person.email != "evil@example.com"


def test_root_is_not_switched_off_by_an_administrator(admin, root):
    browser = browser_of(admin)
    path = reverse("handover", args=[root.username])
    assert (browser.get(path).status_code, browser.post(path).status_code) == (404, 404)
    root.refresh_from_db()
    assert root.is_active


def test_nobody_adds_rights_to_the_own_role_or_power_to_any(admin):
    rights = list(Permission.objects.filter(codename__in=["see_all", "archive_ticket"]))
    own = browser_of(admin).post(
        role_page(Role.ADMIN), {"name": Role.ADMIN, "permissions": [right.pk for right in rights]}
    )
    assert own.status_code == 403
    trainer = Group.objects.get(name=Role.TRAINER)
    before = set(trainer.permissions.all())
    answer = save(
        browser_of(admin), role_page(Role.TRAINER), permissions=[right.pk for right in rights]
    )
    assert answer.status_code == 200
    assert "您无权授予这些权限" in answer.content.decode()
    assert set(trainer.permissions.all()) == before
    new = browser_of(admin).post(
        reverse("admin:auth_group_add"),
        {"name": "超级", "permissions": [right.pk for right in rights]},
    )
    assert (new.status_code, Group.objects.filter(name="超级").exists()) == (200, False)


@pytest.mark.parametrize(
    "right",
    ["export_unmasked", "see_all", "see_all_plans", "publish_rules", "change_messagetemplate"],
)
def test_a_role_with_one_power_is_neither_made_nor_given_by_an_administrator(cast, admin, right):
    power = Permission.objects.get(codename=right)
    browser = browser_of(admin)
    made = browser.post(
        reverse("admin:auth_group_add"), {"name": "出口", "permissions": [power.pk]}
    )
    assert (made.status_code, Group.objects.filter(name="出口").exists()) == (200, False)
    role = Group.objects.create(name="出口")
    role.permissions.add(power)
    page = browser.get(change_page(cast.staff["agent"])).content.decode()
    assert "出口" in page.partition("只有超级用户可以授予以下角色")[2]
    save(browser, change_page(cast.staff["agent"]), groups=[role.pk])
    assert roles_of(cast.staff["agent"]) == [Role.AGENT]
    assert browser.post(role_page("出口"), {"name": "出口"}).status_code == 403
    cast.staff["agent"].groups.set([role])
    save(browser, change_page(cast.staff["agent"]), groups=[])
    assert roles_of(cast.staff["agent"]) == ["出口"], "nor taken away with a new password"


def test_a_role_without_power_is_made_and_given(cast, admin):
    right = Permission.objects.get(codename="import_ticket")
    browser = browser_of(admin)
    made = browser.post(
        reverse("admin:auth_group_add"),
        {
            "name": "导入",
            "permissions": [right.pk],
            "security-TOTAL_FORMS": "0",
            "security-INITIAL_FORMS": "0",
        },
    )
    assert made.status_code == 302
    save(browser, change_page(cast.staff["agent"]), groups=[Group.objects.get(name="导入").pk])
    assert roles_of(cast.staff["agent"]) == ["导入"]


# Rights with a name that were judged to be no power (decision 28).
NO_POWERS = """
tickets.see_department tickets.register_ticket tickets.accept_ticket tickets.contact_ticket
tickets.attach_ticket tickets.assign_ticket tickets.retier_ticket tickets.promise_ticket
tickets.diagnose_ticket tickets.solve_ticket tickets.approve_solution tickets.process_ticket
tickets.wait_ticket tickets.confirm_ticket tickets.close_ticket tickets.cancel_ticket
tickets.merge_ticket tickets.low_callback_ticket tickets.correct_report_time tickets.import_ticket
tickets.export_ticket
customers.see_names customers.reveal_contact
plans.propose_plan plans.lead_plan plans.evaluate_plan plans.export_plan
analytics.issue_monthlyreport analytics.carry_out_dataaudit
analytics.carry_out_rectification analytics.verify_rectification analytics.lead_measure
analytics.manage_award
knowledge.write_article knowledge.publish_article
"""


def test_every_right_with_a_name_was_judged():
    """A new one is a power, or belongs into the list above."""
    rows = Permission.objects.select_related("content_type")
    rights = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    named = {name for name, row in rights.items() if default_action(row) is None}
    assert rights.keys() >= POWERS
    assert named - POWERS == set(NO_POWERS.split())


def test_what_an_administrator_may_do_stands_in_the_ledger(cast, admin):
    agent, browser = cast.staff["agent"], browser_of(admin)
    engineer = Group.objects.get(name=Role.ENGINEER)
    save(browser, change_page(agent), groups=[engineer.pk], email="neu@example.com")
    changed = AuditEntry.objects.get(action=Audited.ROLES_CHANGED)
    assert (changed.actor, changed.target, changed.data) == (
        admin,
        "agent",
        {"before": ["agent"], "after": ["engineer"]},
    )
    fields = AuditEntry.objects.get(action=Audited.PERSON_CHANGED).data["fields"]
    assert fields == ["email"]
    assert "neu@example.com" not in str(list(AuditEntry.objects.values_list("data")))
    right = Permission.objects.get(codename="view_outlet")
    save(browser, role_page(Role.TRAINER), permissions=[right.pk])
    line = AuditEntry.objects.get(action=Audited.ROLE_RIGHTS_CHANGED)
    assert (line.target, line.data["given"]) == ("trainer", ["accounts.view_outlet"])


def test_a_superuser_may_do_all_of_it(cast, root):
    manager = Group.objects.get(name=Role.MANAGER)
    save(browser_of(root), change_page(cast.staff["agent"]), groups=[manager.pk])
    assert roles_of(cast.staff["agent"]) == [Role.MANAGER]


def test_the_words_around_a_link_that_opens_an_account_are_roots_affair(admin, root):
    """Else a link to a new password could be led to a stranger."""
    for topic in ("password", "security", "oversight"):
        template = MessageTemplate.objects.get(topic=topic)
        path = reverse("admin:notifications_messagetemplate_change", args=[template.pk])
        evil = {
            "subject_zh": "x",
            "body_zh": "https://evil.example/?{url}",
            "subject_en": "x",
            "body_en": "x",
        }
        assert browser_of(admin).post(path, evil).status_code == 403
        assert browser_of(root).post(path, evil).status_code == 302
        template.refresh_from_db()
        assert "evil" in template.body_zh, "control"
    lines = AuditEntry.objects.filter(action="setting_changed", actor=root)
    assert lines.count() == 3


def test_a_second_factor_that_a_role_needs_no_more_stands_in_the_ledger(cast, root):
    group = Group.objects.get(name=Role.TRAINER)
    security = RoleSecurity.objects.create(role=group, needs_second_factor=True)
    rights = list(group.permissions.values_list("pk", flat=True))
    save(
        browser_of(root),
        role_page(Role.TRAINER),
        permissions=rights,
        **{
            "security-TOTAL_FORMS": "1",
            "security-INITIAL_FORMS": "1",
            "security-0-role": group.pk,
        },
    )
    security.refresh_from_db()
    line = AuditEntry.objects.get(action=Audited.ROLE_RIGHTS_CHANGED)
    assert (security.needs_second_factor, line.data["taken"]) == (False, ["needs_second_factor"])


def test_what_is_deleted_stands_in_the_ledger(cast, root):
    outlet = Outlet.objects.create(code="A1", name="东区网点")
    browser_of(root).post(
        reverse("admin:accounts_outlet_delete", args=[outlet.pk]), {"post": "yes"}
    )
    assert not Outlet.objects.filter(pk=outlet.pk).exists()
    assert [target for target in entries("setting_deleted") if "东区网点" in target]


def test_the_last_superuser_stays(cast, admin, root):
    path = reverse("handover", args=[root.username])
    other = User.objects.create(username="root2", is_superuser=True, is_staff=True)
    assert browser_of(other).post(path).status_code == 302, "control"
    assert browser_of(other).post(reverse("handover", args=["root2"])).status_code == 422
    other.refresh_from_db()
    assert other.is_active


# --- who appoints managers where nobody could ------------------------------------------------------

SAYS_HOW = ["/operations/", "/admin/accounts/user/", "/admin/accounts/user/?is_active__exact=0"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "目前没有在职的超级用户"), ("en", "No superuser works here")],
)
@pytest.mark.parametrize("page", SAYS_HOW)
def test_a_desk_without_superuser_reads_how_to_make_one(cast, admin, page, language, words):
    User.objects.filter(pk=admin.pk).update(language=language)
    User.objects.create(username="left", is_superuser=True, is_staff=True, is_active=False)
    shown = browser_of(admin).get(page).content.decode()
    assert words in shown and "manage.py createsuperuser" in shown


@pytest.mark.parametrize("page", SAYS_HOW)
def test_where_one_works_nothing_is_said(cast, admin, root, page):
    assert "createsuperuser" not in browser_of(admin).get(page).content.decode()
