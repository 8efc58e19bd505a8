"""The administration speaks the reader's language, and calls a role a role."""

from __future__ import annotations

import re
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from accounts.models import User
from accounts.queries.labels import right_label
from core.models import AuditEntry
from tests.fixtures import browser_of, small_cast

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
THEIRS = Path(django.__file__).parent / "contrib"
LATIN = re.compile(r"[A-Za-z]{3,}")
NAMES = {"VIP", "Webhook"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return small_cast().staff["admin"]


def texts(path: Path) -> set[tuple[str, str]]:
    """Context and text of every message that has a translation."""
    with path.open("rb") as file:
        return {
            (entry.context or "", entry.id if isinstance(entry.id, str) else entry.id[0])
            for entry in read_po(file)
            if entry.id and not entry.fuzzy and all(_as_tuple(entry.string))
        }


def _as_tuple(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def asked_for(path: Path) -> set[tuple[str, str]]:
    """Context and text of every message, translated or not."""
    with path.open("rb") as file:
        return {
            (entry.context or "", entry.id if isinstance(entry.id, str) else entry.id[0])
            for entry in read_po(file)
            if entry.id
        }


@pytest.mark.parametrize(
    ("app", "domain"),
    [
        ("admin", "django"),
        ("admin", "djangojs"),
        ("auth", "django"),
        ("contenttypes", "django"),
        ("sessions", "django"),
    ],
)
def test_nothing_that_django_says_is_left_in_english(app: str, domain: str) -> None:
    locale = THEIRS / app / "locale"
    file = f"LC_MESSAGES/{domain}.po"
    said = texts(locale / "zh_Hans" / file) | texts(OURS / f"{domain}.po")
    assert asked_for(locale / "en" / file) - said == set()


def test_every_right_that_a_role_can_be_given_is_in_chinese(keeper: User) -> None:
    page = browser_of(keeper).get(reverse("admin:auth_group_add"))
    choices = page.context["adminform"].form.fields["permissions"].choices
    labels = [str(label) for _value, label in choices]
    assert [label for label in labels if set(LATIN.findall(label)) - NAMES] == []
    assert "工单与时限 | 工单 | 受理工单" in labels
    assert "人员与权限 | 人员 | 修改" in labels
    assert "工作日历 | 日历特殊日期 | 删除" in labels


def test_no_right_that_a_role_has_is_taken_away_by_saving_it(keeper: User) -> None:
    root = User.objects.create(username="root", is_superuser=True, is_staff=True)
    for group in Group.objects.all():
        browser = browser_of(root)
        path = reverse("admin:auth_group_change", args=[group.pk])
        page = browser.get(path)
        before = set(group.permissions.values_list("pk", flat=True))
        offered = {row.pk for row in page.context["adminform"].form.fields["permissions"].queryset}
        assert before <= offered, group


def test_rights_are_in_english_for_an_english_reader() -> None:
    right = Permission.objects.get(codename="change_user")
    with translation.override("en"):
        assert right_label(right) == "People and rights | person | change"


def shown(answer: HttpResponse) -> str:
    page = answer.content.decode()
    return re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)


def test_a_role_is_called_by_its_name_on_every_page_of_it(keeper: User) -> None:
    browser = browser_of(keeper)
    group = Group.objects.get(name=Role.ENGINEER)
    listed = shown(browser.get(reverse("admin:auth_group_changelist")))
    assert "售后工程师" in listed and ">engineer<" not in listed
    page = shown(browser.get(reverse("admin:auth_group_change", args=[group.pk])))
    assert "<title>" in page and "售后工程师" in page
    assert "修改角色" in re.sub(r"\s", "", page)
    people = shown(browser.get(reverse("admin:accounts_user_changelist")))
    assert "售后工程师" in people and ">engineer</a></li>" not in people
    filtered = browser.get(reverse("admin:accounts_user_changelist") + "?role=engineer")
    assert [row.username for row in filtered.context["cl"].queryset] == ["engineer", "engineer2"]


def test_a_form_with_faults_says_so_in_chinese(keeper: User) -> None:
    page = browser_of(keeper).post(reverse("admin:accounts_outlet_add"), {"_save": "1"})
    assert re.search(r"<title>\s*错误：", page.content.decode())
    day = browser_of(keeper).post(reverse("admin:calendars_calendarday_add"), {"_save": "1"})
    faults = re.findall(r'class="errorlist".*?</ul>', day.content.decode(), re.DOTALL)
    assert faults and not any("None" in fault for fault in faults)


def test_the_pickers_of_the_administration_speak_chinese(keeper: User) -> None:
    words = browser_of(keeper).get(reverse("admin:jsi18n")).content.decode()
    assert '"Choose all %s": "\\u6dfb\\u52a0\\u5168\\u90e8%s"' in words


@pytest.mark.parametrize(
    ("action", "target", "zh", "en"),
    [
        ("reveal_contact", "ticket 202405-00123", "工单 202405-00123", "ticket 202405-00123"),
        ("reveal_contact", "plan AF-202407-001", "方案 AF-202407-001", "plan AF-202407-001"),
        ("reveal_contact", "contact 7", "联系人 7", "contact 7"),
        ("reveal_contact", "F19", "F19", "F19"),
        ("setting_changed", "slakind 首次响应", "时限类型 首次响应", "kind of limit 首次响应"),
        ("setting_changed", "deskrule 服务台参数", "服务台参数", "desk rule 服务台参数"),
        ("setting_changed", "lostandgone 7", "lostandgone 7", "lostandgone 7"),
    ],
)
def test_the_audit_ledger_names_its_things(action: str, target: str, zh: str, en: str) -> None:
    """Of a setting its table."""
    entry = AuditEntry(at=timezone.now(), action=action, target=target)
    with translation.override("zh-hans"):
        assert entry.target_label == zh
    with translation.override("en"):
        assert entry.target_label == en
