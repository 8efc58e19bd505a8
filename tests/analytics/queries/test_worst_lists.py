"""The worst of the month as it is shown: reasons in words, ways on, and who is named."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.utils import translation

from accounts.models import User
from analytics.queries.look import Look
from analytics.queries.month_tables import Asked
from analytics.queries.worst_lists import worst_lists
from tests.factories.may_2024 import MAY, REPORT
from tests.fixtures import browser_of
from tickets.record.models import CauseCode, Ticket
from tickets.record.models.ticket import scope_of
from tickets.work.models import Confirmation, Diagnosis

pytestmark = pytest.mark.django_db


def look_of(person, **parts):
    asked = Asked(MAY, REPORT, seen=scope_of(person))
    return replace(Look(asked, person, "tickets", "avg_resolution"), **parts)


def lists_of(person, language="zh-hans", **parts):
    with translation.override(language):
        return {one.name: one for one in worst_lists(look_of(person, **parts))}


def test_four_lists_in_four_statements(may, django_assert_num_queries):
    manager = may.staff["manager"]
    look = look_of(manager)
    manager.has_perms(("customers.view_customer", "customers.see_names"))
    with django_assert_num_queries(4):
        found = worst_lists(look)
    assert [one.name for one in found] == ["slowest", "devices", "returned", "scores"]
    assert [len(one.rows) for one in found] == [10, 3, 1, 2]


def test_a_row_says_what_how_much_why_and_where(may):
    row = lists_of(may.staff["manager"])["slowest"].rows[0]
    assert (row.name.text, row.value.text) == ("202405-00128", "72.00 小时")
    assert (row.reason, row.department, row.customer) == ("常见故障", "物流部", "宏远物流有限公司")
    device = lists_of(may.staff["manager"])["devices"].rows[1]
    assert (device.name.text, device.about, device.value.text) == ("SV-750-23A09917", "SV-750", "3")
    assert device.details == ["已确认 3", "本月 2"]


def test_reasons_are_words_that_somebody_chose(may):
    row = Ticket.objects.get(number="202405-00126")
    Confirmation.objects.create(
        ticket=row,
        mode="online",
        result="not_solved",
        remark="还是坏的，电话 13812345678",
        signed_at=REPORT,
        recorded_at=REPORT,
    )
    Diagnosis.objects.create(
        ticket=row,
        by=may.staff["engineer"],
        at=REPORT,
        method="onsite",
        phenomenon="王先生说异响",
        cause_class="defect",
        cause_code=CauseCode.objects.get_or_create(name="元件老化")[0],
    )
    found = lists_of(may.staff["manager"])
    assert found["returned"].rows[0].reason == "客户退回1次；技术缺陷（元件老化）"
    assert found["scores"].rows[1].reason == "处理时效慢"
    english = lists_of(may.staff["manager"], "en")
    assert english["returned"].rows[0].reason == (
        "refused by the customer 1 time; Technical defect (元件老化)"
    )
    assert english["scores"].rows[1].reason == "Too slow"
    Diagnosis.objects.all().delete()
    assert lists_of(may.staff["manager"])["slowest"].rows[0].reason == "未记录原因"
    assert lists_of(may.staff["manager"])["devices"].rows[0].reason == "尚未诊断：软件bug"


def test_every_row_leads_somewhere_and_every_list_to_the_full_one(may):
    manager = may.staff["manager"]
    browser = browser_of(manager)
    found = lists_of(manager)
    for name in ("slowest", "returned", "scores"):
        one = found[name]
        assert {row.name.path for row in one.rows} == {
            f"/tickets/{row.name.text}/" for row in one.rows
        }
        behind = {row.number for row in browser.get(one.path).context["page"].rows}
        assert {row.name.text for row in one.rows} <= behind, name
    for row in found["devices"].rows:
        assert parse_qs(urlsplit(row.name.path).query) == {"view": ["all"], "q": [row.name.text]}
        shown = browser.get(row.name.path).content.decode()
        for number in Ticket.objects.filter(asset__serial=row.name.text).values_list("number"):
            assert number[0] in shown


def test_the_full_list_keeps_what_was_filtered(may):
    manager = may.staff["manager"]
    asked = Asked(MAY, REPORT, scope=replace(look_of(manager).asked.scope, tiers=("urgent",)))
    found = lists_of(manager, asked=asked)
    assert "tier=urgent" in found["slowest"].path
    numbers = {row.name.text for row in found["slowest"].rows}
    assert set(Ticket.objects.filter(number__in=numbers).values_list("tier", flat=True)) == {
        "urgent"
    }


def without_right(person, codename):
    """The same person, whose roles have lost a right."""
    right = Permission.objects.get(codename=codename)
    for group in person.groups.all():
        group.permissions.remove(right)
    return User.objects.get(pk=person.pk)


def test_who_may_not_see_names_reads_masked_ones(may):
    reader = without_right(may.staff["manager"], "see_names")
    for one in lists_of(reader).values():
        assert one.has_customers
        assert all("*" in row.customer for row in one.rows), one.name


def test_who_sees_no_customers_has_no_such_column(may):
    reader = without_right(may.staff["manager"], "view_customer")
    for one in lists_of(reader).values():
        assert not one.has_customers and "客户" not in one.columns
        assert not any(row.customer for row in one.rows)
        assert all(len(cells) == len(one.columns) for cells in one.cells)


def test_what_leaves_the_desk_is_masked(may):
    for one in lists_of(may.staff["manager"], has_offers=False).values():
        assert all("*" in row.customer for row in one.rows), one.name


def test_a_part_of_the_desk_has_its_own_worst(may):
    found = lists_of(may.staff["agent2"])
    assert [row.name.text for row in found["slowest"].rows] == ["202405-00128"]
    assert found["returned"].rows == found["devices"].rows == []


def test_a_table_has_a_cell_for_each_column(may):
    for one in lists_of(may.staff["manager"]).values():
        assert all(len(cells) == len(one.columns) for cells in one.cells)
        assert len(set(one.columns)) == len(one.columns)
