"""Charts as Vega-Lite specifications: one description for the page, for print and for papers.

Colours are the names of the pages' own variables, so that a chart follows light and dark by itself;
`painted` puts colours in their place where no style sheet is. What a mark says when one points at
it stands in its row as `say`, where it leads to as `path`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

# What colours mean, and what they are on paper (static/css/desk.css has those of the page).
PAPER = {
    "var(--accent)": "#2563eb",
    "var(--ink)": "#1a2233",
    "var(--ink-2)": "#5b6577",
    "var(--line)": "#e4e8ee",
    "var(--late)": "#c81e1e",
    "var(--kept)": "#177245",
    "var(--soon)": "#9a5b00",
    "var(--card)": "#ffffff",
}
ACCENT, LATE, KEPT, SOON = (
    "var(--accent)",
    "var(--late)",
    "var(--kept)",
    "var(--soon)",
)
INK, INK_2, LINE, CARD = "var(--ink)", "var(--ink-2)", "var(--line)", "var(--card)"

# How dark the parts of a stacked bar are.
SHADES = [0.95, 0.6, 0.3]
LEGEND: Spec = {
    "title": None,
    "symbolType": "square",
    "symbolFillColor": INK,
    "columnPadding": 6,
}

# How much longer than its longest bar a chart is whose bars have words at their ends.
END_ROOM = 1.35

# How a month is written at an axis.
MONTHS = "%Y-%m"

# Pixels of a bar with its gap, of a chart over time, and of a row of the heat map.
STEP, HEIGHT, CELL = 28, 240, 24

CONFIG: Spec = {
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK_2,
        "titleColor": INK_2,
        "titleFontWeight": 400,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 180,
        "labelFontSize": 12,
        "titleFontSize": 12,
    },
    "text": {"fontSize": 12, "fill": INK},
    "legend": {"labelColor": INK_2, "titleColor": INK_2, "orient": "top"},
    "font": "Inter Variable, PingFang SC, Microsoft YaHei, Noto Sans SC Variable, Noto Sans SC",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table says at a place, and where that leads to; the number that it says, with the
    format in which a spreadsheet writes it so.
    """

    text: str
    path: str = ""
    number: Decimal | None = None
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing (but where it `is_drawn` for want of any value), one sentence of what it shows, and
    the table that says the same.

    `heat` is what a heat map is made of, whose table lists only what there is. `also` is what else
    is to be said of the matter, a line each, with where it leads.
    """

    name: str
    title: str
    summary: str
    spec: Spec
    columns: list[str]
    rows: list[list[Cell]]
    note: str = ""
    is_drawn: bool = True
    heat: "Heat | None" = None
    also: tuple[Cell, ...] = ()

    @property
    def written_spec(self) -> str:
        """As JSON that may stand inside a script element."""
        written = json.dumps({**self.spec, "description": self.summary}, ensure_ascii=False)
        return written.replace("<", "\\u003c").replace("&", "\\u0026")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its length, what it says and where it leads to; `tone` is a colour."""

    name: str
    value: float | None
    say: str
    path: str = ""
    tone: str = ACCENT
    text: str = ""


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A bar of parts: its name, the parts in the order of their names, what stands at its end."""

    name: str
    parts: Sequence[int]
    say: str
    path: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a day, week or month, by its first day as `2024-05-01`; None for a gap."""

    day: str
    value: float | None
    say: str
    path: str = ""
    size: int = 1
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that took effect on a day."""

    day: str
    name: str
    say: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class MeanLine:
    """A mean from a day to a day, both inclusive; `word` stands at its line."""

    start: str
    end: str
    value: float | None
    say: str
    word: str = ""
    tone: str = INK_2


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over time with what took effect, means, and a goal."""

    points: Sequence[Point]
    unit: str
    marks: Sequence[Mark] = ()
    levels: Sequence[MeanLine] = ()
    goal: float | None = None
    goal_say: str = ""
    axis_format: str = MONTHS
    is_from_zero: bool = True


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of a heat map."""

    column: str
    row: str
    value: int
    say: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """A category with the share of all up to it, in per cent."""

    name: str
    value: float
    cumulated: float
    is_vital: bool
    say: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Cells with the order of their columns and rows."""

    cells: Sequence[HeatCell]
    columns: Sequence[str] = field(default_factory=tuple)
    rows: Sequence[str] = field(default_factory=tuple)


