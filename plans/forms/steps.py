"""One small form per step of a plan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import DayField, FilesField, MomentField, PickedField, StepForm, text_area
from metrics.domain.figures import Span
from metrics.queries.registry import REGISTRY
from plans.actions.effects import baseline_of
from plans.enums import Formula, Wanted
from plans.forms.fields import DepartmentField, LinesField, PersonField
from plans.models import PlanMetric, Responsibility, Stage, StageProblem
from plans.queries.evaluation import preview
from tickets.record.models import Ticket


class ReasonForm(StepForm):
    """A reason is mandatory."""

    note = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(3))


class NoteForm(StepForm):
    """Nothing to fill in: asks once."""


class PlanStartForm(NoteForm):
    """Says what starting freezes."""

    def prepare(self) -> None:
        span = baseline_of(self.thing)
        words = _say(
            "The dates of the stages become the baseline. The figures before the change are counted from %(start)s to %(end)s and frozen."
        )
        self.notices = ({"tone": "info", "text": words % {"start": span.start, "end": span.end}},)


class RolloutForm(StepForm):
    """When the new process went live for all."""

    rollout_date = DayField(
        label=_("Rolled out on"), help_text=_("the figures are taken 7 to 14 days later")
    )

    def prepare(self) -> None:
        done = (
            self.thing.stages.counted()
            .filter(actual_date__isnull=False)
            .order_by("-actual_date")
            .first()
        )
        self.initial.setdefault(
            "rollout_date", self.thing.rollout_date or (done.actual_date if done else None)
        )


class SummarizeForm(StepForm):
    """A missed goal needs a reason."""

    note = forms.CharField(
        label=_("If a goal was missed: why the plan ends without it"),
        required=False,
        max_length=300,
        widget=text_area(2),
    )


class KickOffForm(StepForm):
    """The minutes of the kick-off."""

    held_at = MomentField(label=_("Held at"))
    attendees = forms.CharField(label=_("Attendees"), widget=text_area(2))
    goals = forms.CharField(label=_("Goals agreed on"), widget=text_area(2))
    scope = forms.CharField(label=_("Scope agreed on"), required=False, widget=text_area(2))
    nodes = forms.CharField(
        label=_("Key nodes"),
        required=False,
        widget=text_area(2),
        help_text=_("training, go-live, trial, full roll-out"),
    )

    def prepare(self) -> None:
        known = getattr(self.thing, "kick_off", None)
        for name in ("held_at", "attendees", "goals", "scope", "nodes"):
            self.initial.setdefault(
                name,
                getattr(known, name)
                if known
                else {"goals": self.thing.core_goal, "scope": self.thing.scope_text}.get(name),
            )
        self.initial["held_at"] = self.initial["held_at"] or timezone.localtime().replace(
            second=0, microsecond=0
        )


class StageForm(StepForm):
    """A stage: `thing` is the plan for a new one, the stage itself for an edit."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(label=_("Stage code"), max_length=12, help_text="1.1")
    task = forms.CharField(label=_("Stage task"), max_length=200)
    subproject = forms.ModelChoiceField(
        queryset=None, label=_("Sub-project"), required=False, empty_label="—"
    )
    owner = PersonField(label=_("Owner"), required=False)
    start_date = DayField(label=_("Planned start"), required=False)
    planned_date = DayField(label=_("Planned finish"))
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, initial=1)
    acceptance = forms.CharField(label=_("Acceptance criteria"), required=False, max_length=300)
    is_rollout = forms.BooleanField(label=_("Its end is the full roll-out"), required=False)

    def prepare(self) -> None:
        stage = self.thing if isinstance(self.thing, Stage) else None
        plan = stage.plan if stage else self.thing
        self.fields["owner"].use()
        self.fields["subproject"].queryset = plan.subprojects.all()
        if not self.fields["subproject"].queryset.exists():
            del self.fields["subproject"]
        if stage is None:
            del self.fields["version"]
            last = plan.stages.counted().last()
            self.initial.setdefault("code", f"{last.phase}.{last.sequence + 1}" if last else "1.1")
            return
        for name in self.fields:
            if name != "submit_id":
                self.initial.setdefault(name, getattr(stage, name))


class SubProjectForm(StepForm):
    """A part of the plan."""

    name = forms.CharField(label=_("Sub-project"), max_length=80)
    owner = PersonField(label=_("Owner"), required=False)

    def prepare(self) -> None:
        self.fields["owner"].use()


class ProgressForm(StepForm):
    """How far it is (PL-7)."""

    percent = forms.IntegerField(label=_("Percent"), min_value=0, max_value=100)
    text = forms.CharField(
        label=_("What was done, what is left"), widget=text_area(3), max_length=4000
    )
    on = DayField(label=_("As of"), required=False)
    uploads = FilesField(label=_("Annexes"), required=False)

    def prepare(self) -> None:
        self.initial.setdefault("percent", self.thing.percent)
        self.initial.setdefault("on", timezone.localdate())


