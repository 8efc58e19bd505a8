"""Who takes which step: model.md C3, C6 and C7 as rows of the table of addresses.

Steps of tickets by role and state have a matrix of their own in `tests/tickets/test_rights.py`; here
stand as many as show that their address asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.address_law import HIDDEN, REFUSED, Row, both
from tests.support.roles_of_rights import (
    ANALYST,
    CARRIERS,
    DESK,
    ENGINEER,
    HOLDERS_OF_THE_ARCHIVE,
    LEADERS,
    MANAGER,
    NO_ONE,
    PUBLISHERS,
    SEE_ALL,
    WRITERS,
    People,
    people,
)

TICKET_STEPS: dict[str, People] = {
    "accept": DESK,
    "assign": LEADERS,
    "archive": people(MANAGER),
    "explain": LEADERS,
    # It belongs to the assignee, and nobody is assigned.
    "refuse_assignment": NO_ONE,
}

LEAD, LEAD_FOREIGN = LEADERS, HOLDERS_OF_THE_ARCHIVE
"""The own plan is the supervisor's; managers lead all plans."""

PLAN_STEPS = (
    *("kick_off", "start", "resume", "evaluate", "new_cycle", "summary", "summarize"),
    *("add_stage", "paste_stages", "add_subproject", "add_metric", "add_line", "distribute"),
    *("set_window", "guide", "tie", "pause", "terminate"),
)

# The engineer owns the stage and carries the decision out; the analyst evaluates.
OWNS = frozenset({ENGINEER})
HANDLES = (LEADERS | OWNS, LEAD_FOREIGN)
LEADS = (LEAD, LEAD_FOREIGN)
JUDGES = (people(MANAGER, ANALYST), SEE_ALL)

PLAN_PARTS: dict[str, tuple[str, dict[str, tuple[People, People]]]] = {
    "stages": (
        "stage",
        {
            **dict.fromkeys(("tell", "start", "finish", "delay"), (OWNS, NO_ONE)),
            **dict.fromkeys(("problem", "replan"), HANDLES),
            **dict.fromkeys(("reopen", "edit", "drop"), LEADS),
        },
    ),
    "problems": (
        "problem",
        {"describe": HANDLES, "resolve": HANDLES, "propose": (WRITERS, WRITERS)},
    ),
    "replans": ("replan", {"approve": LEADS, "refuse": LEADS}),
    "lines": ("line", {"edit": LEADS, "remove": LEADS}),
    "metrics": ("metric", {"evaluate": JUDGES, "edit": LEADS, "remove": LEADS}),
    "changes": ("change", {"approve": JUDGES, "refuse": JUDGES}),
    "actions": ("action", {"done": HANDLES, "drop": LEADS}),
    "next": ("next", {"begin": (LEADERS, LEADERS)}),
}
"""Part of a plan: its kind of thing, and its steps with who may take them, own and foreign."""

ARTICLE_STEPS: dict[str, tuple[People, People]] = {
    "submit": (WRITERS, PUBLISHERS),
    # Nobody publishes what they wrote.
    "publish": (NO_ONE, PUBLISHERS),
    "return": (PUBLISHERS, PUBLISHERS),
    "revise": (WRITERS, WRITERS),
    "retire": (PUBLISHERS, PUBLISHERS),
}


RECTIFICATION_STEPS: dict[str, tuple[People, People]] = {
    # The department does it, or who leads for every department.
    **dict.fromkeys(("accept", "start", "report", "refuse", "note"), (CARRIERS, LEADERS)),
    **dict.fromkeys(("verify", "send_back", "close"), (LEADERS, LEADERS)),
}


def step_rows() -> Iterator[Row]:
    """Every step of every thing, and one that does not exist."""
    ticket, plan, article = ({"number": sort} for sort in ("ticket", "plan", "article"))
    for verb, may in TICKET_STEPS.items():
        yield both("tickets:do", may, ticket, parts={"key": verb})
    for verb in PLAN_STEPS:
        yield _foreign_too("plans:do", LEADS, plan, verb)
    # Heads of departments confirm, and none of these people is one.
    yield _foreign_too("plans:do", (NO_ONE, NO_ONE), plan, "acknowledge")
    for part, (sort, part_steps) in PLAN_PARTS.items():
        for verb, may_each in part_steps.items():
            things = {**plan, "part_key": sort}
            yield _foreign_too("plans:do_part", may_each, things, verb, part=part)
    for verb in ("take", "decline"):
        proposal = {"pk": "proposal"}
        yield both("plans:answer", LEADERS, proposal, parts={"verb": verb}, is_right_first=True)
    yield from _leaders_steps()
    for verb, may_each in ARTICLE_STEPS.items():
        yield _foreign_too("knowledge:do", may_each, article, verb)
    rectification = {"number": "rectification"}
    for verb, may_each in RECTIFICATION_STEPS.items():
        yield _foreign_too("analytics:rectify", may_each, rectification, verb)
    file = {"file_no": "service_file"}
    yield both("archive:do", HOLDERS_OF_THE_ARCHIVE, file, parts={"key": "hold"})
    # Nothing is held.
    yield both("archive:do", HOLDERS_OF_THE_ARCHIVE, file, parts={"key": "release"})
    for name, thing in (
        ("tickets:do", ticket),
        ("plans:do", plan),
        ("knowledge:do", article),
        ("analytics:rectify", rectification),
    ):
        yield both(name, NO_ONE, thing, refusal=HIDDEN, parts={"key": "no-such-step"})


def _leaders_steps() -> Iterator[Row]:
    """What those who lead the desk do with measures and awards."""
    for verb in ("start", "take-effect", "prove", "close", "give-up"):
        yield both("analytics:do_measure", LEADERS, {"number": "measure"}, parts={"key": verb})
    for verb in ("grant", "withdraw"):
        yield both("analytics:do_award", LEADERS, {"number": "award"}, parts={"key": verb})


def _foreign_too(
    name: str, may: tuple[People, People], things: dict[str, str], verb: str, **parts: str
) -> Row:
    own, foreign = may
    return both(
        name,
        own,
        things,
        refusal=REFUSED,
        parts={**parts, "key": verb},
        reads_foreign=foreign,
        sends_foreign=foreign,
    )