# --- kinds of charts ----------------------------------------------------------------------------
def bars_spec(
    bars: Sequence[Bar],
    unit: str,
    *,
    rule: float | None = None,
    say: str = "",
    is_whole: bool = False,
) -> Spec:
    """Bars lying, in the order given, each with its number; a `rule` across all of them.

    `is_whole`: the numbers count things, of which there are no halves.
    """
    rows = [asdict(bar) for bar in bars]
    names = _in_given_order("name", axis={"title": None, "ticks": False, "domain": False})
    length = _number("value", unit, grid=False, is_whole=is_whole)
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.66}},
            "encoding": {"y": names, "x": length, "color": _own_colour(), **_links()},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {"y": names, "x": length, "text": {"field": "text"}},
        },
    ]
    if rule is not None:
        layers.append(_rule("x", rule, say))
    return _chart(layers, rows, height={"step": STEP})


def stacked_spec(bars: Sequence[StackedBar], names: Sequence[str], unit: str) -> Spec:
    """Bars lying, in the order given, each of parts that are the paler the later their name comes;
    they count things.
    """
    rows = [
        {"name": bar.name, "part": part, "place": place, "value": value, **_said(bar)}
        for bar in bars
        for place, (part, value) in enumerate(zip(names, bar.parts, strict=True))
    ]
    ends = [{"name": bar.name, "value": sum(bar.parts), "text": bar.text} for bar in bars]
    lines = _in_given_order(
        "name", axis={"title": None, "ticks": False, "domain": False, "labelLimit": 110}
    )
    length = _number("value", unit, grid=False, is_whole=True)
    # Room for what stands at the end of the longest bar, on a phone too.
    longest = max((sum(bar.parts) for bar in bars), default=0)
    length["scale"] = {"zero": True, "nice": True, "domainMax": longest * END_ROOM or 1}
    shades = {"type": "ordinal", "domain": list(names), "range": SHADES[: len(names)]}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "fill": INK, "height": {"band": 0.66}},
            "encoding": {
                "y": lines,
                "x": {**length, "stack": "zero"},
                "order": {"field": "place", "type": "ordinal"},
                "opacity": {
                    "field": "part",
                    "type": "nominal",
                    "scale": shades,
                    "legend": LEGEND,
                },
                **_links(),
            },
        },
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {"y": lines, "x": length, "text": {"field": "text"}},
        },
    ]
    return _chart(layers, rows, height={"step": STEP})


def _said(bar: StackedBar) -> Spec:
    return {"say": bar.say, "path": bar.path}


def pareto_spec(bars: Sequence[ParetoBar], unit: str, *, is_whole: bool = False) -> Spec:
    """Bars by descending value, the cumulated share as a line, and the line of 80 %. `is_whole` as
    for `bars_spec`.
    """
    rows = [
        {
            "name": bar.name,
            "value": bar.value,
            "cumulated": bar.cumulated,
            "say": bar.say,
            "path": bar.path,
            "weight": 1 if bar.is_vital else 0.35,
        }
        for bar in bars
    ]
    names = _in_given_order(
        "name", axis={"title": None, "labelAngle": -30, "labelLimit": 90, "labelOverlap": True}
    )
    shares = {
        "field": "cumulated",
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {
            "title": "%",
            "orient": "right",
            "grid": False,
            "values": [0, 20, 40, 60, 80, 100],
        },
    }
    line = {
        "mark": {"type": "line", "point": {"fill": INK, "size": 30}, "stroke": INK},
        "encoding": {"x": names, "y": shares, **_links()},
    }
    border = {
        "data": {"values": [{"cumulated": 80}]},
        "mark": {"type": "rule", "strokeDash": [5, 4], "stroke": LATE},
        "encoding": {"y": shares},
    }
    columns = {
        "mark": {"type": "bar", "cornerRadiusEnd": 3, "width": {"band": 0.72}, "fill": ACCENT},
        "encoding": {
            "x": names,
            "y": _number("value", unit, is_whole=is_whole),
            "opacity": {"field": "weight", "type": "quantitative", "scale": None},
            **_links(),
        },
    }
    layers = [columns, {"layer": [line, border]}]
    return {
        **_chart(layers, rows, height=HEIGHT),
        "resolve": {"scale": {"y": "independent"}},
    }


