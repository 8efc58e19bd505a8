"""A history brought in by page: surveyed, tried, written by the worker, each once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import LawBroken
from documents.models import StoredFile
from tests.support.history_imports import NOW
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

    actions.request_trial(upload, upload.mapping)
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
