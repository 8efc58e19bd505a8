"""Types of problems as a Pareto chart: which few make 80 %, and which plans are at them."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from analytics.domain.pareto import Bar, pareto_table
from analytics.queries.look import Look, name_of, new_plan_path, plan_path
from analytics.queries.month_tables import Row
from metrics.domain.figures import WITHOUT
from metrics.enums import MetricUnit
from metrics.formats import number_format
from pages.charts import Cell, Chart, ParetoBar, pareto_spec
from plans.domain.lifecycle import LIVE

BY_TIME, BY_TICKETS = "time", "tickets"
WEIGHTS = (BY_TICKETS, BY_TIME)
SECONDS_OF_HOUR = 3600
HOURS, COUNT = MetricUnit.HOURS, MetricUnit.COUNT

Tables = dict[str, list[Row]]

# By issue type the numbers of the plans at it.
Plans = dict[int | None, list[str]]


@dataclass(frozen=True, slots=True)
class VitalType:
    """A type of problem among the few that make 80 %, and the numbers of the plans at it."""

    name: str
    plans: list[str]


def pareto_chart(tables: Tables, plans: Plans, look: Look) -> Chart:
    """Issue types by tickets, or by the time that their solutions took."""
    key, unit = ("avg_resolution", HOURS) if _is_by_time(look) else ("volume", COUNT)
    bars, cells = [], []
    for bar, type_key in _weighed_types(tables, look):
        path = look.path_of(key, issue_types=(type_key or WITHOUT,))
        drawn = _drawn_bar(bar, unit, path)
        bars.append(drawn)
        cells.append(
            [
                Cell(bar.name, path),
                Cell(_weight_text(drawn.value, unit), "", Decimal(drawn.value), _format_of(unit)),
                _share_cell(bar.share),
                _share_cell(bar.cumulated),
                Cell(_("yes") if bar.is_vital else ""),
                _plan_cell(plans.get(type_key, []), key, type_key, look),
            ]
        )
    vital = [bar.name for bar in bars if bar.is_vital]
    return Chart(
        name="pareto",
        title=_("Types of problems: which make 80 %"),
        summary=_("Vital few: %(names)s.") % {"names": _(", ").join(vital) or "—"},
        spec=pareto_spec(bars, str(unit.label)),
        columns=[
            _("Issue type"),
            str(unit.label),
            _("Share"),
            _("Cumulated"),
            _("Vital few"),
            _("Plan"),
        ],
        rows=cells,
    )


def vital_types(tables: Tables, plans: Plans, look: Look) -> list[VitalType]:
    """The few that make 80 %, most first."""
    return [
        VitalType(bar.name, plans.get(type_key, []))
        for bar, type_key in _weighed_types(tables, look)
        if bar.is_vital
    ]


def _is_by_time(look: Look) -> bool:
    return look.weight == BY_TIME


def _weighed_types(tables: Tables, look: Look) -> list[tuple[Bar, int | None]]:
    """The bars in order, each with the key of its type; a time counts in whole seconds."""
    by_time = _is_by_time(look)
    rows = _rows_by_name(tables["handling" if by_time else "types"])
    weights = {name: _weight_of(row, by_time=by_time) for name, row in rows.items()}
    return [(bar, rows[bar.name]["key"]) for bar in pareto_table(weights)]


def _drawn_bar(bar: Bar, unit: MetricUnit, path: str) -> ParetoBar:
    share, cumulated = float(100 * bar.share), float(100 * bar.cumulated)
    value = bar.count / SECONDS_OF_HOUR if unit == HOURS else bar.count
    shown = _weight_text(value, unit)
    say = f"{bar.name}: {shown} {unit.label}, {share:.1f} % ({cumulated:.1f} %)"
    return ParetoBar(bar.name, value, cumulated, bar.is_vital, say, path)


def _weight_text(value: float, unit: MetricUnit) -> str:
    return f"{value:,.1f}" if unit == HOURS else f"{value:,}"


def _format_of(unit: MetricUnit) -> str:
    return "#,##0.0" if unit == HOURS else "#,##0"


def _share_cell(share: Fraction) -> Cell:
    per_cent = Decimal(100 * share.numerator) / share.denominator
    return Cell(f"{float(100 * share):.1f} %", "", per_cent, number_format(MetricUnit.PERCENT))


def _rows_by_name(rows: list[Row]) -> dict[str, Row]:
    """Two types may have one name: the second carries its key."""
    found: dict[str, Row] = {}
    for row in rows:
        name = name_of(row)
        found[f"{name} ({row['key']})" if name in found else name] = row
    return found


def _weight_of(row: Row, *, by_time: bool) -> int:
    """Tickets, or whole seconds."""
    return round(float(row["hours"]) * SECONDS_OF_HOUR) if by_time else row["count"]


def running_plans(look: Look) -> Plans:
    """By issue type the numbers of live plans that somebody may see. One statement."""
    found: Plans = defaultdict(list)
    live = look.visible_plans().filter(state__in=LIVE, issue_types__isnull=False)
    for number, issue_type in live.order_by("number").values_list("number", "issue_types"):
        found[issue_type].append(number)
    return found


def _plan_cell(numbers: list[str], key: str, type_key: int | None, look: Look) -> Cell:
    """The plan that is at it, else where one begins."""
    if numbers:
        return Cell(_(", ").join(numbers), plan_path(numbers[0]))
    if type_key and look.may_lead_plans:
        scope = look.part(issue_types=(type_key,))
        if scope.is_of_plans:
            return Cell(_("New plan"), new_plan_path(key, scope, look))
    return Cell("")
