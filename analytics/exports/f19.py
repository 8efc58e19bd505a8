"""Measures as form F19 (优化措施清单), in the columns that plans write it in."""

from collections.abc import Iterable
from typing import IO

from django.utils import timezone, translation

from analytics.models import Measure
from analytics.queries.measures import ShownCycle, shown_measure
from plans.exports.tables import write_measures
from plans.queries.measures import Measure as MeasureLine


def make_workbook(measures: Iterable[Measure], mark: str) -> IO[bytes]:
    """A line a measure, its newest cycle; Chinese, whoever takes it."""
    with translation.override("zh-hans"):
        return write_measures([_line_of(measure) for measure in measures], mark)


def _line_of(measure: Measure) -> MeasureLine:
    shown = shown_measure(measure, timezone.localdate())
    newest = shown.cycles[0]
    return MeasureLine(
        task=measure.description,
        source=f"{measure.get_source_display()} {measure.number}",
        department=str(measure.department or ""),
        owner=str(measure.owner),
        due=newest.due_on,
        effective=newest.effective_on,
        effect=_effect_of(shown.figure, shown.target, shown.cycles),
        status=measure.get_phase_display(),
    )


def _effect_of(figure: str, target: str, cycles: list[ShownCycle]) -> str:
    """Of the newest round that was judged."""
    judged = next((cycle for cycle in cycles if cycle.is_met is not None), None)
    if judged is None:
        return f"{figure} 目标 {target}"
    verdict = "达标" if judged.is_met else "未达标"
    return f"{figure} {judged.before}→{judged.after}（目标 {target}）{verdict}"
