"""State tables of any house: what follows, what is open to a person, how they are drawn."""

import pytest

from core.work import lifecycle
from core.work.lifecycle import IllegalMove, draw_mermaid, follow_move, moves_open_to

TABLE = {
    "draft": {"submit": "review"},
    "review": {"publish": "published", "return": "draft"},
    "published": {},
}


def test_a_move_leads_to_its_state() -> None:
    assert follow_move(TABLE, "review", "publish") == "published"


@pytest.mark.parametrize(
    ("state", "move"), [("draft", "publish"), ("published", "submit"), ("gone", "submit")]
)
def test_a_move_that_the_table_does_not_have_is_refused_by_name(state: str, move: str) -> None:
    with pytest.raises(IllegalMove) as refusal:
        follow_move(TABLE, state, move)

    assert (refusal.value.state, refusal.value.move) == (state, move)


def test_moves_are_open_that_fit_the_state_and_that_the_person_may_make() -> None:
    assert moves_open_to(TABLE, "review", lambda _move: True) == ["publish", "return"]
    assert moves_open_to(TABLE, "review", lambda move: move != "publish") == ["return"]
    assert moves_open_to(TABLE, "published", lambda _move: True) == []


def test_the_drawing_has_a_line_for_each_move() -> None:
    assert draw_mermaid(TABLE).splitlines() == [
        "stateDiagram-v2",
        "    draft --> review: submit",
        "    review --> published: publish",
        "    review --> draft: return",
    ]


LOOP = {"a": {"go": "b"}, "b": {"back": "a", "end": "c"}, "c": {}}


def test_a_table_is_followed():
    assert lifecycle.follow_move(LOOP, "b", "end") == "c"


@pytest.mark.parametrize(("state", "move"), [("a", "end"), ("c", "go"), ("unknown", "go")])
def test_what_the_table_does_not_name_is_illegal(state, move):
    with pytest.raises(lifecycle.IllegalMove) as caught:
        lifecycle.follow_move(LOOP, state, move)
    assert (caught.value.move, caught.value.state) == (move, state)


def test_a_table_is_drawn():
    assert lifecycle.draw_mermaid(LOOP).splitlines() == [
        "stateDiagram-v2",
        "    a --> b: go",
        "    b --> a: back",
        "    b --> c: end",
    ]
