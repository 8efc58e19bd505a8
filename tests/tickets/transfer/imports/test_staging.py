"""A large register is read by the worker, which says how far it is; nothing is lost on the way."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from documents.actions import stored_path
from documents.models import StoredFile
from tests.fixtures import browser_of
from tests.tickets.world import team
from tickets.transfer.actions import imports
from tickets.transfer.imports import staging
from tickets.transfer.imports.register import check_register
from tickets.transfer.models import ImportBatch

pytestmark = pytest.mark.django_db

HEADER = ("工单号", "客户名称", "反馈时间", "问题描述(摘要)", "问题分级", "当前状态", "反馈渠道")
ROWS = 5_000


@pytest.fixture
def browser():
    return browser_of(team().staff["supervisor"])


def workbook(header=HEADER, rows=ROWS):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("登记表")
    sheet.append(header)
    for n in range(1, rows + 1):
        row = (
            f"202405-{n:05d}",
            f"客户{n:05d}有限公司",
            "2024-05-06 09:00",
            f"第{n}个问题，设备报警",
        )
        sheet.append((*row, "一般", "已归档", "电话"))
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("登记表.xlsx", stream.getvalue())


def sent(browser, file):
    answer = browser.post("/tickets/import/", {"file": file})
    assert answer.status_code == 302
    return answer["Location"], ImportBatch.objects.get()


def test_a_large_register_is_read_while_the_page_follows(browser):
    page, batch = sent(browser, workbook())
    assert batch.is_reading
    shown = browser.get(page).content.decode()
    assert "<progress" in shown and 'hx-trigger="every 1s"' in shown
    assert browser.post(f"{page}commit/").status_code == 409
    assert "登记表.xlsx" in browser.get("/tickets/import/").content.decode()
    imports.note_rows_read(batch, 2_500, ROWS + 1)
    assert "2500 / 5001" in browser.get(page).content.decode()

    path = stored_path(batch.file)
    assert path.is_file()
    assert staging.read_waiting_files(at=timezone.now()) == 1
    batch.refresh_from_db()
    assert not batch.is_reading
    assert (batch.rows_read, batch.rows_total) == (ROWS, ROWS + 1)
    assert batch.counts["created"] + batch.counts["refused"] == ROWS
    assert batch.rows.count() == ROWS
    assert "<progress" not in browser.get(page).content.decode()
    # The file held customers' data and is needed no more.
    assert not StoredFile.objects.exists()
    assert staging.read_waiting_files(at=timezone.now()) == 0


def test_a_large_file_without_a_register_is_refused_with_the_reason(browser):
    page, _batch = sent(browser, workbook(header=("编号", "内容")))
    staging.read_waiting_files(at=timezone.now())
    shown = browser.get(page).content.decode()
    assert 'role="alert"' in shown and "工单号" in shown
    batch = ImportBatch.objects.get()
    assert (batch.is_reading, batch.rows.count()) == (False, 0)
    assert browser.post(f"{page}commit/").status_code == 409
    assert ImportBatch.objects.get().committed_at is None


def test_a_worker_that_dies_is_followed_by_another(browser):
    _page, batch = sent(browser, workbook())
    counts = []

    def die_half_way(count, _total):
        counts.append(count)
        if count >= ROWS // 2:
            raise MemoryError

    with pytest.raises(MemoryError):
        check_register(
            stored_path(batch.file),
            batch.name,
            by=batch.by,
            now=timezone.now(),
            on_progress=die_half_way,
        )
    assert counts == list(range(0, ROWS // 2 + 1, 250))
    assert batch.rows.count() == 0
    assert staging.read_waiting_files(at=timezone.now()) == 1
    assert batch.rows.count() == ROWS


def test_a_file_that_cannot_be_read_stops_none_behind_it(browser):
    _page, gone = sent(browser, workbook())
    stored_path(gone.file).unlink()
    browser.post("/tickets/import/", {"file": workbook(header=("编号", "内容"))})
    assert staging.read_waiting_files(at=timezone.now()) == 2
    gone.refresh_from_db()
    assert gone.read_error
    assert not ImportBatch.objects.filter(file__isnull=False).exists()
    shown = browser.get(f"/tickets/import/{gone.pk}/").content.decode()
    assert "文件无法读取" in shown
