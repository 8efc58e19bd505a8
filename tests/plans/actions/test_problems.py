"""Problem records (PL-8): all three words, described once, resolved once, by those who take part."""

import pytest

from core.errors import LawBroken, NotAllowed
from demo import source_plan as story
from plans.actions import problems, watching
from plans.enums import ProblemState
from plans.models import StageProblem
from tests.fixtures import moment
from tests.support.source_plan import WORDS

pytestmark = pytest.mark.django_db

AT = moment("2024-08-12 09:00")
LATE = moment("2024-08-16 09:00")


@pytest.fixture
def automatic(running):
    """The record that the daily job opened for 2.2."""
    watching.mark_late_stages(at=moment("2024-08-16 00:30"))
    return story.stage(running, "2.2").problems.get()


@pytest.mark.parametrize("missing", list(WORDS))
def test_a_report_has_all_three_words(running, missing):
    stage, count = story.stage(running, "2.2"), StageProblem.objects.count()
    with pytest.raises(LawBroken) as refused:
        problems.report_problem(stage, by=stage.owner, at=AT, **{**WORDS, missing: "\n "})
    assert refused.value.field == missing
    assert StageProblem.objects.count() == count


def test_owner_and_leader_report_and_the_stage_goes_on(running, cast):
    stage = story.stage(running, "2.2")
    for person in (stage.owner, cast.staff["manager"]):
        problem = problems.report_problem(stage, by=person, at=AT, **WORDS)
        assert (problem.raised_by, problem.state, problem.is_automatic) == (
            person,
            ProblemState.OPEN,
            False,
        )
    with pytest.raises(NotAllowed):
        problems.report_problem(stage, by=cast.staff["engineer"], at=AT, **WORDS)
    assert story.stage(running, "2.2").status == "in_progress"


def test_what_the_job_opened_is_described_once(automatic):
    owner = automatic.stage.owner
    with pytest.raises(LawBroken):
        problems.require_described(automatic.stage)
    described = problems.describe_problem(automatic, by=owner, at=LATE, **WORDS)
    assert {name: getattr(described, name) for name in WORDS} == WORDS
    assert problems.require_described(automatic.stage) is None
    with pytest.raises(LawBroken):
        problems.describe_problem(
            automatic, by=owner, at=LATE, **{**WORDS, "description": "另一种说法"}
        )
    automatic.refresh_from_db()
    assert automatic.description == WORDS["description"]


def test_a_problem_is_resolved_once_and_not_before_it_is_described(automatic):
    owner = automatic.stage.owner
    with pytest.raises(LawBroken):
        problems.resolve_problem(automatic, by=owner, at=LATE, resolution="已解决")
    problems.describe_problem(automatic, by=owner, at=LATE, **WORDS)
    done = problems.resolve_problem(automatic, by=owner, at=LATE, resolution=" 补充规则 ")
    assert (done.state, done.resolution, done.resolved_by, done.resolved_at) == (
        ProblemState.RESOLVED,
        "补充规则",
        owner,
        LATE,
    )
    with pytest.raises(LawBroken):
        problems.resolve_problem(automatic, by=owner, at=LATE, resolution="再次")


def test_what_mends_a_stage_mends_its_open_problems_alone(running):
    stage = story.stage(running, "1.2")
    former = stage.problems.get()
    assert former.state == ProblemState.RESOLVED
    fresh = problems.write_problem(stage, by=stage.owner, at=AT, **WORDS)
    problems.resolve_open_problems(stage, by=stage.owner, at=LATE, resolution="换新接口")
    words = dict(stage.problems.values_list("pk", "resolution"))
    assert words == {former.pk: former.resolution, fresh.pk: "换新接口"}
