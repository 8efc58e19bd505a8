"""The states of a work order and what each of them means.

Side tables answer questions; no code compares a status.

`docs/states.md` is generated from `LIFECYCLE` and compared in a test.
"""

from core.work.lifecycle import IllegalMove, follow_move
from tickets.record.enums import Move, Status, WaitReason

# Stands for: the state that the ticket came from before it waited.
BACK = "back"

_WAITS = {Move.WAIT_CUSTOMER: Status.WAITING_CUSTOMER, Move.WAIT_INTERNAL: Status.WAITING_INTERNAL}
_CANCEL = {Move.CANCEL: Status.CANCELLED}

LIFECYCLE: dict[Status, dict[Move, str]] = {
    Status.NEW: {Move.ACCEPT: Status.ACCEPTED, **_CANCEL, Move.MERGE: Status.MERGED},
    Status.ACCEPTED: {
        Move.DIAGNOSE: Status.DIAGNOSING,
        Move.WAIT_CUSTOMER: Status.WAITING_CUSTOMER,
        **_CANCEL,
        Move.MERGE: Status.MERGED,
    },
    Status.DIAGNOSING: {Move.SUBMIT_SOLUTION: Status.PENDING_APPROVAL, **_WAITS, **_CANCEL},
    Status.PENDING_APPROVAL: {
        Move.APPROVE: Status.PROCESSING,
        Move.REJECT: Status.DIAGNOSING,
        **_WAITS,
        **_CANCEL,
    },
    Status.PROCESSING: {
        Move.FINISH: Status.PENDING_CONFIRMATION,
        Move.SOLUTION_FAILED: Status.DIAGNOSING,
        **_WAITS,
        **_CANCEL,
    },
    Status.WAITING_CUSTOMER: {Move.RESUME: BACK, **_CANCEL},
    Status.WAITING_INTERNAL: {Move.RESUME: BACK},
    Status.PENDING_CONFIRMATION: {Move.CONFIRM: Status.RESOLVED, Move.REFUSE: Status.PROCESSING},
    Status.RESOLVED: {Move.CLOSE: Status.CLOSED, Move.REOPEN: Status.PROCESSING},
    Status.CLOSED: {Move.ARCHIVE: Status.ARCHIVED, Move.REOPEN: Status.PROCESSING},
    Status.ARCHIVED: {},
    Status.CANCELLED: {Move.ARCHIVE: Status.ARCHIVED},
    Status.MERGED: {Move.ARCHIVE: Status.ARCHIVED},
}

# There is still something to do at the desk.
#
# A solved ticket awaits its call-back and its closing.
OPEN = frozenset(
    {
        Status.NEW,
        Status.ACCEPTED,
        Status.DIAGNOSING,
        Status.PENDING_APPROVAL,
        Status.PROCESSING,
        Status.WAITING_CUSTOMER,
        Status.WAITING_INTERNAL,
        Status.PENDING_CONFIRMATION,
        Status.RESOLVED,
    }
)

UNSOLVED = OPEN - {Status.RESOLVED}
WAITING = frozenset({Status.WAITING_CUSTOMER, Status.WAITING_INTERNAL})
EDITABLE = OPEN
READ_ONLY = frozenset({Status.ARCHIVED})

# Left out of response, resolution and first-time figures.
UNCOUNTED = frozenset({Status.CANCELLED, Status.MERGED})

# Nothing is left to do; after a while they are archived.
TO_ARCHIVE = UNCOUNTED | {Status.CLOSED}

# No limit starts on these.
PROMISES_NOTHING = UNCOUNTED | READ_ONLY

# Form 003 prints 是否闭环 = 是 for these.
CLOSED_LOOP = frozenset({Status.CLOSED, Status.ARCHIVED})

WORKED_ON = frozenset({Status.DIAGNOSING, Status.PENDING_APPROVAL, Status.PROCESSING}) | WAITING
UNANSWERED = frozenset({Status.NEW})

# In any other state somebody has answered, even where an old register does not say when.
UNANSWERED_OR_UNCOUNTED = UNANSWERED | UNCOUNTED

# In any later state work has begun, even where an old register does not say when.
UNSTARTED = UNANSWERED | {Status.ACCEPTED}

AWAITS_CONFIRMATION = frozenset({Status.PENDING_CONFIRMATION})
FINISHED = frozenset({Status.RESOLVED, Status.CLOSED, Status.ARCHIVED})

# The strict forms of 001 and 002 know no finer word for these.
PRINTED_AS_PROCESSING = WAITING | {Status.DIAGNOSING}

# The reasons that a waiting state may carry.
#
# States that are not named carry none and pause nothing.
PAUSE_REASONS: dict[Status, frozenset[WaitReason]] = {
    Status.WAITING_CUSTOMER: frozenset({WaitReason.CUSTOMER}),
    Status.WAITING_INTERNAL: frozenset(
        {WaitReason.PARTS, WaitReason.THIRD_PARTY, WaitReason.COLLABORATION}
    ),
    Status.PENDING_CONFIRMATION: frozenset({WaitReason.CONFIRMATION}),
}

# A waiting state is no stage: the ticket stands where it came from.

# The stage bar of the ticket page.
STAGES: tuple[tuple[str, frozenset[Status]], ...] = (
    ("accept", frozenset({Status.NEW})),
    ("analyse", frozenset({Status.ACCEPTED, Status.DIAGNOSING})),
    ("approve", frozenset({Status.PENDING_APPROVAL})),
    ("execute", frozenset({Status.PROCESSING})),
    ("verify", frozenset({Status.PENDING_CONFIRMATION})),
    ("close", frozenset({Status.RESOLVED})),
    ("done", CLOSED_LOOP),
)


def target(status: str, move: str, came_from: str = "") -> Status:
    """The state that a move leads to; raises `IllegalMove`."""
    after = follow_move(LIFECYCLE, status, move)
    if after != BACK:
        return Status(after)
    # A waiting ticket of an old register does not say where it came from.
    if not came_from:
        raise IllegalMove(move, status)
    return Status(came_from)


def pause_reason(status: str, wait_reason: str = "") -> str:
    """The reason for which clocks may stand still in this state; empty when none."""
    reasons = PAUSE_REASONS.get(Status(status), frozenset())
    if wait_reason in reasons:
        return wait_reason
    # Where a state knows one reason only, nobody is asked for it.
    if len(reasons) == 1:
        return next(iter(reasons))
    return ""


def stage_of(status: str, came_from: str = "") -> str:
    """The key of the stage bar; a waiting ticket stands at the stage it came from."""
    stands_for = came_from if status in WAITING and came_from else status
    for key, states in STAGES:
        if stands_for in states:
            return key
    return ""
