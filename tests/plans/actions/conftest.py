"""The source's own plan (vectors.md E3) on three of its days."""

import pytest

from demo import source_plan as story
from plans.actions import moves
from tests.support.source_plan import now_of


@pytest.fixture
def running(cast):
    """The plan as E3 finds it on 2024-08-10."""
    plan = story.draft(cast)
    story.start(plan, cast)
    story.until_the_tenth_of_august(plan, cast)
    return plan


@pytest.fixture
def rolled_out(running, cast):
    """Every stage is done, the last one on 2024-09-01."""
    story.until_the_roll_out(running, cast)
    return running


@pytest.fixture
def measured(rolled_out, cast):
    """In evaluation since 2024-09-02, nothing measured yet."""
    moves.start_evaluation(rolled_out, by=cast.staff["manager"], at=story.at("2024-09-02"))
    return now_of(rolled_out)


@pytest.fixture
def drafted(cast):
    """The first page, stages, metrics and responsibilities; nothing has begun."""
    return story.draft(cast)
