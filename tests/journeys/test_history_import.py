"""Somebody who is no programmer brings the tickets of the former help desk in."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Seats
from tests.tickets.world import Cast
from tickets.record.enums import Status, Tier
from tickets.record.models import Ticket
from tickets.transfer.imports.history.uploads import work_on_histories

pytestmark = pytest.mark.django_db(transaction=True)

LIST = """旧系统工单导出,,,,,
单号,状态,报修时间,客户名称,故障描述,等级
W001,已办结,2025-03-01 09:05,华启制造,卡纸,特
W002,流转中,2025-03-02 14:30,远帆科技,漏墨,普
"""


def worker_takes_its_turn(page: Page) -> None:
    """The page waits for the worker, who does what was asked for."""
    expect(page.locator("progress.reading")).to_be_visible()
    assert work_on_histories(at=timezone.now()) == 1


def test_a_list_is_mapped_looked_at_and_imported(cast: Cast, seats: Seats, tmp_path: Path) -> None:
    path = tmp_path / "旧系统.csv"
    path.write_text(LIST, encoding="gb18030")
    page = seats.open("supervisor")
    page.goto("/tickets/import/")
    page.get_by_role("link", name="其他系统的历史工单").click()
    page.locator("#id_file").set_input_files(path)
    page.get_by_role("button", name="识别各列").click()
    worker_takes_its_turn(page)

    # What the file calls its columns is seen, with what stands in them.
    state = page.locator("#id_column_state")
    expect(state).to_have_value("1")
    expect(state.locator("option:checked")).to_have_text("状态 · 已办结")
    expect(page.get_by_label("特", exact=True)).to_have_count(0)
    page.locator("#id_column_tier").select_option("5")
    page.get_by_label("特", exact=True).select_option("urgent")
    page.get_by_label("普", exact=True).select_option("general")
    page.locator("#id_source").fill("旧系统")
    page.get_by_role("button", name="查看十张工单").click()
    worker_takes_its_turn(page)

    # A word is still not decided: said, with its ticket left out.
    expect(page.locator(".tried-tickets tbody tr")).to_have_count(1)
    expect(page.locator(".file-account.is-left").first).to_contain_text("流转中")
    assert not Ticket.objects.exists()

    page.get_by_label("流转中", exact=True).select_option("processing")
    page.get_by_role("button", name="查看十张工单").click()
    worker_takes_its_turn(page)
    expect(page.locator(".tried-tickets tbody tr")).to_have_count(2)
    expect(page.locator(".tried-tickets .tier-urgent")).to_have_text("紧急")
    page.get_by_role("button", name="导入 2 张工单").click()
    worker_takes_its_turn(page)
    expect(page.locator(".alert-success")).to_contain_text("已于")
    tickets = Ticket.objects.order_by("number").values_list("number", "status", "tier")
    assert list(tickets) == [
        ("W001", Status.CLOSED, Tier.URGENT),
        ("W002", Status.PROCESSING, Tier.GENERAL),
    ]
