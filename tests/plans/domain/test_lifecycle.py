"""States of plans and stages (model.md C7): each with each move."""

import pytest

from core.work.lifecycle import IllegalMove
from plans.domain import lifecycle
from plans.enums import PlanMove, PlanState, StageMove, StageStatus

PLAN_MOVES = {
    ("draft", "start"): "running",
    ("running", "pause"): "paused",
    ("paused", "resume"): "running",
    ("running", "evaluate"): "evaluating",
    ("evaluating", "new_cycle"): "running",
    ("evaluating", "summarize"): "summarized",
    ("summarized", "archive"): "archived",
    ("draft", "terminate"): "terminated",
    ("running", "terminate"): "terminated",
    ("paused", "terminate"): "terminated",
    ("evaluating", "terminate"): "terminated",
    ("summarized", "terminate"): "terminated",
}
STAGE_MOVES = {
    ("not_started", "start"): "in_progress",
    ("not_started", "delay"): "delayed",
    ("in_progress", "delay"): "delayed",
    ("delayed", "replan"): "in_progress",
    ("in_progress", "finish"): "done",
    ("delayed", "finish"): "done",
    ("done", "reopen"): "in_progress",
}


def target_or_none(target, state, move):
    try:
        return target(state, move)
    except IllegalMove:
        return None


@pytest.mark.parametrize("state", list(PlanState))
@pytest.mark.parametrize("move", list(PlanMove))
def test_every_state_and_move_of_a_plan(state, move):
    assert target_or_none(lifecycle.plan_target, state, move) == PLAN_MOVES.get((state, move))


@pytest.mark.parametrize("status", list(StageStatus))
@pytest.mark.parametrize("move", list(StageMove))
def test_every_status_and_move_of_a_stage(status, move):
    """未开始 does not become 已完成 at once (E3)."""
    assert target_or_none(lifecycle.stage_target, status, move) == STAGE_MOVES.get((status, move))


def test_an_ended_plan_has_no_move_and_is_not_edited():
    assert {state for state, moves in lifecycle.PLAN.items() if not moves} == lifecycle.ENDED
    assert not lifecycle.ENDED & (lifecycle.EDITABLE | lifecycle.LIVE | lifecycle.WRITTEN_UP)
