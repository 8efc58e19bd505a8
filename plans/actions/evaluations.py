"""Values after the change: taken in the plan's window by somebody who is not the plan owner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from core.work.record import lock_row, store_row
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import measure
from notifications.enums import Topic
from plans import rules
from plans.actions import journal, ledger, notices
from plans.actions.dates import require_order
from plans.actions.locking import lock_for_lead, require_state
from plans.domain import lifecycle
from plans.domain.written import figure_words
from plans.enums import EventKind
from plans.models import Evaluation, Plan, PlanMetric
from plans.queries.evaluation import other_length_warning


@transaction.atomic
def evaluate_metric(
    metric: PlanMetric,
    *,
    by: User,
    at: datetime,
    after: Decimal | None = None,
    evidence: str = "",
    note: str = "",
    uploads: Iterable[UploadedFile[bytes]] = (),
) -> Evaluation:
    """Take the value after the change, in the plan's window, by somebody who is not its owner.

    A counted metric is typed (`after`, `evidence`) only where its window has no ticket to count.
    """
    plan = lock_row(metric.plan)
    metric = PlanMetric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    metric.plan = plan
    rules.require_evaluator(by, plan, metric)
    require_state(plan, lifecycle.MEASURED)

    # Files are evidence too, and an iterator can be looked at once only.
    uploads = list(uploads)
    span = _window_of(plan)
    evaluation = _count_after(metric, span, at) if metric.is_counted else None
    if evaluation is None:
        evaluation = _take_typed_after(span, after, evidence, uploads, at)
        # A counted metric that had to be typed stands on no case at all.
        evaluation.samples = 0 if metric.is_counted else None
    _store_evaluation(evaluation, metric, by=by, at=at, evidence=evidence, note=note)
    journal.attach_files(plan, uploads, by=by, at=at, evaluation=evaluation)

    ledger.write_line(
        plan,
        EventKind.EVALUATED,
        by=by,
        at=at,
        before=figure_words(metric.before),
        after=figure_words(metric.after),
        note=note,
        metric=metric.name,
        is_met=evaluation.is_met,
        samples=evaluation.samples,
    )
    store_row(plan, by=by, at=at)
    _notify_of_verdict(plan, at=at)
    return evaluation


def _window_of(plan: Plan) -> FigureSpan:
    """Where the values after the change are taken; `LawBroken` while the plan has no window."""
    if plan.evaluation_due_from is None or plan.evaluation_due_to is None:
        # An imported plan stands in its evaluation without anybody having named the roll-out.
        raise LawBroken(
            _("Enter the date on which the new process was rolled out."), field="rollout_date"
        )
    return FigureSpan(plan.evaluation_due_from, plan.evaluation_due_to)


def _count_after(metric: PlanMetric, span: FigureSpan, at: datetime) -> Evaluation | None:
    """The value that the registry counts, once the window is over; None without a ticket in it."""
    if timezone.localdate(at) <= span.end:
        raise LawBroken(
            _("The window runs until %(day)s; the figure is taken when it is over.")
            % {"day": span.end}
        )
    if sentence := other_length_warning(metric, span):
        raise LawBroken(sentence)
    # The scope that was frozen with the value before, whatever the plan says now.
    scope = FigureScope.from_json(metric.scope)
    figure = measure.measured_figure(metric.key, scope, span, at=at)
    if figure.value is None:
        return None

    compliance_pct = None
    if metric.target is not None:
        compliance_pct = measure.compliance_pct(
            metric.key, scope, span, metric.target, metric.direction, at=at
        )
    return Evaluation(
        after=figure.value,
        samples=figure.count,
        compliance_pct=compliance_pct,
        measured_from=span.start,
        measured_to=span.end,
    )


def _take_typed_after(
    span: FigureSpan,
    after: Decimal | None,
    evidence: str,
    uploads: list[UploadedFile[bytes]],
    at: datetime,
) -> Evaluation:
    """The value that somebody read elsewhere, in words or files as evidence."""
    if timezone.localdate(at) < span.start:
        raise LawBroken(_("The window begins on %(day)s.") % {"day": span.start})
    if after is None:
        raise LawBroken(_("Type the value after the change."), field="after")
    if not evidence.strip() and not uploads:
        raise LawBroken(
            _("A value typed by hand needs its evidence: where it was read."), field="evidence"
        )
    return Evaluation(after=after, measured_from=span.start, measured_to=span.end)


def _store_evaluation(
    evaluation: Evaluation,
    metric: PlanMetric,
    *,
    by: User,
    at: datetime,
    evidence: str,
    note: str,
) -> None:
    """The evaluation stays for ever; the metric carries the values of the newest one."""
    metric.after = evaluation.after
    metric.after_samples = evaluation.samples
    metric.compliance_pct = evaluation.compliance_pct
    metric.judged_target = metric.target
    metric.measured_from = evaluation.measured_from
    metric.measured_to = evaluation.measured_to
    metric.evaluated_at = at
    metric.evaluated_by = by

    evaluation.metric = metric
    evaluation.cycle = metric.plan.cycle
    evaluation.at = at
    evaluation.by = by
    evaluation.target = metric.target
    evaluation.is_met = metric.effect.is_met
    evaluation.is_small_sample = has_small_sample(metric)
    evaluation.note = note
    evaluation.evidence = evidence
    evaluation.save()
    metric.save()


def has_small_sample(metric: PlanMetric) -> bool:
    """Too few cases before or after to be sure; never so for a typed value, which has no cases."""
    if not metric.is_counted:
        return False
    counts = (metric.before_samples, metric.after_samples)
    return any(count is not None and count < metric.min_samples for count in counts)


def _notify_of_verdict(plan: Plan, *, at: datetime) -> None:
    """When the last core metric has its value: the owner learns whether a new cycle is due."""
    core = list(plan.metrics.filter(is_core=True))
    if any(metric.after is None for metric in core):
        return
    # Undecided is not missed: a metric without a target has no verdict.
    is_missed = any(metric.effect.is_missed for metric in core)
    if is_missed:
        topic = Topic.PLAN_LATE
        sentence = gettext_noop(
            "the goal was missed: open cycle %(next)s, or end the plan with a reason"
        )
    else:
        topic = Topic.PLAN_TASK
        sentence = gettext_noop("the goal was reached; write the summary")
    notices.notify_about_plan(
        plan,
        [plan.owner],
        sentence,
        key=f"verdict:{plan.cycle}:{is_missed}",
        at=at,
        topic=topic,
        anchor="#effect",
        next=plan.cycle + 1,
    )


def forget_values_after(plan: Plan) -> None:
    """A new cycle measures anew; the values of the last one stay in its evaluations."""
    plan.metrics.update(
        after=None,
        after_samples=None,
        compliance_pct=None,
        judged_target=None,
        measured_from=None,
        measured_to=None,
        evaluated_at=None,
        evaluated_by=None,
        stated_met=None,
    )


@transaction.atomic
def set_window(plan: Plan, *, by: User, at: datetime, start: date, end: date, note: str) -> Plan:
    """The window of a plan that has none: one that was imported in the middle of its evaluation.

    Another window is asked for (`plans.actions.changes`).
    """
    plan = lock_for_lead(plan, by, lifecycle.MEASURED)
    require_possible_window(plan, start, end)
    if plan.evaluation_due_from is not None:
        raise LawBroken(_("The plan has its window; someone else decides about another one."))
    apply_window(plan, start, end)
    ledger.write_line(plan, EventKind.METRIC, by=by, at=at, after=f"{start} – {end}", note=note)
    return store_row(plan, by=by, at=at)


def require_possible_window(plan: Plan, start: date, end: date) -> None:
    """The days are in order and come after the roll-out. Raises `LawBroken`."""
    require_order(start, end, "end")
    if plan.rollout_date is not None and start <= plan.rollout_date:
        raise LawBroken(
            _("The window begins after the roll-out on %(day)s.") % {"day": plan.rollout_date},
            field="start",
        )


def apply_window(plan: Plan, start: date, end: date) -> None:
    """Values taken already are forgotten; the caller saves the plan."""
    plan.evaluation_due_from = start
    plan.evaluation_due_to = end
    forget_values_after(plan)


def ask_evaluators(plan: Plan, *, at: datetime) -> None:
    """Those who are named learn when they will be needed."""
    window = _window_of(plan)
    metrics = plan.metrics.select_related("evaluator")
    notices.notify_about_plan(
        plan,
        [metric.evaluator for metric in metrics],
        gettext_noop("please evaluate the effect, the data run from %(start)s to %(end)s"),
        key=f"evaluate:{plan.cycle}",
        at=at,
        anchor="#effect",
        start=notices.date_text(window.start),
        end=notices.date_text(window.end),
    )
