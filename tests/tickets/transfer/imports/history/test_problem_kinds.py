"""Thousands of problems, of a few kinds."""

from django.utils import translation

from documents.imports.account import MOST_NAMED
from tickets.transfer.domain.register_sheet import CellProblem
from tickets.transfer.imports.history import problem_kinds
from tickets.transfer.imports.history.problem_kinds import ProblemKinds
from tickets.transfer.imports.history.problem_texts import told_kinds


def gathered(problems):
    kinds = ProblemKinds()
    for problem in problems:
        kinds.add_problem(problem)
    return kinds.as_plain()


def test_one_line_a_kind_with_all_of_its_number():
    late = [CellProblem(n, "opened", f"{n}?", "moment") for n in range(2, 20_002)]
    words = [CellProblem(5, "state", word, "unknown_status") for word in ("Foo", "Bar", "Foo")]
    kinds = gathered([*words, *late])
    assert [(kind["column"], kind["value"], kind["count"]) for kind in kinds] == [
        ("opened", "2?", 20_000),
        ("state", "Foo", 2),
        ("state", "Bar", 1),
    ]
    assert kinds[0]["rows"] == list(range(2, 2 + MOST_NAMED))


def test_a_kind_is_told_in_the_language_of_its_reader():
    kinds = gathered([CellProblem(2, "text", "", "too_long", "200")])
    for language, reason in (
        ("en", "is longer than 200 characters"),
        ("zh-hans", "超过 200 个字"),
    ):
        with translation.override(language):
            [told] = told_kinds(kinds)
        assert (told["reason"], told["code"], told["count"]) == (reason, "too_long", 1)
    # What was kept before reasons had a code was worded by the worker.
    assert told_kinds([{"column": "text", "reason": "…"}]) == [{"column": "text", "reason": "…"}]


def test_a_column_that_is_no_column_of_states_does_not_make_a_thousand_lines():
    kinds = gathered(CellProblem(n, "text", f"第{n}台", "unknown_status") for n in range(5_000))
    assert len(kinds) == problem_kinds.MOST_WORDS + 1
    assert sum(kind["count"] for kind in kinds) == 5_000
