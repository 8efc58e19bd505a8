"""A history brought in by page: surveyed, tried, written by the worker, each once."""

from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core.errors import LawBroken
from documents.models import StoredFile
from tests.support.history_imports import NOW, bring_in, few, written
from tests.tickets.world import team
from tickets.record.models import Ticket
from tickets.transfer.actions.history import uploads as actions
from tickets.transfer.imports.history import uploads
from tickets.transfer.models import HistoryUpload

pytestmark = pytest.mark.django_db


def kept(path):
    file = SimpleUploadedFile("事件导出.csv", path.read_bytes())
    keeper = team().staff["supervisor"]
    return actions.keep_upload(file, mapping={}, by=keeper, at=NOW)


def worked_on(upload):
    uploads.work_on_histories(at=NOW)
    return HistoryUpload.objects.get(pk=upload.pk)


def test_from_the_file_to_its_tickets(sample):
    upload = worked_on(kept(sample))
    assert upload.error == ""
    assert upload.survey["rows"] > 300
    assert upload.mapping["file"]["name"] == "ServiceNow"
    with pytest.raises(LawBroken):
        actions.request_commit(upload, upload.version)

    actions.request_trial(upload, upload.mapping, version=upload.version)
    upload = worked_on(upload)
    assert upload.trial["counts"] == {"created": 300, "unchanged": 0, "warned": 6, "refused": 0}
    assert len(upload.trial["shown"]) == 10
    assert not Ticket.objects.exists()

    actions.request_commit(upload, upload.version)
    upload = worked_on(upload)
    assert upload.outcome["counts"]["created"] == Ticket.objects.count() == 300
    assert upload.committed_at == NOW
    assert not StoredFile.objects.exists()
    assert uploads.work_on_histories(at=NOW) == 0


def kept_text(text, name="旧系统.csv"):
    file = SimpleUploadedFile(name, text.encode())
    keeper = team().staff["supervisor"]
    return worked_on(actions.keep_upload(file, mapping={}, by=keeper, at=NOW))


ODD = """旧系统导出,,,,,,
单号,状态,报修时间,客户名称,故障描述,处理人,部门
W001,已办结,2025年3月1日 9:05,华启制造,卡纸,李工,维修一组
W002,流转中,2025/3/2 14:30,远帆科技,漏墨,李工,维修一组
W003,处理中,上周二,远帆科技,异响,,
"""


def test_a_list_with_a_title_words_that_nobody_knows_and_bad_times():
    upload = kept_text(ODD)
    assert upload.survey["rows"] == 3
    assert upload.mapping["columns"]["reported_at"] == "报修时间"

    actions.request_trial(upload, upload.mapping, version=upload.version)
    trial = worked_on(upload).trial
    assert trial["counts"] == {"created": 1, "unchanged": 0, "warned": 0, "refused": 2}
    assert {(kind["column"], kind["value"]) for kind in trial["refused"]} == {
        ("状态", "流转中"),
        ("报修时间", "上周二"),
    }
    assert [ticket["number"] for ticket in trial["shown"]] == ["W001"]
    left = {remark["value"]: remark["kind"] for remark in trial["remarks"]}
    assert left["旧系统导出"] == "form"


def test_names_that_nobody_here_bears_are_told_before_anything_is_written():
    upload = kept_text(ODD.replace("流转中", "处理中").replace("上周二", "2025-03-04 10:00"))
    actions.request_trial(upload, upload.mapping, version=upload.version)
    remarks = worked_on(upload).trial["remarks"]
    by_value = {remark["value"]: remark for remark in remarks}
    assert by_value["李工"]["place"] == "处理人"
    assert (by_value["李工"]["kind"], by_value["李工"]["count"]) == ("left", 2)
    assert (by_value["维修一组"]["kind"], by_value["维修一组"]["count"]) == ("changed", 2)


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_a_list_with_tabs_and_signs_that_nobody_sees(encoding):
    text = "单号\t状态\t报修时间\t客户名称\n" + "W1\t已办结\t坏\0时间\t华启\n" * 1
    file = SimpleUploadedFile("旧系统.tsv", (text + "\n" * 5000).encode(encoding))
    if encoding == "gb18030":
        file = SimpleUploadedFile("旧系统.tsv", text.replace("\0", "").encode(encoding))
    keeper = team().staff["supervisor"]
    upload = worked_on(actions.keep_upload(file, mapping={}, by=keeper, at=NOW))
    actions.request_trial(upload, upload.mapping, version=upload.version)
    trial = worked_on(upload).trial
    assert [kind["value"] for kind in trial["refused"]] == ["坏时间"]


@pytest.mark.parametrize("text", ["单号,状态\n", "\n\n"])
def test_a_file_without_rows_is_told(text):
    upload = kept_text(text)
    assert upload.error
    assert upload.file is None


def test_a_list_in_a_workbook_with_real_times():
    book = Workbook()
    cover = book.active
    cover.append(["旧系统导出"])
    sheet = book.create_sheet("工单")
    sheet.append(["单号", "状态", "创建时间", "客户名称"])
    sheet.append(["W001", "已关闭", datetime(2025, 3, 1, 9, 5), "华启制造"])  # noqa: DTZ001
    stream = BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("旧系统.xlsx", stream.getvalue())
    keeper = team().staff["supervisor"]
    upload = worked_on(actions.keep_upload(file, mapping={}, by=keeper, at=NOW))
    actions.request_trial(upload, upload.mapping, version=upload.version)
    trial = worked_on(upload).trial
    # The cover is told, too.
    assert any(remark["place"] == cover.title for remark in trial["remarks"])
    shown = trial["shown"]
    assert shown[0]["reported_at"] == "2025-03-01T01:05:00+00:00"


def test_a_commit_that_was_cut_short_goes_on_and_is_written_once(sample, tmp_path):
    upload = worked_on(kept(sample))
    actions.request_trial(upload, upload.mapping, version=upload.version)
    upload = worked_on(upload)
    actions.request_commit(upload, upload.version)
    # The worker died after some chunks: the tickets are there, the row does not know.
    bring_in(written(tmp_path / "few.csv", few(sample, 10)))
    upload = worked_on(upload)
    assert upload.outcome["counts"] == {"created": 290, "unchanged": 10, "warned": 6, "refused": 0}
    assert Ticket.objects.count() == 300
