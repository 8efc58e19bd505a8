"""The import page: what is left is told, counted on the button, and kept in the remark if wished."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.fixtures import browser_of
from tests.support.register_sheets import SAMPLE
from tests.tickets.world import team
from tickets.record.models import Ticket
from tickets.transfer.models import ImportBatch

pytestmark = pytest.mark.django_db

ODD = SAMPLE.parent / "odd"


@pytest.fixture
def browser():
    return browser_of(team().staff["supervisor"])


def upload(browser, name):
    file = SimpleUploadedFile(name, (ODD / name).read_bytes())
    answer = browser.post("/tickets/import/", {"file": file})
    assert answer.status_code == 302
    return answer["Location"]


def test_the_button_says_how_much_is_left(browser):
    page = browser.get(upload(browser, "unknown_columns.xlsx")).content.decode()
    assert "（不导入：其他 2 处）" in page
    assert "备注" in page
    assert "处理结果" in page


@pytest.mark.parametrize(
    ("sent", "remark"),
    [({"keeps_left": "on"}, "备注：要开票\n处理结果：换了搓纸轮"), ({}, "")],
)
def test_what_is_left_is_kept_in_the_remark_if_wished(browser, sent, remark):
    page = upload(browser, "unknown_columns.xlsx")
    browser.post(f"{page}commit/", sent)
    assert Ticket.objects.get().remark == remark


def test_a_register_is_called_as_its_owner_calls_it(browser):
    name = "2024／05／登记表（第２版）.xlsx"
    file = SimpleUploadedFile(name, (ODD / "unknown_columns.xlsx").read_bytes())
    assert browser.post("/tickets/import/", {"file": file}).status_code == 302
    assert ImportBatch.objects.get().name == name
    assert name in browser.get("/tickets/import/").content.decode()


def test_a_register_over_the_limit_is_refused_by_name_and_size(browser, settings):
    settings.IMPORT_MAX_BYTES = 2048
    file = SimpleUploadedFile("登记表.xlsx", b"PK" + b"\0" * 3000)
    answer = browser.post("/tickets/import/", {"file": file})
    assert answer.status_code == 422
    assert "“登记表.xlsx”大小为 3 KB，上限为 2 KB。" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_cell_that_is_not_plausible_is_kept_too(browser):
    page = upload(browser, "sci_phone.csv")
    browser.post(f"{page}commit/", {"keeps_left": "on"})
    ticket = Ticket.objects.get()
    assert (ticket.remark, ticket.contact.phone) == ("联系方式：1.38E+10", "")


def test_rows_are_named_as_their_reader_counts_them(browser):
    page = browser.get(upload(browser, "moments.xlsx")).content.decode()
    assert "（不导入：3 行）" in page
    batch = ImportBatch.objects.get()
    assert [row.place for row in batch.rows.all()] == [str(number) for number in range(2, 19)]
    changed = [remark for remark in batch.remarks if remark["kind"] == "changed"]
    assert changed, "moments in other words are told as what they are read as"