def trend_spec(trend: Trend) -> Spec:
    """A line over time, larger points for more cases, and what took effect as uprights."""
    rows = [
        {
            "day": point.day,
            "value": point.value,
            "say": point.say,
            "path": point.path,
            "size": point.size,
            "tone": CARD if point.is_open else ACCENT,
        }
        for point in trend.points
    ]
    value = _number("value", trend.unit, is_from_zero=trend.is_from_zero)
    days = _day("day", axis=_axis_of_days(trend))
    layers: list[Spec] = [
        *(_window(level) for level in trend.levels),
        {
            "mark": {"type": "line", "stroke": ACCENT, "invalid": "break-paths-show-domains"},
            "encoding": {"x": days, "y": value},
        },
        {
            "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": ACCENT},
            "encoding": {
                "x": days,
                "y": value,
                "fill": _own_colour(),
                "size": {
                    "field": "size",
                    "type": "quantitative",
                    "legend": None,
                    "scale": {"range": [24, 120]},
                },
                **_links(),
            },
        },
        *(_level(level) for level in trend.levels if level.value is not None),
        *_marks(trend.marks),
    ]
    if trend.goal is not None:
        layers.append(_rule("y", trend.goal, trend.goal_say))
    return _chart(layers, rows, height=HEIGHT)


def heat_spec(heat: Heat) -> Spec:
    """Cells, the darker the more."""
    rows = [asdict(cell) for cell in heat.cells]
    layer = {
        "mark": {"type": "rect", "fill": ACCENT, "stroke": CARD, "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "column",
                "type": "ordinal",
                "sort": list(heat.columns),
                "axis": {"title": None, "labelAngle": 0, "orient": "top", "labelOverlap": True},
            },
            "y": {
                "field": "row",
                "type": "ordinal",
                "sort": list(heat.rows),
                "axis": {"title": None},
            },
            "opacity": {
                "field": "value",
                "type": "quantitative",
                "legend": None,
                "scale": {"range": [0.04, 1], "domainMin": 0},
            },
            **_links(),
        },
    }
    return _chart([layer], rows, height={"step": CELL})


# --- parts of them ------------------------------------------------------------------------------
def _chart(layers: Iterable[Spec], rows: Sequence[Mapping[str, Any]], *, height: Any) -> Spec:
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": list(rows)},
        "layer": list(layers),
        "config": CONFIG,
    }


def _links() -> Spec:
    return {"tooltip": {"field": "say", "type": "nominal"}, "href": {"field": "path"}}


def _own_colour() -> Spec:
    return {"field": "tone", "type": "nominal", "scale": None}


def _in_given_order(name: str, *, axis: Spec) -> Spec:
    return {"field": name, "type": "nominal", "sort": None, "axis": axis}


def _number(
    name: str, unit: str, *, grid: bool = True, is_from_zero: bool = True, is_whole: bool = False
) -> Spec:
    return {
        "field": name,
        "type": "quantitative",
        "scale": {"zero": is_from_zero, "nice": True},
        "axis": {
            "title": unit or None,
            "grid": grid,
            "tickCount": 5,
            "tickMinStep": 1 if is_whole else None,
            "domain": False,
        },
    }


