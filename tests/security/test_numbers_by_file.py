"""What a file may not do: push a series of numbers, name foreign customers, set states that take a right."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actions import numbers
from plans.actions import numbering
from tests.fixtures import browser_of, reported
from tests.support.history_imports import few, written
from tests.support.history_imports import run as run_history
from tests.support.register_sheets import line, register, run
from tickets.record.models import Ticket
from tickets.transfer.actions import imports
from tickets.transfer.domain.register_sheet import NUMBER_SHAPE
from tickets.transfer.imports import history
from tickets.transfer.imports.register import check_register
from tickets.transfer.models import ImportBatch

pytestmark = pytest.mark.django_db


def this_month():
    return f"{timezone.localtime():%Y%m}"


def written_now(delta=timedelta(hours=2)):
    return f"{timezone.localtime() - delta:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("serial", ["999999", "500000", "99999", "00900"])
def test_one_cell_far_ahead_moves_the_series_by_nothing(cast, tmp_path, serial):
    number = f"{this_month()}-{serial}"
    assert run(register(tmp_path, line(工单号=number)), "--commit")["created"] == 1
    assert reported(cast, timezone.now()).number == f"{this_month()}-00001"
    assert Ticket.objects.filter(number=number).exists()


def test_a_register_of_this_month_goes_on_where_it_ended(cast, tmp_path):
    rows = [line(工单号=f"{this_month()}-{n:05d}") for n in (1, 2, 4, 7)]
    run(register(tmp_path, *rows), "--commit")
    assert reported(cast, timezone.now()).number == f"{this_month()}-00008"


def test_a_number_that_lies_ahead_is_skipped_when_the_series_comes_there(cast, tmp_path):
    run(register(tmp_path, line(工单号=f"{this_month()}-00500")), "--commit")
    numbers.reserve_numbers(prefix="", period=this_month(), upto=499)
    issued = [reported(cast, timezone.now()).number for _n in range(2)]
    assert issued == [f"{this_month()}-00501", f"{this_month()}-00502"]


@pytest.mark.parametrize(
    "number", ["209912-00001", "202605-0000001", "202605-00000", "202613-00001", "202605-٠٠٠٠١"]
)
def test_a_number_that_the_desk_could_not_have_given_is_refused(tmp_path, number):
    answer = run(register(tmp_path, line(工单号=number)), "--commit")
    assert (answer["created"], answer["problems"][0]["column"]) == (0, "工单号")


def test_a_number_of_next_month_is_refused_by_a_register_and_by_a_history(tmp_path, sample):
    ahead = f"{timezone.localtime() + timedelta(days=40):%Y%m}-00001"
    answer = run(register(tmp_path, line(工单号=ahead)), "--commit")
    assert [problem["code"] for problem in answer["problems"]] == ["month_to_come"]
    rows = few(sample, 1)
    for row in rows:
        row["number"] = ahead
    answer = run_history(written(tmp_path / "ahead.csv", rows), "--commit")
    assert (answer["created"], answer["refused"]) == (0, 1)
    assert not Ticket.objects.exists()


def test_a_history_moves_the_series_by_nothing_either(cast, tmp_path, sample):
    rows = few(sample, 1)
    for row in rows:
        row["number"] = f"{this_month()}-999999"
    assert run_history(written(tmp_path / "far.csv", rows), "--commit")["created"] == 1
    number = reported(cast, timezone.now()).number
    assert number == f"{this_month()}-00001"
    assert NUMBER_SHAPE.match(number)


def test_a_plan_form_moves_the_series_of_plans_by_nothing():
    now = timezone.now()
    numbering.reserve_number(f"AF-{this_month()}-900000", at=now)
    assert numbering.issue_number(now) == f"AF-{this_month()}-001"


# --- the preview ----------------------------------------------------------------------------------------------------


def sent(person, path):
    """The page of a register that somebody has sent."""
    browser = browser_of(person)
    with path.open("rb") as file:
        place = browser.post("/tickets/import/", {"file": file}, follow=True)
    return browser, ImportBatch.objects.latest("pk"), place.content.decode()


def test_the_preview_names_no_customer_of_a_foreign_ticket(cast, tmp_path):
    foreign = reported(
        cast, timezone.now() - timedelta(hours=3), by="agent2", issue_type=cast.types["物流问题"]
    )
    rows = [line(工单号=foreign.number)]
    _browser, batch, page = sent(cast.staff["agent"], register(tmp_path, *rows))
    assert (batch.counts["refused"], foreign.customer.name in page) == (1, False)
    assert "已被占用" in page
    _browser, _batch, page = sent(cast.staff["supervisor"], register(tmp_path, *rows))
    assert foreign.customer.name in page, "control"


def test_the_preview_does_not_confirm_a_foreign_ticket_by_its_customer(cast, tmp_path):
    """A guess that is right is answered as one that is wrong."""
    at = timezone.localtime().replace(second=0, microsecond=0) - timedelta(hours=3)
    foreign = reported(cast, at, by="agent2", issue_type=cast.types["物流问题"])
    right = line(
        工单号=foreign.number,
        客户名称=foreign.customer.name,
        反馈时间=f"{at:%Y-%m-%d %H:%M}",
    )
    wrong = line(工单号=foreign.number)
    verdicts = [
        [row.verdict, [problem["reason"] for problem in row.problems]]
        for cells in (right, wrong)
        for row in sent(cast.staff["agent"], register(tmp_path, cells))[1].rows.all()
    ]
    assert verdicts[0] == verdicts[1]


# --- states ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "state", "is_taken"),
    [
        ("agent", "已归档", False),
        ("agent", "已取消", False),
        ("agent", "已关闭", True),
        ("agent", "处理中", True),
        ("supervisor", "已归档", False),
        ("supervisor", "已取消", True),
        ("manager", "已归档", True),
    ],
)
def test_a_register_sets_no_state_that_its_bringer_could_not_set(
    cast, tmp_path, who, state, is_taken
):
    path = register(tmp_path, line(处理状态=state))
    verdicts = check_register(path, path.name, by=cast.staff[who], now=timezone.now())
    assert verdicts.counts["created"] == is_taken
    if not is_taken:
        assert [problem.reason for problem in verdicts.problems] == ["state_right"]


def test_a_right_that_is_lost_before_the_rows_are_written_counts(cast, tmp_path):
    manager = cast.staff["manager"]
    browser, batch, _page = sent(
        manager, register(tmp_path, line(处理状态="已归档"), line(工单号="202405-00502"))
    )
    manager.groups.set(cast.staff["agent"].groups.all())
    browser.post(f"/tickets/import/{batch.pk}/commit/")
    batch.refresh_from_db()
    assert (batch.counts["created"], batch.counts["refused"]) == (1, 1)
    assert list(Ticket.objects.values_list("number", flat=True)) == ["202405-00502"]


def test_nothing_is_written_for_somebody_who_may_import_no_more(cast, tmp_path):
    agent = cast.staff["agent"]
    _browser, batch, _page = sent(agent, register(tmp_path, line()))
    ImportBatch.objects.filter(pk=batch.pk).update(requested_at=timezone.now())
    agent.groups.clear()
    imports.commit_requested_batches(at=timezone.now())
    batch.refresh_from_db()
    assert (Ticket.objects.count(), batch.committed_at, bool(batch.read_error)) == (0, None, True)
    assert imports.commit_requested_batches(at=timezone.now()) == 0, "asked for once"


def test_a_row_whose_number_was_given_away_meanwhile_is_told(cast, tmp_path):
    number = f"{this_month()}-00001"
    browser, batch, _page = sent(
        cast.staff["agent"], register(tmp_path, line(工单号=number), line(工单号="202405-00502"))
    )
    assert reported(cast, timezone.now()).number == number
    browser.post(f"/tickets/import/{batch.pk}/commit/")
    batch.refresh_from_db()
    assert (batch.counts["created"], batch.counts["refused"]) == (1, 1)
    page = browser.get(f"/tickets/import/{batch.pk}/").content.decode()
    assert "在文件读取之后已被占用" in page


def test_a_history_sets_no_state_that_its_bringer_could_not_set(cast, sample):
    """All three hundred are closed in the end."""
    mapping = history.mapping_at("servicenow")
    now = timezone.now()
    replaced = cast.staff["replacement"] if "replacement" in cast.staff else cast.staff["engineer"]
    for person, is_taken in ((cast.staff["agent"], True), (replaced, False)):
        outcome = history.bring_in(sample, mapping, by=person, at=now, is_dry=True)
        assert (outcome.counts["created"] > 0) == is_taken
