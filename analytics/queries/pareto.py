"""Types of problems as a Pareto chart: which few make 80 %, and which plans are at them."""

from collections import defaultdict

from django.utils.translation import gettext as _

from accounts.models import User
from analytics.domain.pareto import pareto_table
from analytics.queries.look import Look, name_of, new_plan_path, plan_path
from analytics.queries.month_tables import Row
from metrics.domain.figures import WITHOUT
from metrics.enums import MetricUnit
from pages.charts import Cell, Chart, ParetoBar, pareto_spec
from plans.domain.lifecycle import LIVE
from plans.models import Plan

BY_TIME, BY_TICKETS = "time", "tickets"
WEIGHTS = (BY_TICKETS, BY_TIME)
SECONDS_OF_HOUR = 3600


def pareto_chart(tables: dict[str, list[Row]], look: Look) -> Chart:
    """Issue types by tickets, or by the time that their solutions took. One statement."""
    by_time = look.weight == BY_TIME
    rows = _rows_by_name(tables["handling" if by_time else "types"])
    weights = {name: _weight_of(row, by_time=by_time) for name, row in rows.items()}
    unit = str(MetricUnit.HOURS.label if by_time else MetricUnit.COUNT.label)
    scale = SECONDS_OF_HOUR if by_time else 1
    plans = _running_plans(look.by)
    bars, cells = [], []
    for bar in pareto_table(weights):
        type_key = rows[bar.name]["key"]
        key = "avg_resolution" if by_time else "volume"
        path = look.path_of(key, issue_types=(type_key or WITHOUT,))
        share, cumulated = float(100 * bar.share), float(100 * bar.cumulated)
        shown = f"{bar.count / scale:,.1f}" if by_time else f"{bar.count:,}"
        say = f"{bar.name}: {shown} {unit}, {share:.1f} % ({cumulated:.1f} %)"
        value = bar.count / scale
        bars.append(ParetoBar(bar.name, value, cumulated, bar.is_vital, say, path))
        cells.append(
            [
                Cell(bar.name, path),
                Cell(shown),
                Cell(f"{share:.1f} %"),
                Cell(f"{cumulated:.1f} %"),
                Cell(_("yes") if bar.is_vital else ""),
                _plan_cell(plans.get(type_key, []), key, type_key, look),
            ]
        )
    vital = [bar.name for bar in bars if bar.is_vital]
    return Chart(
        name="pareto",
        title=_("Types of problems: which make 80 %"),
        summary=_("Vital few: %(names)s.") % {"names": _(", ").join(vital) or "—"},
        spec=pareto_spec(bars, unit),
        columns=[
            _("Issue type"),
            unit,
            _("Share"),
            _("Cumulated"),
            _("Vital few"),
            _("Plan"),
        ],
        rows=cells,
    )


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


def _running_plans(user: User) -> dict[int, list[str]]:
    """By issue type the numbers of live plans that somebody may see. One statement."""
    found: dict[int, list[str]] = defaultdict(list)
    live = Plan.objects.visible_to(user).filter(state__in=LIVE, issue_types__isnull=False)
    for number, issue_type in live.order_by("number").values_list("number", "issue_types"):
        found[issue_type].append(number)
    return found


def _plan_cell(numbers: list[str], key: str, type_key: int | None, look: Look) -> Cell:
    """The plan that is at it, else where one begins."""
    if numbers:
        return Cell(_(", ").join(numbers), plan_path(numbers[0]))
    if type_key and look.by.has_perm("plans.lead_plan"):
        scope = look.part(issue_types=(type_key,))
        if scope.is_of_plans:
            return Cell(_("New plan"), new_plan_path(key, scope, look))
    return Cell("")
