"""The pages of a history: one's own, said before it is written, written once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.fixtures import browser_of
from tests.support.history_imports import sent_mapping
from tests.tickets.world import team
from tickets.record.models import Ticket
from tickets.transfer.actions.history.batches import open_history
from tickets.transfer.domain.history.survey import FileSurvey
from tickets.transfer.forms import HistoryMappingForm
from tickets.transfer.imports.history.uploads import work_on_histories
from tickets.transfer.models import HistoryMapping, HistoryUpload

pytestmark = pytest.mark.django_db

LIST = """单号,状态,报修时间,客户名称,故障描述,处理人
W001,已办结,2025-03-01 09:05,华启制造,卡纸,李工
W002,流转中,2025-03-02 14:30,远帆科技,漏墨,李工
"""


@pytest.fixture
def cast():
    return team()


@pytest.fixture
def browser(cast):
    return browser_of(cast.staff["supervisor"])


def uploaded(browser, text=LIST, **fields):
    file = SimpleUploadedFile("旧系统.csv", text.encode())
    answer = browser.post("/tickets/history/", {"file": file, **fields})
    assert answer.status_code == 302
    return answer["Location"]


def worked():
    work_on_histories(at=timezone.now())
    return HistoryUpload.objects.get()


def mapped(browser, page, **changes):
    """The mapping is sent as it is proposed, but for these fields."""
    upload = HistoryUpload.objects.get()
    survey = FileSurvey.of_plain(upload.survey)
    changes.setdefault("version", str(upload.version))
    form = sent_mapping(HistoryMappingForm(survey=survey, mapping=upload.mapping), **changes)
    return browser.post(page, form.data.dict())


def decided():
    """The word that nobody can know means something now."""
    upload = HistoryUpload.objects.get()
    survey = FileSurvey.of_plain(upload.survey)
    form = HistoryMappingForm(survey=survey, mapping=upload.mapping)
    return {dict(form.word_fields["state"])["流转中"]: "processing"}


def test_from_the_file_to_the_tickets(browser):
    page = uploaded(browser)
    waiting = browser.get(page).content.decode()
    assert "正在识别各列" in waiting and 'hx-trigger="every 1s"' in waiting
    worked()
    proposed = browser.get(page).content.decode()
    assert "共 2 行、6 列" in proposed
    assert "流转中" in proposed

    assert mapped(browser, page, source="旧系统").status_code == 302
    worked()
    tried = browser.get(page).content.decode()
    assert "“流转中” 不是已知状态" in tried or "流转中" in tried
    assert "W001" in tried
    assert "导入 1 张工单 （不导入：1 张工单、其他 1 处）" in " ".join(tried.split())
    assert not Ticket.objects.exists()

    version = HistoryUpload.objects.get().version
    for _press in range(2):
        answer = browser.post(f"{page}commit/", {"version": version})
        assert answer.status_code == 302
    worked()
    assert Ticket.objects.get().number == "W001"
    assert "已于" in browser.get(page).content.decode()
    assert browser.post(f"{page}commit/", {"version": version}).status_code == 302
    worked()
    assert Ticket.objects.count() == 1


def test_what_was_not_shown_is_not_written(browser):
    page = uploaded(browser)
    worked()
    for version in ("", "0", "1", "x"):
        assert browser.post(f"{page}commit/", {"version": version}).status_code == 409
    assert HistoryUpload.objects.get().asked_for == ""


def test_a_colleagues_history_is_as_if_there_were_none(cast, browser):
    page = uploaded(browser)
    upload = worked()
    colleague = browser_of(cast.staff["agent2"])
    for part in ("", "words/", "commit/", "give-up/"):
        answer = colleague.post(f"{page}{part}")
        nowhere = colleague.post(f"/tickets/history/{upload.pk + 1}/{part}")
        assert answer.status_code == nowhere.status_code
        assert answer.status_code in (403, 404)
    assert HistoryUpload.objects.get().file is not None


def test_what_a_program_is_sending_is_on_no_page(cast, browser):
    keeper = cast.staff["supervisor"]
    upload = open_history("CRM", mapping={}, by=keeper, at=timezone.now())
    assert "CRM" not in browser.get("/tickets/history/").content.decode()
    assert browser.get(f"/tickets/history/{upload.pk}/").status_code == 404


def test_a_mapping_is_kept_under_a_name_and_offered_again(browser):
    page = uploaded(browser)
    worked()
    kept = {"source": "旧系统", "kept_as": "旧系统导出", **decided()}
    mapped(browser, page, **kept)
    assert HistoryMapping.objects.get().data["states"]["流转中"] == "processing"
    listed = browser.get("/tickets/history/").content.decode()
    assert '<option value="旧系统导出">' in listed

    HistoryUpload.objects.all().delete()
    uploaded(browser, begins_with="旧系统导出")
    assert worked().mapping["states"]["流转中"] == "processing"


def test_another_mapping_of_the_same_name_is_asked_about_once(browser):
    page = uploaded(browser)
    worked()
    mapped(browser, page, source="旧系统", kept_as="旧系统")
    worked()
    changed = {"source": "旧系统", "kept_as": "旧系统", **decided()}
    asked = mapped(browser, page, **changed)
    assert asked.status_code == 422
    assert "“旧系统”将被此对应关系替换" in asked.content.decode()
    assert "流转中" not in HistoryMapping.objects.get().data["states"]
    is_meant = asked.context["form"].data["is_meant"]
    assert mapped(browser, page, is_meant=is_meant, **changed).status_code == 302
    assert HistoryMapping.objects.get().data["states"]["流转中"] == "processing"


def test_what_another_window_has_changed_is_not_overwritten_untold(browser):
    page = uploaded(browser)
    worked()
    mapped(browser, page, source="旧系统", **decided())
    refused = mapped(browser, page, source="别的系统", version="0")
    assert refused.status_code == 422
    assert "已在另一个窗口中修改" in refused.content.decode()
    assert HistoryUpload.objects.get().mapping["file"]["source"] == "旧系统"
    again = refused.context["form"].data["version"]
    assert mapped(browser, page, source="别的系统", version=again).status_code == 302


def test_names_of_the_product_are_not_taken(browser):
    page = uploaded(browser)
    worked()
    answer = mapped(browser, page, source="旧系统", kept_as="servicenow")
    assert answer.status_code == 422
    assert "系统自带" in answer.content.decode()
    assert not HistoryMapping.objects.exists()


def test_a_kept_mapping_is_removed(browser, cast):
    page = uploaded(browser)
    worked()
    mapped(browser, page, source="旧系统", kept_as="旧系统")
    kept = HistoryMapping.objects.get()
    address = f"/tickets/history/mappings/{kept.pk}/drop/"
    assert browser_of(cast.staff["engineer"]).post(address).status_code in (403, 404)
    assert HistoryMapping.objects.exists()
    assert browser.post(address).status_code == 302
    assert not HistoryMapping.objects.exists()
    assert browser.post(address).status_code == 404


def test_the_words_of_another_column_are_asked_for_at_once(browser):
    page = uploaded(browser)
    worked()
    part = browser.post(f"{page}words/", {"column_state": "1", "column_tier": "5"})
    shown = part.content.decode()
    assert "李工" in shown and "word_tier_" in shown
    assert "<html" not in shown


def test_words_of_a_column_that_is_chosen_come_with_what_they_most_likely_mean(browser):
    page = uploaded(browser, LIST.replace("李工", "高", 1).replace("李工", "奇"))
    worked()
    part = browser.post(f"{page}words/", {"column_state": "1", "column_priority": "5"})
    form = part.context["form"]
    assert {word: form[key].value() for word, key in form.word_fields["priority"]} == {
        "高": "high",
        "奇": "",
    }


def test_a_mapping_whose_columns_the_file_lacks_says_which(browser):
    page = uploaded(browser, begins_with="servicenow")
    worked()
    shown = browser.get(page).content.decode()
    assert "incident_state" in shown and "不在该文件中" in shown


def test_what_is_given_up_is_gone(browser):
    page = uploaded(browser)
    worked()
    assert browser.post(f"{page}give-up/").status_code == 302
    assert HistoryUpload.objects.get().file is None
    assert "导入未完成，文件已不再保留" in browser.get(page).content.decode()
    assert mapped_after(browser, page) == 200


def mapped_after(browser, page):
    """A mapping that is sent from another tab once the file is gone."""
    return browser.post(page, {"source": "旧系统"}).status_code


def test_another_kind_of_file_is_refused_beside_its_field(browser):
    answer = browser.post("/tickets/history/", {"file": SimpleUploadedFile("旧.ods", b"PK12")})
    assert answer.status_code == 422
    assert not HistoryUpload.objects.exists()
