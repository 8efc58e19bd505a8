"""A refusal says which of two it is: somebody else's step, or a step that does not fit now."""

import pytest

from accounts.models import User
from demo import source_plan as story
from tests.fixtures import browser_of
from tests.support.pages import said

pytestmark = pytest.mark.django_db

NOT_NOW = "You cannot do this in the current state."


@pytest.fixture
def plan(cast):
    plan = story.draft_plan(cast)
    story.start_plan(plan, cast)
    return plan


def answer_of(person, plan, path):
    answer = browser_of(person).get(f"/plans/{plan.number}/{path}")
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("path", "who", "status", "sentence"),
    [
        ("do/pause/", "supervisor", 403, "Only the plan owner may do this."),
        ("do/resume/", "supervisor", 403, "Only the plan owner may do this."),
        ("do/resume/", "manager", 409, NOT_NOW),
        ("stages/1.1/do/start/", "analyst", 403, "Only the owner of the stage updates it."),
        ("stages/1.1/do/reopen/", "manager", 409, NOT_NOW),
        ("stages/1.1/do/edit/", "analyst", 403, "Only the plan owner may do this."),
    ],
)
def test_who_and_when_are_two_sentences(cast, plan, path, who, status, sentence):
    code, page = answer_of(cast.staff[who], plan, path)
    assert code == status
    assert said(sentence) in page


def test_who_leads_reads_that_the_owner_of_a_stage_left(cast, plan):
    stage = plan.stages.get(code="1.1")
    User.objects.filter(pk=stage.owner_id).update(is_active=False)
    manager = cast.staff["manager"]
    assert stage.owner != manager
    code, page = answer_of(manager, plan, "stages/1.1/do/start/")
    assert code == 403
    sentence = said(
        "%(name)s, who owns this stage, no longer works here. Edit the stage and name a new owner."
    )
    assert sentence % {"name": stage.owner} in page

    _code, page = answer_of(manager, plan, "")
    assert f"/plans/{plan.number}/stages/1.1/do/edit/" in page
    _code, page = answer_of(manager, plan, "stages/1.1/")
    assert "指定新的负责人" in page
    # Others can do nothing about it.
    _code, page = answer_of(cast.staff["analyst"], plan, "stages/1.1/")
    assert "指定新的负责人" not in page
