"""To look at what would go changes nothing; the order asks again who one is."""

from datetime import date

import pytest

from archive.models import ArchiveRecord, DisposalRun
from tests.archive.support import CONTACT, archived
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db
PATH = "/archive/retention/"


@pytest.fixture
def due(cast):
    record = archived(cast)
    ArchiveRecord.objects.update(retain_until=date(2025, 6, 3))
    return record


def test_the_dry_run_names_the_files_and_changes_nothing(cast, due):
    page = browser_of(cast.staff["manager"]).get(PATH).content.decode()
    assert "1 份档案已到保存期限" in page
    assert due.file_no in page
    assert not DisposalRun.objects.exists()
    assert ArchiveRecord.objects.undisposed().count() == 1


def test_nothing_is_due(cast):
    archived(cast)
    ArchiveRecord.objects.update(retain_until=date(2999, 1, 1))
    assert "没有到期的档案" in browser_of(cast.staff["manager"]).get(PATH).content.decode()


def test_the_order_is_given_once(cast, due):
    browser = browser_of(cast.staff["manager"])
    sent = {"until": "2025-12-31", "submit_id": "0" * 32}
    for _click in range(2):
        assert browser.post(PATH, sent).status_code == 302
    run = DisposalRun.objects.get()
    assert (run.requested_by, run.until) == (cast.staff["manager"], date(2025, 12, 31))
    assert "执行中" in browser.get(PATH).content.decode()


@pytest.mark.parametrize("until", ["", "2999-01-01", "gestern"])
def test_a_day_that_does_not_fit_is_refused_beside_its_field(cast, due, until):
    answer = browser_of(cast.staff["manager"]).post(PATH, {"until": until})
    assert answer.status_code == 422
    assert "id_until_error" in answer.content.decode()
    assert not DisposalRun.objects.exists()


def test_only_who_may_sees_the_page(cast, due):
    for name in ("supervisor", "agent", "admin"):
        assert browser_of(cast.staff[name]).get(PATH).status_code == 404


def test_a_customer_s_data_leave_for_a_reason(cast, due):
    browser = browser_of(cast.staff["manager"])
    path = f"/archive/customers/{due.ticket.customer.code}/"
    assert browser.post(path, {"reason": ""}).status_code == 422
    answer = browser.post(path, {"reason": "客户来函查阅"})
    assert answer["Content-Type"] == "application/zip"
    assert CONTACT.encode() not in answer.headers.values()
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_person_is_removed_from_the_page_of_the_customer(cast, due):
    contact = due.ticket.contact
    browser = browser_of(cast.staff["manager"])
    path = f"/archive/people/{contact.pk}/"
    customer = f"/customers/{contact.customer.code}/"
    assert f'href="{path}"' in browser.get(customer).content.decode()
    assert CONTACT in browser.get(path).content.decode()
    assert browser.post(path, {"reason": ""}).status_code == 422
    answer = browser.post(path, {"reason": "本人要求"})
    assert (answer.status_code, answer["Location"]) == (302, customer)
    assert DisposalRun.objects.get().contact == contact
    assert browser.post(path, {"reason": "再来一次"}).status_code == 422
