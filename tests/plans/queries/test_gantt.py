"""Plans over time: the laws of the line, bars, and the drawing as XML that no name can break."""

import re
from datetime import date, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from plans.domain import timeline
from plans.domain.timeline import DAY, LEAST, Timeline
from plans.enums import PlanState, StageStatus
from plans.models import Plan, Stage, SubProject
from plans.queries import gantt

START = date(2024, 7, 1)
SVG = re.compile(r"<svg class=\"gantt-track\".*?</svg>(?=\s*</div>)", re.DOTALL)


def line_of(days):
    return Timeline(START, START + (days - 1) * DAY)


def stage(code="1.1", planned=START, status=StageStatus.NOT_STARTED, **told):
    phase, _dot, sequence = code.partition(".")
    given = {
        "task": "任务",
        "baseline_planned_date": planned,
        "owner_text": "客服主管",
        "percent": 0,
        **told,
    }
    return Stage(
        code=code,
        phase=int(phase),
        sequence=int(sequence),
        planned_date=planned,
        status=status,
        **given,
    )


def plan_of(**told):
    given = {
        "number": "AF-202407-001",
        "name": "投诉处理",
        "state": PlanState.RUNNING,
        "start_date": START,
        "end_date": date(2024, 9, 15),
    }
    return Plan(**{**given, **told})


def source_stages():
    """vectors.md E3 as it stood on 2024-08-10."""
    done = StageStatus.DONE
    return [
        stage("1.1", date(2024, 7, 15), done, percent=100, actual_date=date(2024, 7, 14)),
        stage("1.2", date(2024, 7, 25), done, percent=100, actual_date=date(2024, 7, 29)),
        stage("2.1", date(2024, 8, 5), done, percent=100, actual_date=date(2024, 8, 5)),
        stage("2.2", date(2024, 8, 15), StageStatus.IN_PROGRESS, percent=60),
        stage("3.1", date(2024, 8, 25)),
        stage("3.2", date(2024, 9, 1)),
    ]


def shown(plan, stages, today, rest=()):
    macros = engines["jinja2"].env.get_template("components/gantt.html").module
    return macros.stage_gantt(gantt.plan_gantt(plan, stages, today, rest), today)


STATES = st.sampled_from(
    [StageStatus.NOT_STARTED, StageStatus.IN_PROGRESS, StageStatus.DELAYED, StageStatus.DONE]
)


@given(
    st.integers(5, 400),
    st.integers(0, 400),
    st.integers(0, 400),
    st.integers(0, 400),
    STATES,
    st.integers(0, 100),
    st.integers(-50, 500),
)
def test_a_bar_stays_on_the_line_and_only_what_is_late_is_hatched(
    days, begin, planned, actual, status, percent, today
):
    planned_date, now = START + planned * DAY, START + today * DAY
    is_done = status == StageStatus.DONE
    one = stage(
        planned=planned_date,
        status=status,
        percent=100 if is_done else percent,
        actual_date=START + actual * DAY if is_done else None,
    )
    [begins] = timeline.stage_beginnings([one], START + begin * DAY)
    assert begins <= planned_date
    line = line_of(days)
    bar = timeline.stage_bar(line, one, begins, now)
    for piece in (bar.whole, bar.late, bar.baseline):
        assert piece is None or (piece.width >= LEAST and piece.x >= 0 and piece.end <= 100 + 1e-9)
    assert bar.done is None or bar.done.width <= bar.whole.width + 1e-9
    is_late = (one.actual_date if is_done else now) > planned_date
    assert (bar.late is not None) == (is_late and planned_date < line.end)
    assert bar.baseline is None


def test_a_moved_stage_keeps_its_baseline_in_sight():
    line = line_of(60)
    bar = timeline.stage_bar(
        line,
        stage(planned=START + 30 * DAY, baseline_planned_date=START + 20 * DAY),
        START + 10 * DAY,
        START,
    )
    assert bar.baseline.end == pytest.approx(line.right_of(START + 20 * DAY))
    assert bar.whole.end == pytest.approx(line.right_of(START + 30 * DAY))


