"""Section three of form F2: metrics, judged line by line."""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from plans.domain import f2
from plans.domain.direction import direction_by_name, direction_of
from plans.domain.effect import is_met
from plans.domain.record import LONGEST, MetricLine, label_of, split_label
from plans.domain.written import plain_figure
from plans.enums import Wanted
from plans.imports.cells import CellReader
from plans.imports.layout import FormLayout, TableLine

FIGURE_NAMES = (f2.BEFORE, f2.AFTER, f2.TARGET)
PERCENT_SIGNS = ("%", "％")
PERCENTAGE_POINTS = "百分点"
HUNDRED = Decimal(100)


def read_metrics(reader: CellReader, layout: FormLayout) -> tuple[MetricLine, ...]:
    """The metrics in the order of the file."""
    metrics: list[MetricLine] = []
    labels: set[str] = set()
    for line in layout.metrics:
        metric = _read_metric(reader, line)
        if metric.label in labels:
            reader.add_fault(line.cell(f2.METRIC), _("stands here a second time"))
        labels.add(metric.label)
        metrics.append(metric)
    return tuple(metrics)


def _read_metric(reader: CellReader, line: TableLine) -> MetricLine:
    cell = line.cell(f2.METRIC)
    label = label_of(reader.read_text(cell, is_needed=True), "")
    name, unit = split_label(label)
    if len(name) > LONGEST["metric"]:
        reason = _("is longer than %(limit)d characters") % {"limit": LONGEST["metric"]}
        reader.add_fault(cell, reason)

    before, after, target = _read_figures(reader, line, name, unit)
    verdict = reader.read_verdict(line.cell(f2.MET))
    metric = MetricLine(label, before, after, target, verdict)
    _warn_of_guessed_direction(reader, line, metric)
    _warn_of_contradiction(reader, line, metric)
    return metric


def _read_figures(
    reader: CellReader, line: TableLine, name: str, unit: str
) -> list[Decimal | None]:
    """Before, after and target.

    A spreadsheet keeps 72% as 0.72: such shares are taken as per cent where the metric is one that
    rises; where it falls, 0.72 may well be meant, and is asked about.
    """
    figures = [reader.read_figure(line.cell(column)) for column in FIGURE_NAMES]
    if not _are_shares(figures, unit) or _names_percent(line):
        return figures

    # The message stands at the first figure, and speaks of the metric.
    cell = replace(line.cell(f2.BEFORE), name=f2.METRIC)
    if direction_by_name(name) == Wanted.HIGHER:
        reader.add_warning(cell, _("is a share between 0 and 1; read as per cent"))
        return [_as_percent(figure) for figure in figures]

    reader.add_warning(cell, _("is less than one per cent: is it meant so?"))
    return figures


def _are_shares(figures: list[Decimal | None], unit: str) -> bool:
    """Are these figures of per cent all between 0 and 1? Nothing but zeros tells nothing."""
    known = [figure for figure in figures if figure is not None]
    if unit not in f2.PERCENT_UNITS or not any(known):
        return False
    return all(0 <= figure <= 1 for figure in known)


def _names_percent(line: TableLine) -> bool:
    """Does somebody who wrote the line speak of per cent, so that a figure means what it says?"""
    if PERCENTAGE_POINTS in line.cell(f2.CHANGE).written:
        return True
    written = "".join(line.cell(column).written for column in FIGURE_NAMES)
    return any(sign in written for sign in PERCENT_SIGNS)


def _as_percent(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else plain_figure(figure * HUNDRED)


def _warn_of_guessed_direction(reader: CellReader, line: TableLine, metric: MetricLine) -> None:
    name, _unit = split_label(metric.label)
    if direction_by_name(name) is not None:
        return
    sentence = _("does not tell which way is better; taken as: %(direction)s")
    reason = sentence % {"direction": direction_of(metric).label}
    reader.add_warning(line.cell(f2.METRIC), reason)


def _warn_of_contradiction(reader: CellReader, line: TableLine, metric: MetricLine) -> None:
    """A tick that the figures contradict."""
    if metric.target is None or metric.is_met is None or metric.after is None:
        return
    if is_met(metric.target, metric.after, direction_of(metric)) != metric.is_met:
        reader.add_warning(line.cell(f2.MET), _("contradicts the figures, which count"))
