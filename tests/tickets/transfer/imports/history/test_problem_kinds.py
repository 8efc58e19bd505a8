"""Thousands of problems, of a few kinds."""

from documents.imports.account import MOST_NAMED
from tickets.transfer.domain.register_sheet import CellProblem
from tickets.transfer.imports.history import problem_kinds
from tickets.transfer.imports.history.problem_kinds import ProblemKinds


def gathered(problems):
    kinds = ProblemKinds()
    for problem in problems:
        kinds.add_problem(problem)
    return kinds.as_plain()


def test_one_line_a_kind_with_all_of_its_number(in_english):
    late = [CellProblem(n, "opened", f"{n}?", "moment") for n in range(2, 20_002)]
    words = [CellProblem(5, "state", word, "unknown_status") for word in ("Foo", "Bar", "Foo")]
    kinds = gathered([*words, *late])
    assert [(kind["column"], kind["value"], kind["count"]) for kind in kinds] == [
        ("opened", "2?", 20_000),
        ("state", "Foo", 2),
        ("state", "Bar", 1),
    ]
    assert kinds[0]["reason"] == "is not a time that can be read"
    assert kinds[0]["rows"] == list(range(2, 2 + MOST_NAMED))


def test_a_column_that_is_no_column_of_states_does_not_make_a_thousand_lines():
    kinds = gathered(CellProblem(n, "text", f"第{n}台", "unknown_status") for n in range(5_000))
    assert len(kinds) == problem_kinds.MOST_WORDS + 1
    assert sum(kind["count"] for kind in kinds) == 5_000
