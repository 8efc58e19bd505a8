"""The effect of a plan as a chart: scales, gaps, means, and what the registry counts."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import measure
from plans.domain import chart as law
from plans.domain import chart_labels
from plans.domain.chart import BOTTOM, TOP, BucketFigure, WindowMean
from plans.domain.timeline import DAY, Timeline
from plans.enums import PlanState
from plans.models import Plan, PlanMetric
from plans.queries import chart
from plans.queries.metric_cards import title_of_metric
from tests.fixtures import browser_of, moment, reported
from tickets.record.models import Ticket

VALUES = st.decimals(-10_000, 10_000, places=3, allow_nan=False)
START = date(2024, 5, 6)  # a Monday
SVG = re.compile(
    r'<svg class="effect-(?:axis|plot|days)".*?</svg>'
    r'(?=\s*(?:<svg class="effect|<span></span>|</div>))',
    re.DOTALL,
)


# --- numbers and scales -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("48.000000", "48"),
        ("19.825", "19.83"),
        ("0.005", "0.01"),
        ("1189.5", "1189.5"),
        ("100", "100"),
        ("-0.10", "-0.1"),
        ("0", "0"),
        ("10", "10"),
    ],
)
def test_figures_are_written_without_idle_zeros(value, written):
    assert law.figure_text(Decimal(value)) == written


def test_no_figure_is_a_dash():
    assert law.figure_text(None) == "—"


@given(st.lists(VALUES, min_size=1, max_size=12), st.booleans())
def test_a_scale_has_round_ends_holds_everything_and_falls_on_the_page(values, from_zero):
    scale = law.scale_of(values, from_zero=from_zero)
    assert scale.low <= min(values) and max(values) <= scale.high
    assert scale.low < scale.high
    assert not from_zero or scale.low <= 0 <= scale.high
    assert 2 <= len(scale.ticks) <= 9
    assert scale.ticks[0] == scale.low and scale.ticks[-1] == scale.high
    assert scale.step.normalize().as_tuple().digits in ((1,), (2,), (2, 5), (5,))
    ordered = sorted(values)
    places = [scale.y(value) for value in ordered]
    assert all(TOP - 1e-6 <= y <= BOTTOM + 1e-6 for y in places)
    assert all(low >= high - 1e-9 for low, high in pairwise(places)), "a larger value lies higher"


def test_the_ticks_of_the_sources_figures():
    assert [str(tick) for tick in law.scale_of([Decimal(48), Decimal(20), Decimal(24)]).ticks] == [
        "0",
        "10",
        "20",
        "30",
        "40",
        "50",
    ]
    assert law.scale_of([Decimal(72), Decimal(91), Decimal(90)]).low == 70, (
        "a line of percentages need not begin at zero"
    )
    assert law.scale_of([Decimal(72), Decimal(91)], from_zero=True).low == 0, "bars have to"


@pytest.mark.parametrize(
    ("days", "bucket"), [(1, "day"), (44, "day"), (45, "week"), (400, "week"), (401, "month")]
)
def test_how_finely_a_span_is_counted(days, bucket):
    assert law.bucket_of(days) == bucket


# --- points, gaps, labels ---------------------------------------------------------------------------------------------

COUNTS = st.lists(
    st.one_of(st.none(), st.tuples(VALUES, st.integers(1, 500))), min_size=1, max_size=40
)


def weeks_of(found):
    return [
        BucketFigure(
            START + 7 * n * DAY, START + (7 * n + 6) * DAY, one and one[0], one[1] if one else 0
        )
        for n, one in enumerate(found)
    ]


@given(COUNTS, st.one_of(st.none(), VALUES))
def test_an_empty_week_is_a_gap_and_never_a_zero(found, target):
    told = weeks_of(found)
    line = Timeline(told[0].first, told[-1].last)
    picture = law.effect_picture(line, told, [], target)
    assert [point.told for point in picture.points] == [
        one for one in told if one.value is not None
    ]
    joined = {(one.told.first, two.told.first) for one, two in picture.segments}
    assert joined == {
        (one.first, two.first)
        for one, two in pairwise(told)
        if one.value is not None and two.value is not None
    }
    assert all(law.SMALLEST <= point.radius <= law.LARGEST for point in picture.points)
    by_count = sorted(picture.points, key=lambda point: point.told.count)
    assert all(one.radius <= two.radius for one, two in pairwise(by_count)), (
        "more cases, larger point"
    )


@given(VALUES, VALUES, VALUES)
def test_words_stay_on_the_drawing_and_off_each_other(before, after, target):
    weeks = weeks_of([None] * 10)
    line = Timeline(weeks[0].first, weeks[-1].last)
    means = [
        WindowMean("before", weeks[0].first, weeks[3].last, before, 9),
        WindowMean("after", weeks[4].first, weeks[5].last, after, 9),
    ]
    picture = law.effect_picture(line, weeks, means, target)
    of_after = picture.levels[1]
    heights = [*(level.label_y for level in picture.levels), picture.target_label_y]
    assert all(TOP <= y <= BOTTOM for y in heights)
    assert chart_labels.label_extent(of_after).x < law.AT_TARGET.end, "they stand above one another"
    assert abs(of_after.label_y - picture.target_label_y) >= chart_labels.CLEAR


@given(st.integers(0, 100))
def test_words_leave_points_free(level):
    told = weeks_of([(Decimal(level), 5)] * 8 + [(Decimal(0), 5), (Decimal(100), 5)])
    line = Timeline(told[0].first, told[-1].last)
    picture = law.effect_picture(
        line, told, [WindowMean("before", told[0].first, told[3].last, Decimal(level), 20)], None
    )
    assert abs(picture.levels[0].label_y - 4 - picture.points[0].y) >= chart_labels.CLEAR


@given(st.dates(START, START + 69 * DAY), st.dates(START, START + 69 * DAY))
def test_a_word_never_leaves_the_drawing_sideways(one, other):
    line, (first, last) = Timeline(START, START + 69 * DAY), sorted([one, other])
    picture = law.effect_picture(line, [], [WindowMean("after", first, last, Decimal(3), 1)], None)
    words = chart_labels.label_extent(picture.levels[0])
    assert words.x >= 0 and words.end <= 100 + 1e-9


def test_means_lie_at_their_values_over_their_windows():
    told = weeks_of([(Decimal(48), 10), (Decimal(40), 5), None, (Decimal(20), 8)])
    line = Timeline(told[0].first, told[-1].last)
    means = [
        WindowMean("before", told[0].first, told[1].last, Decimal("45.33"), 15),
        WindowMean("after", told[3].first, told[3].last, Decimal(20), 8),
    ]
    picture = law.effect_picture(line, told, means, Decimal(24))
    before, after = picture.levels
    assert (
        before.y
        == picture.scale.y(Decimal("45.33"))
        < picture.target_y
        < after.y
        == picture.points[-1].y
    )
    assert before.extent.x == 0 and before.extent.end == pytest.approx(50)
    assert after.extent.end == pytest.approx(100)


def test_typed_figures_are_two_bars_from_zero():
    scale, bars, target_y = law.effect_columns(Decimal(48), Decimal(20), Decimal(24))
    assert [(bar.kind, bar.y + bar.height) for bar in bars] == [
        ("before", BOTTOM),
        ("after", BOTTOM),
    ]
    assert bars[0].height / bars[1].height == pytest.approx(48 / 20)
    assert bars[0].y < target_y < bars[1].y
    assert scale.low == 0


def test_without_values_nothing_is_drawn():
    assert law.effect_columns(None, None, None)[1] == []
    assert law.places_on_line(None, None, None) == {}


@given(VALUES, VALUES, VALUES)
def test_the_short_line_keeps_the_order(before, after, target):
    places = law.places_on_line(before, after, target)
    values = {"before": before, "after": after, "target": target}
    ordered = sorted(values, key=values.get)
    assert all(0 <= place <= 100 for place in places.values())
    assert all(places[one] <= places[two] for one, two in pairwise(ordered))


# --- counted by the registry --------------------------------------------------------------------------------------------

AT = moment("2024-10-01 09:00")


def plan_of(cast, **told):
    boss = cast.staff["manager"]
    given = {
        "number": "AF-202407-001",
        "name": "投诉处理",
        "state": PlanState.EVALUATING,
        "start_date": date(2024, 7, 1),
        "end_date": date(2024, 9, 30),
        "owner": boss,
        "created_by": boss,
        "created_at": AT,
        "updated_at": AT,
        "baseline_from": date(2024, 4, 1),
        "baseline_to": date(2024, 6, 30),
        "rollout_date": date(2024, 9, 1),
        "evaluation_due_from": date(2024, 9, 8),
        "evaluation_due_to": date(2024, 9, 15),
    }
    return Plan.objects.create(**{**given, **told})


def metric_of(plan, **told):
    given = {
        "source": "ticket_query",
        "key": "avg_resolution",
        "name": "平均解决时长",
        "direction": "lower",
        "target": Decimal(24),
    }
    return PlanMetric.objects.create(plan=plan, **{**given, **told})


def solved(cast, on, hours, **told):
    """A ticket solved at noon of a day, so many hours after its report."""
    at = datetime.combine(on, moment("2024-01-01 12:00").timetz())
    ticket = reported(cast, at - timedelta(hours=hours), **told)
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=at, fixed_at=at, first_responded_at=at)
    return ticket


@pytest.fixture
def counted(cast):
    """Two solved in the baseline, two in the window after, weeks without any between them."""
    for on, hours in (
        (date(2024, 5, 8), 40),
        (date(2024, 5, 9), 56),
        (date(2024, 9, 10), 18),
        (date(2024, 9, 11), 22),
    ):
        solved(cast, on, hours)
    return plan_of(cast)


@pytest.mark.django_db
def test_the_chart_shows_what_the_registry_counts(counted):
    metric = metric_of(counted)
    shown = chart.chart_of(metric, counted, at=AT)
    spans = (
        FigureSpan(date(2024, 4, 1), date(2024, 6, 30)),
        FigureSpan(date(2024, 9, 8), date(2024, 9, 15)),
    )
    before, after = (
        measure.measured_figure("avg_resolution", FigureScope(), span, at=AT) for span in spans
    )
    assert (shown.before.value, shown.before.count) == (before.value, before.count) == (48, 2)
    assert (shown.after.value, shown.after.count) == (after.value, after.count) == (20, 2)
    assert shown.before.is_provisional and shown.after.is_provisional, "nothing is frozen yet"
    assert shown.bucket == "week"
    assert {one.first: one.value for one in shown.told if one.value is not None} == {
        date(2024, 5, 6): 48,
        date(2024, 9, 9): 20,
    }
    assert shown.picture.segments == [], "seventeen empty weeks are no line"
    assert shown.cases == 4
    assert (shown.told[0].first, shown.told[-1].last) == (date(2024, 4, 1), date(2024, 10, 1))


@pytest.mark.django_db
def test_frozen_values_stand_even_if_tickets_change(counted, cast):
    frozen = {
        "before": Decimal(48),
        "before_samples": 2,
        "baseline_from": date(2024, 4, 1),
        "baseline_to": date(2024, 6, 30),
        "frozen_at": AT,
        "after": Decimal(20),
        "after_samples": 2,
        "measured_from": date(2024, 9, 8),
        "measured_to": date(2024, 9, 15),
    }
    metric = metric_of(counted, **frozen)
    solved(cast, date(2024, 5, 10), 500)
    shown = chart.chart_of(metric, counted, at=AT)
    assert (shown.before.value, shown.after.value) == (48, 20)
    assert not shown.before.is_provisional
    assert next(one.value for one in shown.told if one.first == date(2024, 5, 6)) > 48, (
        "the line tells what is counted now"
    )


@pytest.mark.django_db
def test_a_frozen_scope_wins_over_the_plans(counted, cast):
    phone, mail = cast.channels["电话"], cast.channels["邮件"]
    solved(cast, date(2024, 5, 10), 96, channel=phone)
    counted.channels.add(phone)
    of_plan = chart.chart_of(metric_of(counted), counted, at=AT)
    assert of_plan.cases == 1
    of_metric = chart.chart_of(
        metric_of(counted, name="冻结", scope={"channels": [mail.pk]}, frozen_at=AT), counted, at=AT
    )
    assert of_metric.cases == 4


@pytest.mark.django_db
def test_before_the_roll_out_there_is_no_window_after(counted):
    counted.rollout_date = counted.evaluation_due_from = counted.evaluation_due_to = None
    counted.state = PlanState.RUNNING
    shown = chart.chart_of(metric_of(counted), counted, at=AT)
    assert shown.after is None and shown.rollout_x is None
    assert [level.mean.kind for level in shown.picture.levels] == ["before"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["volume", "a_figure_of_yesterday"])
def test_where_windows_cannot_be_compared_there_are_two_columns(counted, key):
    shown = chart.chart_of(
        metric_of(counted, key=key, before=Decimal(30), after=Decimal(20)), counted, at=AT
    )
    assert shown.picture is None
    assert [bar.kind for bar in shown.columns.bars] == ["before", "after"]


@pytest.mark.django_db
def test_the_drawing_is_xml_whatever_the_metric_is_called(counted):
    known = metric_of(counted, name="<i>", unit="<%>")
    typed = metric_of(
        counted,
        name='<b>a</b> & "b"',
        source="manual",
        key="",
        unit="<%>",
        before=Decimal(48),
        after=Decimal(20),
    )
    for metric in (known, typed):
        html = render_to_string(
            "plans/_chart.html", {"chart": chart.chart_of(metric, counted, at=AT), "plan": counted}
        )
        found = SVG.findall(html)
        assert len(found) == 3, "axis, plot, days"
        trees = [ElementTree.fromstring(one) for one in found]
        assert any(title_of_metric(metric) in (tree.get("aria-label") or "") for tree in trees)
        assert (
            "<b>" not in html and "<i>" not in html and "<%>" not in html and "style=" not in html
        )
        assert "<table" in html


@pytest.mark.django_db
def test_the_chart_is_shown_to_those_who_see_the_plan(counted, cast):
    metric = metric_of(counted)
    path = f"/plans/{counted.number}/metrics/{metric.pk}/chart/"
    answer = browser_of(cast.staff["manager"]).get(path)
    assert answer.status_code == 200
    assert answer.content.decode().count("e-point") == 2
    assert browser_of(cast.staff["agent"]).get(path).status_code == 404
    other = plan_of(cast, number="AF-202407-002")
    assert (
        browser_of(cast.staff["manager"])
        .get(f"/plans/{other.number}/metrics/{metric.pk}/chart/")
        .status_code
        == 404
    )
