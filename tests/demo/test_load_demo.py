"""The demo holds the sources' own figures (E2, E9) and loads once."""

import io
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from django.db.models import Avg, F
from django.utils import timezone

from analytics.models import (
    DataAudit,
    Measure,
    MeasureCycle,
    MonthlyReport,
    RectificationRequest,
)
from analytics.queries.month_tables import month_before
from customers.rules import UNMASKED
from demo.inboxes import MOST
from feedback.enums import CallKind
from feedback.models import CallAttempt, Invitation
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries.failures import failures_by_model
from metrics.queries.measure import measured_figure
from notifications.models import InboxItem
from tests.seed_rows import restore_tables
from tests.tickets.world import at, local
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import Status
from tickets.record.models import Ticket
from tickets.transfer.exports import forms
from tickets.work.models import CooperationItem

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_demo", stdout=io.StringIO())
        yield
        restore_tables()


def may() -> list[Ticket]:
    """The twelve of E9, without the one that came again and was merged."""
    counted = Ticket.objects.exclude(status=Status.MERGED)
    return list(counted.filter(number__startswith="202405-").order_by("number"))


def test_the_ticket_that_came_again_was_merged(demo):
    merged = Ticket.objects.get(status=Status.MERGED)
    assert (merged.number, merged.merged_into.number) == ("202405-00135", "202405-00129")
    assert merged.asset == merged.merged_into.asset
    span = FigureSpan.month(date(2024, 5, 1))
    solved = measured_figure("fcr", FigureScope(), span, at=at("2024-06-01 10:00"))
    assert (solved.value, solved.count) == (80, 10)


def test_loading_again_changes_nothing(demo):
    before = Ticket.objects.count()
    call_command("load_demo", stdout=io.StringIO())
    assert Ticket.objects.count() == before


def test_every_state_has_tickets(demo):
    shown = set(Ticket.objects.values_list("status", flat=True))
    assert shown >= set(Status) - {Status.ARCHIVED}


def test_e9_numbers_and_times(demo):
    tickets = may()
    assert [ticket.number[-3:] for ticket in tickets] == [str(n) for n in range(123, 135)]
    answered = Ticket.objects.filter(number__startswith="202405-", first_responded_at__isnull=False)
    answered = answered.exclude(status=Status.MERGED)
    mean = answered.aggregate(mean=Avg(F("first_responded_at") - F("reported_at")))["mean"]
    assert mean == timedelta(minutes=305) / 11
    resolved = [
        ticket
        for ticket in tickets
        if ticket.resolved_at and ticket.resolved_at < at("2024-06-01 00:00")
    ]
    assert sum(
        (ticket.resolved_at - ticket.reported_at for ticket in resolved), timedelta()
    ) == timedelta(minutes=11_895)


def test_e9_acknowledgement_compliance(demo):
    rows = SlaClock.objects.filter(ticket__in=may(), kind__code="ack").select_related("ticket")
    missed = {
        row.ticket.number[-3:]
        for row in rows
        if row.state in (ClockState.BREACHED_STOPPED, ClockState.BREACHED_RUNNING)
    }
    assert (len(rows), missed) == (12, {"126", "129", "134"})


def test_e9_resolution_within_24_hours(demo):
    rows = SlaClock.objects.filter(
        ticket__number__startswith="202405-", kind__code="resolve", cycle=1
    ).select_related("ticket")
    states = {row.ticket.number[-3:]: row.state for row in rows}
    assert states == {"125": "met", "126": "breached_stopped", "130": "met", "132": "met"}


def test_the_last_month_has_waits_for_parts_that_ended(demo):
    month = month_before(timezone.localdate().replace(day=1))
    found = measured_figure("part_delay", FigureScope(), FigureSpan.month(month), at=timezone.now())
    assert (found.count, found.value) == (3, Decimal(95) / 3)


