"""A history on its way in by page: what may be asked when, and what goes with its file."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import LawBroken
from documents.models import StoredFile
from tests.support.history_imports import NOW
from tests.tickets.world import team
from tickets.transfer.actions.history import uploads
from tickets.transfer.enums import HistoryTask
from tickets.transfer.models import FILE_KEPT, HistoryMapping, HistoryUpload

pytestmark = pytest.mark.django_db

SURVEY = {"rows": 1, "columns": []}
TRIAL = {"counts": {"created": 1}}


@pytest.fixture
def keeper():
    return team().staff["supervisor"]


@pytest.fixture
def upload(keeper):
    file = SimpleUploadedFile("旧系统／导出.csv", b"id,status\n1,new\n")
    return uploads.keep_upload(file, mapping={}, by=keeper, at=NOW)


def fresh(upload):
    return HistoryUpload.objects.get(pk=upload.pk)


def tried(upload):
    uploads.note_survey(upload, SURVEY, {"columns": {}})
    uploads.request_trial(upload, {"columns": {"number": "id"}}, version=upload.version)
    uploads.note_trial(fresh(upload), TRIAL)
    return fresh(upload)


def test_a_file_is_kept_under_its_own_name_and_looked_at_first(upload):
    assert upload.name == "旧系统／导出.csv"
    assert upload.asked_for == HistoryTask.SURVEY
    with pytest.raises(LawBroken):
        uploads.request_trial(upload, {}, version=upload.version)


def test_a_mapping_that_was_changed_in_another_window_is_not_overwritten(upload):
    shown = tried(upload)
    uploads.request_trial(shown, {"columns": {"number": "a"}}, version=shown.version)
    with pytest.raises(LawBroken):
        uploads.request_trial(shown, {"columns": {"number": "b"}}, version=shown.version)
    assert fresh(upload).mapping == {"columns": {"number": "a"}}


def test_an_import_that_stops_midway_says_so_and_may_go_on(upload, in_english):
    shown = tried(upload)
    uploads.request_commit(shown, shown.version)
    uploads.note_failure(fresh(upload), "Disk full.")
    stopped = fresh(upload)
    assert stopped.error.startswith("The import stopped; what was written so far stays.")
    assert stopped.error.endswith("Disk full.")
    uploads.request_commit(stopped, stopped.version)
    assert fresh(upload).asked_for == HistoryTask.COMMIT


def test_what_is_written_is_what_was_shown(upload):
    shown = tried(upload)
    uploads.request_trial(shown, {"columns": {"number": "other"}}, version=shown.version)
    changed = fresh(upload)
    assert (changed.version, changed.trial) == (shown.version + 1, None)
    for version in (shown.version, changed.version):
        with pytest.raises(LawBroken):
            uploads.request_commit(changed, version)
    uploads.note_trial(changed, TRIAL)
    with pytest.raises(LawBroken):
        uploads.request_commit(changed, shown.version)
    uploads.request_commit(changed, changed.version)
    assert fresh(upload).asked_for == HistoryTask.COMMIT


def test_a_trial_of_a_mapping_that_has_changed_meanwhile_is_forgotten(upload):
    shown = tried(upload)
    uploads.request_trial(shown, {"columns": {"number": "b"}}, version=shown.version)
    being_tried = fresh(upload)
    uploads.request_trial(shown, {"columns": {"number": "c"}}, version=being_tried.version)
    uploads.note_trial(being_tried, TRIAL)
    assert fresh(upload).trial is None
    assert fresh(upload).asked_for == HistoryTask.TRIAL


def test_while_it_is_written_nothing_of_it_changes(upload):
    shown = tried(upload)
    uploads.request_commit(shown, shown.version)
    # A second press asks for nothing more.
    uploads.request_commit(shown, shown.version)
    with pytest.raises(LawBroken):
        uploads.request_trial(shown, {}, version=shown.version)
    with pytest.raises(LawBroken):
        uploads.give_up(shown)

    uploads.note_commit(
        fresh(upload), {**TRIAL, "refused": [], "warned": [{"value": "13800000000"}]}, at=NOW
    )
    written = fresh(upload)
    assert written.committed_at == NOW
    assert written.outcome["warned"] == [{"value": ""}]
    assert (written.file, written.survey, written.trial) == (None, None, None)
    assert not StoredFile.objects.exists()
    uploads.request_commit(written, written.version)
    assert fresh(upload).asked_for == ""


def test_what_is_given_up_leaves_no_data_of_customers(upload):
    uploads.give_up(tried(upload))
    left = fresh(upload)
    assert (left.file, left.survey, left.trial, left.asked_for) == (None, None, None, "")
    assert not StoredFile.objects.exists()


def test_a_trial_that_fails_says_why_and_may_be_asked_for_again(upload):
    shown = tried(upload)
    uploads.request_trial(shown, {"columns": {"number": "id"}}, version=shown.version)
    uploads.note_failure(fresh(upload), "原因" * 400)
    failed = fresh(upload)
    assert (failed.asked_for, failed.trial) == ("", None)
    assert len(failed.error) == uploads.ERROR_LENGTH
    uploads.request_trial(failed, {"columns": {"number": "id"}}, version=failed.version)
    assert fresh(upload).error == ""


def test_a_file_in_which_there_is_nothing_to_map_is_not_kept(upload):
    uploads.note_failure(upload, "表头下没有数据行")
    failed = fresh(upload)
    assert (failed.file, failed.error) == (None, "表头下没有数据行")
    assert not StoredFile.objects.exists()


def test_a_file_that_nobody_goes_on_with_goes(upload, keeper):
    asked = uploads.keep_upload(
        SimpleUploadedFile("b.csv", b"id\n1\n"), mapping={}, by=keeper, at=NOW
    )
    tried(upload)
    uploads.drop_forgotten_files(at=NOW + FILE_KEPT)
    assert fresh(upload).file is not None
    uploads.drop_forgotten_files(at=NOW + FILE_KEPT + timedelta(seconds=1))
    assert fresh(upload).file is None
    # That one waits for the worker, not for a person.
    assert fresh(asked).file is not None


def test_a_mapping_of_a_name_is_kept_once(keeper):
    uploads.keep_mapping("旧系统", {"a": 1}, by=keeper, at=NOW)
    kept = uploads.keep_mapping("旧系统", {"a": 2}, by=keeper, at=NOW + timedelta(hours=1))
    assert HistoryMapping.objects.get().data == {"a": 2}
    uploads.drop_mapping(kept)
    assert not HistoryMapping.objects.exists()