def test_a_stage_begins_after_the_one_before_or_on_its_own_date():
    stages = [
        stage("1.1", START + 10 * DAY),
        stage("1.2", START + 20 * DAY),
        stage("1.3", START + 15 * DAY),
        stage("1.4", START + 40 * DAY, start_date=START + 30 * DAY),
    ]
    begins = timeline.stage_beginnings(stages, START)
    assert [(day - START).days for day in begins] == [0, 11, 15, 30]


def test_the_source_plan_on_its_two_days():
    stages, plan = source_stages(), plan_of()
    before = {row.stage.code: row for row in gantt.plan_gantt(plan, stages, date(2024, 8, 10)).rows}
    assert [row.days_late for row in before.values()] == [0, 4, 0, 0, 0, 0]
    assert before["1.2"].bar.late and not before["2.2"].bar.late
    after = {row.stage.code: row for row in gantt.plan_gantt(plan, stages, date(2024, 8, 16)).rows}
    assert after["2.2"].days_late == 1
    assert after["2.2"].bar.late is not None
    assert after["3.1"].bar.late is None


def test_today_is_drawn_inside_and_rest_days_are_marked():
    stages = source_stages()
    rest = {date(2024, 8, 25), date(2024, 9, 1)}
    found = gantt.plan_gantt(plan_of(), stages, date(2024, 8, 16), rest)
    assert 0 < found.grid.today < 100
    assert [row.stage.code for row in found.rows if row.is_on_rest_day] == ["3.1", "3.2"]
    assert len(found.grid.rests) == 2
    long_after = gantt.plan_gantt(plan_of(state=PlanState.ARCHIVED), stages, date(2026, 1, 1))
    assert long_after.grid.today is None
    assert long_after.grid.line.end < date(2024, 10, 1), "an ended plan is not stretched to today"
    assert all(
        row.bar.late is None for row in long_after.rows if row.stage.status != StageStatus.DONE
    ), "and nothing unfinished grows late"


def test_codes_sort_as_numbers_and_sub_projects_stand_apart():
    part = SubProject(pk=7, name="新增智能客服分流功能", order=1)
    stages = [
        stage("1.10"),
        stage("1.9"),
        stage("1.2", subproject=part),
        stage("1.1", dropped_at=SimpleNamespace()),
    ]
    found = gantt.plan_gantt(plan_of(), stages, START)
    assert [(group.name, [row.stage.code for row in group.rows]) for group in found.groups] == [
        ("", ["1.9", "1.10"]),
        ("新增智能客服分流功能", ["1.2"]),
    ]


def test_a_plan_without_stages_says_so():
    assert gantt.plan_gantt(plan_of(), [], START) is None
    assert "<svg" not in shown(plan_of(), [], START)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "A & B \"C\" 'D'", "]]>", "名" * 200]
)
def test_the_drawing_is_xml_whatever_things_are_called(name):
    part = SubProject(pk=7, name=name[:80], order=1)
    stages = [
        *source_stages(),
        stage(
            "4.1",
            START + 40 * DAY,
            task=name,
            owner_text=name[:80],
            subproject=part,
            baseline_planned_date=START,
        ),
    ]
    html = shown(plan_of(), stages, date(2024, 8, 16), {date(2024, 8, 25)})
    drawings = SVG.findall(html)
    assert len(drawings) == 1 + 1 + len(stages), "head, one group, and the rows"
    trees = [ElementTree.fromstring(drawing) for drawing in drawings]
    labels = [node.get("aria-label") for tree in trees for node in tree.iter("a")]
    assert any(name in label for label in labels)
    assert "<script" not in html and "style=" not in html
    assert [node.get("href") for tree in trees for node in tree.iter("a")] == [
        f"#stage-{one.code}" for one in stages
    ]


def test_sixty_stages_have_sixty_rows_and_a_table():
    stages = [
        stage(f"{1 + n // 10}.{1 + n % 10}", START + n * timedelta(days=2)) for n in range(60)
    ]
    html = shown(plan_of(), stages, START + 30 * DAY)
    assert html.count('<a class="gantt-name" href=') == 60
    table = html[html.index("<tbody>") :]
    assert table.count("<tr>") == 60


def test_drawing_asks_the_database_nothing():
    """No database in this test: a statement would raise."""
    assert "gantt-row" in shown(plan_of(), source_stages(), date(2024, 8, 16))
