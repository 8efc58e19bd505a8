"""One small form per step of a metric, of a line of the responsibility table, of a decision."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from documents.forms import AttachmentsField
from metrics.queries.registry import REGISTRY
from pages.forms import DayField, text_area
from plans.domain.f2 import PERCENT_UNITS
from plans.enums import Formula, Wanted
from plans.forms.fields import DepartmentField, LinesField
from plans.forms.step_form import PlanStepForm
from plans.models import PlanMetric, Responsibility
from plans.queries.evaluation import lacks_cases, preview_lines

LINE_FIELDS = (
    "task",
    "stage",
    "department",
    "person",
    "start",
    "end",
    "acceptance",
    "remark",
)

HUNDRED = Decimal(100)

# What the start of the plan froze is not asked again.
FROZEN_METRIC_FIELDS = ("key", "name", "unit", "direction", "before", "before_evidence")


class LineForm(PlanStepForm):
    """A line of the responsibility table.

    `thing` is the plan for a new one, the line itself for an edit.
    """

    stage = forms.ModelChoiceField(
        queryset=None,
        label=pgettext_lazy("plans", "Stage"),
        required=False,
        empty_label="—",
        help_text=_("What is left empty below is taken over from the stage."),
    )
    task = forms.CharField(label=_("Task"), max_length=200, required=False)
    department = DepartmentField(label=_("Responsible department"), required=False)
    person = PersonField(label=_("Responsible"), required=False)
    start = DayField(label=pgettext_lazy("responsibility", "From"), required=False)
    end = DayField(label=pgettext_lazy("responsibility", "To"), required=False)
    resources = LinesField(
        label=_("Resources, one per line"),
        required=False,
        help_text=_("e.g. training budget 5000 CNY; developer hours 80 h"),
    )
    acceptance = forms.CharField(label=_("Acceptance criteria"), required=False, max_length=300)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def fit_fields(self) -> None:
        self.fields["stage"].queryset = self.plan.stages.counted()

    def initial_values(self) -> dict[str, Any]:
        if not isinstance(self.thing, Responsibility):
            return {}

        values = {name: getattr(self.thing, name) for name in LINE_FIELDS}
        return {**values, "resources": "\n".join(self.thing.resources)}

    def clean(self) -> dict[str, Any]:
        """Task, owner with department, and dates of the stage stand for what was left empty."""
        cleaned = super().clean() or self.cleaned_data
        stage = cleaned.get("stage")
        if stage is not None and not isinstance(self.thing, Responsibility):
            owner = stage.owner if stage.owner and stage.owner.is_at_work else None
            cleaned["task"] = cleaned.get("task") or stage.task
            cleaned["person"] = cleaned.get("person") or owner
            cleaned["start"] = cleaned.get("start") or stage.start_date
            cleaned["end"] = cleaned.get("end") or stage.planned_date
            person = cleaned["person"]
            if not cleaned.get("department") and person is not None:
                cleaned["department"] = person.department
        for name in ("task", "department"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, forms.Field.default_error_messages["required"])
        return cleaned


class AcknowledgeForm(PlanStepForm):
    """A head confirms the lines of the own department."""

    department = DepartmentField(label=_("Department"))

    def fit_fields(self) -> None:
        field = self.fields["department"]
        field.queryset = field.queryset.filter(head=self.user)
        # Hardly anybody heads two departments: the own one is chosen already.
        field.empty_label = None

    def initial_values(self) -> dict[str, Any]:
        return {"department": self.fields["department"].queryset.first()}


class ActionForm(PlanStepForm):
    """What came of a decision."""

    result = forms.CharField(label=_("Result"), max_length=300, widget=text_area(2))


class MetricForm(PlanStepForm):
    """A metric; `thing` is the plan for a new one, the metric itself for an edit."""

    key = forms.ChoiceField(label=_("Figure"), required=False)
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("for a figure counted from tickets: its own name"),
    )
    unit = forms.CharField(label=_("Unit"), required=False, max_length=12)
    direction = forms.ChoiceField(
        label=pgettext_lazy("metric", "Direction"), choices=Wanted.choices, required=False
    )
    before = forms.DecimalField(
        label=_("Value before"), required=False, max_digits=12, decimal_places=4
    )
    before_evidence = forms.CharField(
        label=_("Evidence of the value before"), required=False, max_length=300
    )
    target = forms.DecimalField(label=_("Target"), max_digits=12, decimal_places=4)
    target_reason = forms.CharField(
        label=_("Why the target is not better than the value before"),
        required=False,
        max_length=300,
        help_text=_("only where it is equal or worse; the record prints it"),
    )
    is_core = forms.BooleanField(
        label=_("Core metric: decides whether the goal was reached"), required=False, initial=True
    )
    formula = forms.ChoiceField(label=_("Attainment computed as"), choices=Formula.choices)
    min_samples = forms.IntegerField(
        label=_("Least number of cases"), min_value=1, max_value=100000, initial=30
    )
    evaluator = PersonField(label=_("Evaluator"), required=False, help_text=_("not the plan owner"))
    note = forms.CharField(label=_("Reason of the change"), required=False, max_length=300)

    def fit_fields(self) -> None:
        self.fields["key"].choices = _figure_choices()

        is_frozen = isinstance(self.thing, PlanMetric) and self.thing.frozen_at is not None
        unasked = FROZEN_METRIC_FIELDS if is_frozen else ()
        for name in unasked:
            self.leave_out(name, _("It was frozen when the plan started."))
        if self.plan.frozen_at is None:
            self.leave_out("note", _("Until the plan starts, changes need no reason."))
            return

        sentence = gettext(
            "The plan runs. Target, core mark, formula and number of cases change when someone"
            " other than the plan owner has agreed; give the reason."
        )
        self.notices = ({"tone": "info", "text": sentence},)

    def initial_values(self) -> dict[str, Any]:
        if not isinstance(self.thing, PlanMetric):
            return {}

        names = [name for name in self.fields if name not in ("submit_id", "note", "is_meant")]
        return {name: _typed_value(getattr(self.thing, name)) for name in names}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        evaluator = cleaned.get("evaluator")
        if evaluator is not None and evaluator.pk == self.plan.owner_id:
            self.add_error(
                "evaluator",
                _("The plan owner does not evaluate the own plan; someone else has to."),
            )
        target = cleaned.get("target")
        if target is not None and target > HUNDRED and self._unit(cleaned) in PERCENT_UNITS:
            self.ask_once("target", gettext("More than 100 per cent cannot be reached."))
        return cleaned

    def _unit(self, cleaned: dict[str, Any]) -> str:
        """The unit of the metric: typed, of the chosen figure, or as it was frozen."""
        if "unit" not in self.fields:
            return str(self.thing.unit)
        key = cleaned.get("key")
        return str(REGISTRY[key].unit if key in REGISTRY else cleaned.get("unit") or "")


def _figure_choices() -> list[tuple[str, Any]]:
    """Figures that can get better or worse; a mere count is no goal."""
    figures = [(key, metric.name) for key, metric in REGISTRY.items() if metric.better]
    return [("", _("typed by hand, with evidence")), *figures]


def _typed_value(value: Any) -> Any:
    """A decimal as somebody would type it, without its stored zeros."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class EvaluateForm(PlanStepForm):
    """The value after the change: shown when it is counted, typed with evidence when not."""

    after = forms.DecimalField(
        label=_("Value after"),
        max_digits=12,
        decimal_places=4,
        error_messages={"required": _("Type the value after the change.")},
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=300,
        help_text=_("where it was read, by whom"),
    )
    uploads = AttachmentsField(label=_("Evidence as files"), required=False)
    note = forms.CharField(label=_("Remark"), required=False, widget=text_area(2), max_length=4000)

    def fit_fields(self) -> None:
        # A figure is typed only where no ticket can be counted.
        if self.thing.is_counted and not lacks_cases(self.thing, at=self.at):
            for name in ("after", "evidence"):
                self.leave_out(name, _("This value is counted from the tickets."))
        self.notices = tuple(preview_lines(self.thing, at=self.at))