def test_e2_the_execution_form(demo, tmp_path):
    ticket = Ticket.objects.get(issue_no="CX2023901")
    assert (local(ticket.fixed_at), local(ticket.resolved_at)) == (
        "2023-10-01 10:30",
        "2023-10-01 10:35",
    )
    path = tmp_path / "f3.xlsx"
    call_command(
        "export_form",
        "F3",
        "--ticket",
        ticket.number,
        "--out",
        str(path),
        "--unmasked",
        stdout=io.StringIO(),
    )
    rows = dict(
        openpyxl.load_workbook(path).active.iter_rows(min_row=2, max_col=2, values_only=True)
    )
    assert rows["问题编号"] == "CX2023901"
    assert rows["提交时间"] == "2023-10-01 09:30"
    assert rows["任务分配时间"] == "2023-10-01 09:45"
    assert rows["截止时间"] == "2023-10-01 12:00"
    assert (
        rows["处理进度记录"]
        == "09:45-10:00:检查服务器，运行正常\n10:00-10:30:指导客户清理缓存，页面恢复"
    )
    assert (rows["反馈时间"], rows["反馈渠道"], rows["满意度评分"], rows["是否闭环"]) == (
        "2023-10-01 10:35",
        "电话",
        "5",
        "是",
    )
    callback = SlaClock.objects.get(ticket=ticket, kind__code="result_callback")
    assert (callback.state, local(callback.due_at)) == (ClockState.MET, "2023-10-02 10:35")


def test_three_months_lie_behind_it(demo):
    now = timezone.now()
    solved = Ticket.objects.filter(resolved_at__gte=now - timedelta(days=95))
    months = {timezone.localtime(ticket.resolved_at).strftime("%Y-%m") for ticket in solved}
    assert len(months) >= 3 and solved.count() > 100
    for key in ("csat_avg", "csat_phone", "nps", "refused", "confirmed", "low_answers"):
        span = FigureSpan((now - timedelta(days=90)).date(), now.date())
        found = measured_figure(key, FigureScope(), span, at=now)
        assert found.count > 5, key
        assert key != "refused" or 0 < found.value < 30


def test_low_scores_were_called_about_and_say_why(demo):
    calls = CallAttempt.objects.filter(kind=CallKind.LOW)
    assert calls.count() > 5 and not calls.filter(reason=None).exists()
    lines = list(forms.tables()["F8"].form_lines(Ticket.objects.all(), UNMASKED))
    assert len(lines) > 5


def test_a_regular_survey_and_a_list_for_the_customer_are_under_way(demo):
    assert Invitation.objects.filter(answered_at__isnull=False).count() >= 3
    assert CooperationItem.objects.open().filter(is_blocking=True).exists()


def test_every_inbox_holds_what_can_be_read(demo):
    counts = Counter(InboxItem.objects.values_list("user__username", flat=True))
    assert max(counts.values()) <= MOST and counts["engineer"] >= 5


def test_three_months_are_reported_and_the_last_one_waits(demo):
    states = MonthlyReport.objects.order_by("month").values_list("state", flat=True)
    assert list(states) == ["issued", "issued", "draft"]


def test_measures_prove_themselves_or_begin_anew(demo):
    phases = dict(Measure.objects.values_list("description", "phase"))
    assert phases == {
        "夜班增加一名值班工程师": "act",
        "上门前先远程诊断": "plan",
        "常用备件前置到华东网点": "plan",
    }
    assert MeasureCycle.objects.get(number=2).measure.description == "上门前先远程诊断"


def test_models_of_which_three_devices_failed_are_to_be_rectified(demo):
    today = timezone.localdate()
    failing = {row.key for row in failures_by_model(FigureSpan.month(today)) if row.failed >= 3}
    requests = RectificationRequest.objects.filter(month=today.replace(day=1))
    assert {request.model_id for request in requests} == failing
    assert {request.department.name for request in requests} <= {"产品部"}


def test_two_weeks_are_audited_and_the_last_one_waits(demo):
    signed, waiting = DataAudit.objects.order_by("starts_on")
    assert signed.is_signed and signed.total and signed.until == waiting.starts_on
    assert not waiting.is_signed and waiting.findings.open().exists()
