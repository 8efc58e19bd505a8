"""Lines about a stage: what they must say, what the ledger keeps, and their annexes (AT-2)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import BadFile, LawBroken
from demo import source_plan as story
from documents import actions as files
from plans.actions import journal
from plans.enums import EventKind
from plans.models import PlanEvent, PlanFile, StageProgress
from tests.support.source_plan import kept_of

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def line_of(stage, **changes):
    line = {"on": date(2024, 8, 10), "percent": 75, "text": " 完成三分之二 ", **changes}
    return journal.write_progress(stage, by=stage.owner, at=story.at("2024-08-10"), **line)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"percent": -1}, "percent"), ({"percent": 101}, "percent"), ({"text": " \n"}, "text")],
)
def test_a_line_has_a_percent_and_words(running, changes, field):
    before, stage = kept_of(running), story.stage(running, "2.2")
    with pytest.raises(LawBroken) as refused:
        line_of(stage, **changes)
    assert refused.value.field == field
    assert kept_of(running) == before


def test_the_ledger_keeps_from_what_to_what(running):
    stage = story.stage(running, "2.2")
    line = line_of(stage)
    assert (line.text, stage.percent) == ("完成三分之二", 75)
    event = PlanEvent.objects.filter(plan=running, kind=EventKind.PROGRESS).latest("pk")
    assert (event.before, event.after, event.stage, event.data["on"]) == (
        "60",
        "75",
        stage,
        "2024-08-10",
    )


def test_annexes_hang_on_their_line(running):
    stage = story.stage(running, "2.2")
    line = line_of(stage, uploads=[SimpleUploadedFile("现场.png", PNG)])
    annex = PlanFile.objects.get()
    assert (annex.plan, annex.stage, annex.progress, annex.file.name) == (
        running,
        stage,
        line,
        "现场.png",
    )
    assert files.stored_path(annex.file).read_bytes() == PNG
    assert PlanEvent.objects.get(plan=running, kind=EventKind.FILED).note == "现场.png"


def test_a_refused_annex_is_named(running):
    with pytest.raises(BadFile) as refused:
        line_of(story.stage(running, "2.2"), uploads=[SimpleUploadedFile("run.exe", b"MZ\x90\0")])
    assert "run.exe" in refused.value.message
    assert StageProgress.objects.filter(percent=75).count() == 1, "the caller rolls the line back"
    assert not PlanFile.objects.exists()