class FinishForm(StepForm):
    """Done, on a day."""

    on = DayField(label=_("Actual finish"))
    text = forms.CharField(label=_("Result"), required=False, widget=text_area(3), max_length=4000)
    resolution = forms.CharField(
        label=_("Corrective action for the open problems"), required=False, widget=text_area(2)
    )

    def prepare(self) -> None:
        self.initial.setdefault("on", timezone.localdate())
        if not any(problem.state == "open" for problem in self.thing.problems.all()):
            del self.fields["resolution"]


class ProblemForm(StepForm):
    """All three are mandatory (PL-8)."""

    description = forms.CharField(
        label=pgettext_lazy("stage problem", "What happened"), widget=text_area(2), max_length=4000
    )
    impact = forms.CharField(label=_("Scope of impact"), widget=text_area(2), max_length=4000)
    countermeasure = forms.CharField(
        label=_("First countermeasure"), widget=text_area(2), max_length=4000
    )


class DescribeForm(ProblemForm):
    """The same for a record that the daily job opened."""


class ResolveForm(StepForm):
    """What mended it."""

    resolution = forms.CharField(label=_("Corrective action"), widget=text_area(3), max_length=4000)


class ReplanForm(StepForm):
    """A new date with its reason."""

    to_date = DayField(label=_("New planned finish"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(2))


class DecideReplanForm(StepForm):
    """Yes or no; no needs a word."""

    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=300, widget=text_area(2)
    )


class LineForm(StepForm):
    """A line of the responsibility table; `thing` is the plan for a new one, the line itself for an edit."""

    task = forms.CharField(label=_("Task"), max_length=200)
    stage = forms.ModelChoiceField(queryset=None, label=_("Stage"), required=False, empty_label="—")
    department = DepartmentField(label=_("Responsible department"))
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

    def prepare(self) -> None:
        line = self.thing if isinstance(self.thing, Responsibility) else None
        plan = line.plan if line else self.thing
        self.fields["person"].use()
        self.fields["stage"].queryset = plan.stages.counted()
        if line is not None:
            for name in (
                "task",
                "stage",
                "department",
                "person",
                "start",
                "end",
                "acceptance",
                "remark",
            ):
                self.initial.setdefault(name, getattr(line, name))
            self.initial.setdefault("resources", "\n".join(line.resources))


class AcknowledgeForm(StepForm):
    """A head confirms the lines of the own department."""

    department = DepartmentField(label=_("Department"))

    def prepare(self) -> None:
        own = self.fields["department"].queryset.filter(head=self.user)
        self.fields["department"].queryset = own
        self.fields["department"].empty_label = None
        self.initial.setdefault("department", own.first())


class ActionForm(StepForm):
    """What came of a decision."""

    result = forms.CharField(label=_("Result"), max_length=300, widget=text_area(2))


