"""The package of the archive, and what is archived no more."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import NotAllowed, StaleVersion
from demo import source_plan as story
from documents import actions as files
from plans.actions import closing, journal, meetings, moves
from plans.enums import PlanState
from plans.exports import package
from tests.support.source_plan import now_of, take_figures, write_up
from tickets.record.models import DeskRule


def test_the_package_holds_every_form_with_its_hash(cast):
    plan = story.load_source_plan(cast)
    kept = plan.archive
    body = files.stored_path(kept.package).read_bytes()
    assert hashlib.sha256(body).hexdigest() == kept.package.sha256
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert packed.testzip() is None
        names, told = packed.namelist(), json.loads(packed.read("manifest.json"))
        assert told["files"] == kept.manifest
        assert (told["number"], told["file_no"]) == (plan.number, kept.file_no)
        assert sorted(line["name"] for line in kept.manifest) == sorted(
            set(names) - {"manifest.json"}
        )
        for line in kept.manifest:
            part = packed.read(line["name"])
            assert (len(part), hashlib.sha256(part).hexdigest()) == (line["size"], line["sha256"])
    assert {name.partition("-")[0] for name in names if name.endswith(".xlsx")} == {
        "F2",
        "F10",
        "F19",
        "F24",
    }
    assert kept.retain_until == date(2027, 9, 20)


def test_administrators_tune_for_how_many_years_a_plan_is_kept(cast):
    DeskRule.objects.update_or_create(pk=1, defaults={"years_kept": 5})
    plan = story.load_source_plan(cast)
    assert plan.archive.retain_until == date(2029, 9, 20)


LATE_CHANGES = {
    "summary": lambda plan, by, at: closing.write_summary(
        plan, by=by, at=at, experience="另一段经验"
    ),
    "decision": lambda plan, by, at: meetings.finish_action(
        plan.reviews.first().actions.get(state="open"), by=by, at=at, result="完成"
    ),
    "guide": lambda plan, by, at: closing.make_guide(plan, by=by, at=at, title="指南", body="正文"),
}
"""What may still be written into a summarized plan, all of it printed by the package."""


def test_annexes_are_packed_under_the_names_they_came_with(measured, cast):
    at = story.desk_moment("2024-09-19")
    names = ["2024／07／培训签到.txt", "合同（第２版）①.txt"]
    journal.attach_files(
        measured,
        [SimpleUploadedFile(name, b"text") for name in names],
        by=cast.staff["manager"],
        at=at,
    )
    packed = package.archive_package(now_of(measured), file_no="DA-202409-777", at=at)
    with zipfile.ZipFile(packed.file) as archive:
        annexes = [name for name in archive.namelist() if name.startswith("files/")]
    assert annexes == [f"files/{number:03d}-{name}" for number, name in enumerate(names, 1)]


@pytest.mark.parametrize("change", list(LATE_CHANGES))
def test_what_changed_since_it_was_packed_is_not_archived(measured, cast, change):
    manager, at = cast.staff["manager"], story.desk_moment("2024-09-19")
    take_figures(measured, cast, "20", "91", story.desk_moment("2024-09-16"))
    decided = [meetings.Decision("扩展到电话渠道", manager, date(2024, 10, 8))]
    meetings.record_review(
        measured, by=manager, at=at, held_at=at, attendees="全体", decisions=decided
    )
    write_up(measured, cast, story.desk_moment("2024-09-18"))
    moves.summarize_plan(measured, by=manager, at=at)
    packed = package.archive_package(
        now_of(measured), file_no="DA-202409-777", at=story.desk_moment("2024-09-20")
    )
    with pytest.raises(NotAllowed):
        closing.archive_plan(
            measured,
            by=cast.staff["supervisor"],
            at=story.desk_moment("2024-09-20", 11),
            package=packed,
        )
    LATE_CHANGES[change](now_of(measured), manager, story.desk_moment("2024-09-20", 11))
    with pytest.raises(StaleVersion):
        closing.archive_plan(
            measured, by=manager, at=story.desk_moment("2024-09-20", 12), package=packed
        )
    assert now_of(measured).state == PlanState.SUMMARIZED
