"""The states of a plan and of its stages (model.md C7).

`docs/states.md` is generated from these tables and compared in a test.
"""

from core.work.lifecycle import follow_move
from plans.enums import PlanMove, PlanState, StageMove, StageStatus

_END = {PlanMove.TERMINATE: PlanState.TERMINATED}

PLAN: dict[PlanState, dict[PlanMove, PlanState]] = {
    PlanState.DRAFT: {PlanMove.START: PlanState.RUNNING, **_END},
    PlanState.RUNNING: {
        PlanMove.EVALUATE: PlanState.EVALUATING,
        PlanMove.PAUSE: PlanState.PAUSED,
        **_END,
    },
    PlanState.PAUSED: {PlanMove.RESUME: PlanState.RUNNING, **_END},
    PlanState.EVALUATING: {
        PlanMove.SUMMARIZE: PlanState.SUMMARIZED,
        PlanMove.NEW_CYCLE: PlanState.RUNNING,
        **_END,
    },
    PlanState.SUMMARIZED: {PlanMove.ARCHIVE: PlanState.ARCHIVED, **_END},
    PlanState.ARCHIVED: {},
    PlanState.TERMINATED: {},
}

STAGE: dict[StageStatus, dict[StageMove, StageStatus]] = {
    StageStatus.NOT_STARTED: {
        StageMove.START: StageStatus.IN_PROGRESS,
        StageMove.DELAY: StageStatus.DELAYED,
    },
    StageStatus.IN_PROGRESS: {
        StageMove.FINISH: StageStatus.DONE,
        StageMove.DELAY: StageStatus.DELAYED,
    },
    StageStatus.DELAYED: {
        StageMove.REPLAN: StageStatus.IN_PROGRESS,
        StageMove.FINISH: StageStatus.DONE,
    },
    StageStatus.DONE: {StageMove.REOPEN: StageStatus.IN_PROGRESS},
}

# Everything may still be changed; the baseline follows.
PLANNED = frozenset({PlanState.DRAFT})

# Stages move, the daily job looks.
AT_WORK = frozenset({PlanState.RUNNING})

# Begun and not yet ended.
LIVE = frozenset({PlanState.RUNNING, PlanState.PAUSED, PlanState.EVALUATING})

# People are reminded of these.
WATCHED = frozenset({PlanState.RUNNING, PlanState.EVALUATING})

EDITABLE = frozenset({PlanState.DRAFT, PlanState.RUNNING, PlanState.PAUSED, PlanState.EVALUATING})

# Read-only for ever.
ENDED = frozenset({PlanState.ARCHIVED, PlanState.TERMINATED})

# Values after the change are taken.
MEASURED = frozenset({PlanState.EVALUATING})

# Stages and sub-projects are added and dropped.
OPEN_TO_STAGES = EDITABLE - MEASURED

# The summary is written.
WRITTEN_UP = frozenset({PlanState.EVALUATING, PlanState.SUMMARIZED})

UNFINISHED = frozenset({StageStatus.NOT_STARTED, StageStatus.IN_PROGRESS, StageStatus.DELAYED})

# The daily job sets these to delayed when their date has passed.
MAY_BE_LATE = frozenset({StageStatus.NOT_STARTED, StageStatus.IN_PROGRESS})

# People report their progress.
WORKED_ON = frozenset({StageStatus.IN_PROGRESS, StageStatus.DELAYED})


def plan_target(state: str, move: str) -> PlanState:
    """The state a move of the plan leads to; raises `IllegalMove`."""
    return PlanState(follow_move(PLAN, state, move))


def stage_target(status: str, move: str) -> StageStatus:
    """The status a move of a stage leads to; raises `IllegalMove`."""
    return StageStatus(follow_move(STAGE, status, move))
