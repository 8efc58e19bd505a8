"""State tables of any house: what follows, what is open to a person, how they are drawn."""

import pytest

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
