"""A history in batches: each once, closed when all are here, and gone with what was sent."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from core.errors import LawBroken, NotAllowed
from documents.actions import open_stored_file
from tests.support.history_imports import NOW
from tests.tickets.world import team
from tickets.transfer.actions.history import batches, uploads
from tickets.transfer.enums import HistoryState, HistoryTask
from tickets.transfer.models import FILE_KEPT, HistoryBatch, HistoryUpload

pytestmark = pytest.mark.django_db

ROW = {"Request": "R-1", "Progress": "done"}


@pytest.fixture
def keeper():
    return team().staff["supervisor"]


@pytest.fixture
def upload(keeper):
    return batches.open_history("旧系统", mapping={}, by=keeper, at=NOW)


def keep(upload, number, rows):
    return batches.keep_batch(upload, number, rows, by=upload.by, at=NOW)


def close(upload, count):
    return batches.close_history(upload, batches=count, by=upload.by, at=NOW)


def test_the_same_batch_again_is_no_double(upload):
    assert keep(upload, 1, [ROW])[1] is True
    assert keep(upload, 1, [ROW])[1] is False
    with pytest.raises(LawBroken):
        keep(upload, 1, [{**ROW, "Progress": "open"}])
    assert HistoryBatch.objects.get().rows == [ROW]


def test_closed_only_when_all_are_here(upload):
    keep(upload, 3, [{"Request": "R-3"}])
    keep(upload, 1, [ROW])
    with pytest.raises(LawBroken, match="2"):
        close(upload, 3)
    with pytest.raises(LawBroken):
        close(upload, 1)
    keep(upload, 2, [{"Request": "R-2", "Team": "A, B"}])
    closed = close(upload, 3)
    assert (closed.state, closed.asked_for) == (HistoryState.SURVEYING, HistoryTask.SURVEY)
    with open_stored_file(closed.file) as file:
        lines = file.read().decode().splitlines()
    assert lines == [
        "sep=,",
        "Request,Progress,Team",
        "R-1,done,",
        'R-2,,"A, B"',
        "R-3,,",
    ]
    assert [batch.rows for batch in upload.batches.all()] == [[], [], []]
    assert close(upload, 3).file_id == closed.file_id, "a second time changes nothing"
    with pytest.raises(LawBroken):
        keep(upload, 4, [ROW])
    assert keep(upload, 1, [ROW])[1] is False, "what came late a second time has come"


def test_no_larger_than_a_file_may_be(upload, settings):
    settings.IMPORT_MAX_BYTES = 100
    keep(upload, 1, [ROW])
    with pytest.raises(LawBroken):
        keep(upload, 2, [ROW, ROW])
    assert upload.batches.count() == 1


def test_only_with_the_right_to_import(upload):
    agent = team_member_without_right(upload)
    with pytest.raises(NotAllowed):
        batches.open_history("旧系统", mapping={}, by=agent, at=NOW)
    with pytest.raises(NotAllowed):
        batches.keep_batch(upload, 1, [ROW], by=agent, at=NOW)
    with pytest.raises(NotAllowed):
        batches.close_history(upload, batches=1, by=agent, at=NOW)


def team_member_without_right(upload):
    people = type(upload.by).objects.exclude(pk=upload.by.pk)
    return next(one for one in people if not one.has_perm("tickets.import_ticket"))


def test_what_nobody_closed_goes(upload):
    keep(upload, 1, [ROW])
    uploads.drop_forgotten_files(at=NOW + FILE_KEPT)
    assert HistoryBatch.objects.get().rows == [ROW]
    uploads.drop_forgotten_files(at=NOW + FILE_KEPT + timedelta(seconds=1))
    assert HistoryBatch.objects.get().rows == []
    assert HistoryUpload.objects.get().state == HistoryState.GIVEN_UP


def test_what_was_looked_at_is_tried_at_once(upload):
    keep(upload, 1, [ROW])
    closed = close(upload, 1)
    uploads.note_survey(closed, {"rows": 1, "columns": []}, {"columns": {}})
    closed.refresh_from_db()
    assert (closed.state, closed.version) == (HistoryState.TRYING, 1)


def test_given_up_before_it_was_looked_at(upload):
    keep(upload, 1, [ROW])
    closed = close(upload, 1)
    uploads.give_up(closed)
    uploads.note_survey(closed, {"rows": 1, "columns": []}, {"columns": {}})
    closed.refresh_from_db()
    assert (closed.state, closed.version) == (HistoryState.GIVEN_UP, 0)


def test_given_up_while_it_is_open(upload):
    keep(upload, 1, [ROW])
    uploads.give_up(upload)
    assert HistoryBatch.objects.get().rows == []
    with pytest.raises(LawBroken):
        keep(upload, 2, [ROW])


@pytest.mark.django_db(transaction=True)
def test_one_batch_sent_by_two_at_once_is_there_once():
    keeper = team().staff["supervisor"]
    upload = batches.open_history("旧系统", mapping={}, by=keeper, at=NOW)
    together = threading.Barrier(4)
    answers, faults = [], []

    def send():
        try:
            together.wait(60)
            answers.append(keep(upload, 1, [ROW])[1])
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert sorted(answers) == [False, False, False, True]
    assert HistoryBatch.objects.get().count == 1
