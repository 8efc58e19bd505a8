"""Cells with several rows in them: progress and problems of a stage."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain import stage_cells


def test_progress_and_problems_as_people_type_them():
    assert [(one.percent, one.text) for one in stage_cells.progress_in("进展80%，剩20%待测")] == [
        (20, "进展80%，剩20%待测")
    ]
    assert stage_cells.problems_in("环境不足，影响两天", "已解决") == [
        stage_cells.ProblemEntry("环境不足，影响两天", resolution="已解决")
    ]
    assert stage_cells.problems_in("问题描述：甲。影响范围：乙", "") == [
        stage_cells.ProblemEntry("甲。影响范围：乙")
    ]
    assert stage_cells.problems_in(
        "问题：甲；影响范围：乙；应对措施：丙\n问题：丁", "第一\n第二"
    ) == [
        stage_cells.ProblemEntry("甲", "乙", "丙", "第一"),
        stage_cells.ProblemEntry("丁", resolution="第二"),
    ]
    assert stage_cells.problems_in("", "已解决") == [stage_cells.ProblemEntry(resolution="已解决")]


def test_a_list_within_a_text_stays_with_its_problem():
    """Three steps of the first of two problems once made the second number grow without an end."""
    problems = [
        stage_cells.ProblemEntry("接口超时", resolution="1. 换服务器\n2. 压测\n3. 复查"),
        stage_cells.ProblemEntry("人手不足", resolution="借调两人"),
    ]
    cells = stage_cells.problem_cells(problems)
    assert cells == (
        "1. 问题：接口超时\n2. 问题：人手不足",
        "1. 1. 换服务器\n  2. 压测\n  3. 复查\n2. 借调两人",
    )
    assert [problem.resolution for problem in stage_cells.problems_in(*cells)] == [
        "1. 换服务器\n  2. 压测\n  3. 复查",
        "借调两人",
    ]


@pytest.mark.parametrize(
    "resolution",
    ["甲\n11.；甲", "影响：\n3. ；乙", "2. 措施：\n3. 措施：甲"],
    ids=["number-far-off", "next-but-one", "begins-with-two"],
)
def test_writing_ends_whatever_the_text_looks_like(resolution):
    problems = [
        stage_cells.ProblemEntry("甲", resolution=resolution),
        stage_cells.ProblemEntry(impact="甲", resolution="措施：问题：1. ；3. 问题："),
    ]
    cells = stage_cells.problem_cells(problems)
    assert stage_cells.problem_cells(stage_cells.problems_in(*cells)) == cells


WORDS = st.text(st.sampled_from("甲乙1 2.。；：\n"), max_size=12)
PIECES = st.lists(
    st.sampled_from(
        [
            "问题：",
            "影响：",
            "措施：",
            "甲",
            "；",
            "\n",
            "1. ",
            "2. ",
            "3. ",
            "计划完成时间2024-08-15已过，未完成",
            " ",
        ]
    ),
    max_size=8,
).map("".join)
PROBLEMS = st.builds(
    stage_cells.ProblemEntry,
    PIECES | WORDS,
    PIECES | WORDS,
    WORDS,
    PIECES | WORDS,
    st.sampled_from([None, None, date(2024, 8, 15)]),
)


@given(st.lists(PROBLEMS, max_size=4))
def test_problems_come_back_as_they_were_written(problems):
    cells = stage_cells.problem_cells(problems)
    assert stage_cells.problem_cells(stage_cells.problems_in(*cells)) == cells


@given(
    st.lists(
        st.builds(
            stage_cells.ProgressLine,
            st.dates(date(2020, 1, 1), date(2030, 1, 1)),
            st.integers(0, 100),
            WORDS.filter(str.strip),
        ),
        max_size=4,
    )
)
def test_progress_comes_back_as_it_was_written(lines):
    cell = stage_cells.progress_cell(lines)
    assert stage_cells.progress_cell(stage_cells.progress_in(cell)) == cell


def test_what_mended_a_problem_finds_it_again():
    problems = [
        stage_cells.ProblemEntry("服务器宕机", "全体客服", "切换备机"),
        stage_cells.ProblemEntry("培训场地冲突", "二组", "改为线上", "已改线上"),
        stage_cells.ProblemEntry(missed=date(2024, 8, 15)),
    ]
    cells = stage_cells.problem_cells(problems)
    assert cells == (
        "1. 问题：服务器宕机；影响：全体客服；措施：切换备机\n2. 问题：培训场地冲突；影响：二组；措施：改为线上\n3. 计划完成时间2024-08-15已过，未完成",
        "2. 已改线上",
    )
    assert stage_cells.problems_in(*cells) == problems
    assert stage_cells.problem_cells([problems[1]]) == (
        "问题：培训场地冲突；影响：二组；措施：改为线上",
        "已改线上",
    )
