"""Plans from the command line: a dry run, a commit, and who imports."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from plans.exports.execution import paper_of
from plans.models import Plan
from tests.factories.execution_records import SOURCE
from tests.support.hand_made_forms import BASICS, hand_made, line

pytestmark = pytest.mark.usefixtures("in_english")


def told_by(path, *options):
    out = io.StringIO()
    call_command("import_plan", str(path), *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_dry_run_stores_nothing_and_a_commit_does(cast, tmp_path):
    path = tmp_path / "f2.docx"
    path.write_bytes(paper_of(SOURCE, is_extended=True).read())
    dry = told_by(path)
    assert (dry["committed"], dry["number"], dry["stages"], dry["metrics"], dry["problems"]) == (
        False,
        "AF-202407-001",
        6,
        3,
        [],
    )
    assert [one["value"] for one in dry["warnings"]] == ["培训专员", "外部顾问"]
    assert not Plan.objects.exists()
    assert told_by(path, "--commit")["committed"]
    assert Plan.objects.get().created_by == cast.staff["manager"], "the owner that the form names"
    again = told_by(path, "--commit")
    assert (again["committed"], [one["column"] for one in again["problems"]]) == (
        False,
        ["方案编号"],
    )
    assert Plan.objects.count() == 1


def test_who_imports_has_to_be_somebody(cast, tmp_path):
    path = tmp_path / "f2"
    path.write_bytes(hand_made(line(), basics=[*BASICS[:4], ["总负责人", "外人"]]))
    with pytest.raises(CommandError, match="--by"):
        call_command("import_plan", str(path), "--commit", stdout=io.StringIO())
    out = io.StringIO()
    call_command("import_plan", str(path), "--commit", "--by", "supervisor", stdout=out)
    assert out.getvalue().startswith("committed: plan AF-202407-001, 1 stages, 0 metrics")
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_plan", str(tmp_path / "none"), stdout=io.StringIO())