def _axis_of_days(trend: Trend) -> Spec:
    """A tick a month where the points are months: no name stands twice."""
    axis: Spec = {"title": None, "format": trend.axis_format, "labelOverlap": True}
    if trend.axis_format == MONTHS:
        axis["tickCount"] = {"interval": "month", "step": 1}
    return axis


def _day(name: str, *, axis: Spec) -> Spec:
    return {**_plain_day(name), "axis": axis}


def _plain_day(name: str) -> Spec:
    # A day has no zone: wherever the browser is, it stays the same day.
    return {"field": name, "type": "temporal", "scale": {"type": "utc"}}


def _rule(channel: str, value: float, say: str) -> Spec:
    """A line across the chart with its word at the end."""
    at = {"field": "rule", "type": "quantitative"}
    across = {"align": "center", "baseline": "bottom", "dy": -3, "y": 0}
    along = {"align": "right", "baseline": "bottom", "dy": -3, "x": "width"}
    word = across if channel == "x" else along
    return {
        "data": {"values": [{"rule": value, "say": say}]},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": [5, 4], "stroke": KEPT, "strokeWidth": 1.5},
                "encoding": {channel: at, "tooltip": {"field": "say", "type": "nominal"}},
            },
            {
                "mark": {"type": "text", "fill": KEPT, **word},
                "encoding": {channel: at, "text": {"field": "say"}},
            },
        ],
    }


def _window(level: MeanLine) -> Spec:
    return {
        "data": {"values": [{"start": level.start, "end": level.end}]},
        "mark": {"type": "rect", "fill": level.tone, "opacity": 0.08},
        "encoding": {"x": _plain_day("start"), "x2": {"field": "end"}},
    }


def _level(level: MeanLine) -> Spec:
    row = {
        "start": level.start,
        "end": level.end,
        "mean": level.value,
        "say": level.say,
        "word": level.word,
    }
    mean = {"field": "mean", "type": "quantitative"}
    return {
        "data": {"values": [row]},
        "layer": [
            {
                "mark": {"type": "rule", "stroke": level.tone, "strokeWidth": 2},
                "encoding": {
                    "x": _plain_day("start"),
                    "x2": {"field": "end"},
                    "y": mean,
                    "tooltip": {"field": "say", "type": "nominal"},
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "dx": 3,
                    "dy": -3,
                    "fill": level.tone,
                },
                "encoding": {"x": _plain_day("start"), "y": mean, "text": {"field": "word"}},
            },
        ],
    }


def _marks(marks: Sequence[Mark]) -> list[Spec]:
    if not marks:
        return []
    rows = [asdict(mark) for mark in marks]
    upright = {
        "mark": {"type": "rule", "stroke": SOON, "strokeDash": [3, 3], "strokeWidth": 1.5},
        "encoding": {"x": _plain_day("day"), **_links()},
    }
    word = {
        "mark": {"type": "text", "fill": SOON, "align": "left", "baseline": "top", "dx": 4, "y": 0},
        "encoding": {"x": _plain_day("day"), "text": {"field": "name"}, **_links()},
    }
    return [{"data": {"values": rows}, "layer": [upright, word]}]


# --- on paper -----------------------------------------------------------------------------------
def painted(spec: Spec, *, width: int, font: str) -> Spec:
    """The same chart where no style sheet is: colours, a width in pixels, a font of its own."""
    written = json.dumps(spec, ensure_ascii=False)
    for name, colour in PAPER.items():
        written = written.replace(json.dumps(name), json.dumps(colour))
    painted_spec = json.loads(written)
    return {
        **painted_spec,
        "width": width,
        "autosize": {"type": "pad", "contains": "padding"},
        "config": {**painted_spec["config"], "font": font, "background": "#ffffff"},
    }