class MetricForm(StepForm):
    """A metric; `thing` is the plan for a new one, the metric itself for an edit."""

    key = forms.ChoiceField(label=_("Figure"), required=False)
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("for a figure counted from tickets: its own name"),
    )
    unit = forms.CharField(label=_("Unit"), required=False, max_length=12)
    direction = forms.ChoiceField(label=_("Direction"), choices=Wanted.choices, required=False)
    before = forms.DecimalField(
        label=_("Value before"), required=False, max_digits=12, decimal_places=4
    )
    before_evidence = forms.CharField(
        label=_("Evidence of the value before"), required=False, max_length=300
    )
    target = forms.DecimalField(label=_("Target"), max_digits=12, decimal_places=4)
    is_core = forms.BooleanField(
        label=_("Core metric: decides whether the goal was reached"), required=False, initial=True
    )
    formula = forms.ChoiceField(label=_("Attainment computed as"), choices=Formula.choices)
    min_samples = forms.IntegerField(
        label=_("Least number of cases"), min_value=1, max_value=100000, initial=30
    )
    evaluator = PersonField(label=_("Evaluator"), required=False, help_text=_("not the plan owner"))
    note = forms.CharField(label=_("Reason of a new target"), required=False, max_length=300)

    def prepare(self) -> None:
        metric = self.thing if isinstance(self.thing, PlanMetric) else None
        self.fields["evaluator"].use()
        self.fields["key"].choices = [
            ("", _("typed by hand, with evidence")),
            *((key, one.name) for key, one in REGISTRY.items() if one.better),
        ]
        if metric is None:
            del self.fields["note"]
            return
        hidden = (
            ("key", "name", "unit", "direction", "before", "before_evidence")
            if metric.frozen_at
            else ("note",)
        )
        for name in hidden:
            del self.fields[name]
        for name in self.fields:
            if name not in ("submit_id", "note"):
                self.initial.setdefault(name, _plain(getattr(metric, name)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        plan = self.thing.plan if isinstance(self.thing, PlanMetric) else self.thing
        if cleaned.get("evaluator") is not None and cleaned["evaluator"].pk == plan.owner_id:
            self.add_error(
                "evaluator",
                _("The plan owner does not evaluate the own plan; somebody else has to."),
            )
        return cleaned


def _plain(value: Any) -> Any:
    """A decimal without its stored zeros."""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value


class EvaluateForm(StepForm):
    """The value after the change: shown when it is counted, typed with evidence when not."""

    after = forms.DecimalField(
        label=_("Value after"), max_digits=12, decimal_places=4, required=False
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=300,
        help_text=_("where it was read, by whom"),
    )
    uploads = FilesField(label=_("Evidence as files"), required=False)
    note = forms.CharField(label=_("Remark"), required=False, widget=text_area(2), max_length=4000)

    def prepare(self) -> None:
        if self.thing.is_counted:
            del self.fields["after"], self.fields["evidence"]
        self.notices = tuple(preview(self.thing, at=timezone.now()))


class WindowForm(StepForm):
    """Another window for the values after the change."""

    start = DayField(label=_("Evaluation from"))
    end = DayField(label=_("Evaluation to"))
    note = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(2))

    def prepare(self) -> None:
        self.initial.setdefault("start", self.thing.evaluation_due_from)
        self.initial.setdefault("end", self.thing.evaluation_due_to)


class SummaryForm(StepForm):
    """总结与改进建议."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    experience = forms.CharField(label=_("Experience"), widget=text_area(5), max_length=8000)
    suggestions = forms.CharField(
        label=_("Suggestions for improvement"), required=False, widget=text_area(3), max_length=8000
    )
    next_actions = LinesField(
        label=_("Next actions, one per line"), required=False, help_text=_("each may become a plan")
    )

    def prepare(self) -> None:
        known = getattr(self.thing, "summary", None)
        self.initial.setdefault("version", known.version if known else 0)
        if known is not None:
            self.initial.setdefault("experience", known.experience)
            self.initial.setdefault("suggestions", known.suggestions)
            self.initial.setdefault(
                "next_actions", "\n".join(action.task for action in known.next_actions.all())
            )


class GuideForm(StepForm):
    """The experience as a guide for everybody."""

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(label=_("Guide"), widget=text_area(10), max_length=20000)

    def prepare(self) -> None:
        plan, summary = self.thing, getattr(self.thing, "summary", None)
        steps = "\n".join(f"{n}. {stage.task}" for n, stage in enumerate(plan.stages.counted(), 1))
        parts = [
            ("## " + _say("Experience"), summary.experience if summary else ""),
            ("## " + _say("Steps"), steps),
        ]
        self.initial.setdefault("title", _say("Guide: %(name)s") % {"name": plan.name})
        self.initial.setdefault(
            "body", "\n\n".join(f"{head}\n\n{text}" for head, text in parts if text)
        )


class NextForm(StepForm):
    """A next action becomes a plan."""

    name = forms.CharField(label=_("Plan name"), max_length=120)
    start_date = DayField(label=pgettext_lazy("plan", "From"))
    end_date = DayField(label=pgettext_lazy("plan", "To"))

    def prepare(self) -> None:
        self.initial.setdefault(
            "name", getattr(self.thing, "task", "") or getattr(self.thing, "title", "")
        )
        today = timezone.localdate()
        span = Span(today, today.fromordinal(today.toordinal() + 60))
        self.initial.setdefault("start_date", span.start)
        self.initial.setdefault("end_date", span.end)


class TakeProposalForm(NextForm):
    """A proposal becomes a plan."""


class ProposalForm(StepForm):
    """A problem or gap that deserves a plan; `thing` is the ticket or the stage problem it comes from."""

    title = forms.CharField(label=pgettext_lazy("proposal", "Title"), max_length=120)
    gap = forms.CharField(
        label=_("Problem or gap in the process"), widget=text_area(4), max_length=4000
    )

    def prepare(self) -> None:
        if isinstance(self.thing, StageProblem):
            self.initial.setdefault(
                "gap",
                "\n".join(part for part in (self.thing.description, self.thing.impact) if part),
            )


class TieForm(StepForm):
    """A ticket that the plan touches."""

    ticket = PickedField("tickets:pick", _("Number or words"), label=_("Ticket"))

    def prepare(self) -> None:
        self.fields["ticket"].queryset = Ticket.objects.visible_to(self.user)
