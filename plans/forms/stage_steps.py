"""One small form per step of a stage, of its problems and of its dates."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from documents.forms import AttachmentsField
from pages.forms import DayField, text_area
from plans.enums import ProblemState
from plans.forms.step_form import PlanStepForm
from plans.models import Stage, StageProblem
from plans.queries.stage_codes import next_stage_code


class StageForm(PlanStepForm):
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
    is_rollout = forms.BooleanField(
        label=_("Completing this stage is the full roll-out"), required=False
    )

    def fit_fields(self) -> None:
        subprojects = self.plan.subprojects.all()
        self.fields["subproject"].queryset = subprojects
        if not subprojects.exists():
            self.leave_out("subproject", _("The plan has no sub-projects."))

        # Only an edit can collide with another one.
        if not isinstance(self.thing, Stage):
            del self.fields["version"]

    def initial_values(self) -> dict[str, Any]:
        if not isinstance(self.thing, Stage):
            return {"code": next_stage_code(self.plan)}

        names = [name for name in self.fields if name not in ("submit_id", "is_meant")]
        return {name: getattr(self.thing, name) for name in names}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("start_date", "planned_date"):
            day = cleaned.get(name)
            if day and not self.plan.start_date <= day <= self.plan.end_date:
                question = gettext("This is outside the plan's period, %(start)s to %(end)s.")
                period = {"start": self.plan.start_date, "end": self.plan.end_date}
                self.ask_once(name, question % period)
        return cleaned


class ProgressForm(PlanStepForm):
    """How far it is (PL-7)."""

    percent = forms.IntegerField(label=_("Percent"), min_value=0, max_value=100)
    text = forms.CharField(
        label=_("What was done, what is left"), widget=text_area(3), max_length=4000
    )
    on = DayField(label=_("As of"), required=False)
    uploads = AttachmentsField(label=_("Annexes"), required=False)

    def initial_values(self) -> dict[str, Any]:
        return {"percent": self.thing.percent, "on": self.today}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        percent = cleaned.get("percent")
        day = cleaned.get("on") or self.today
        later = self.thing.progress.filter(date__gt=day).exists()
        # What is dated back does not move the stage, and may well have been less.
        if percent is not None and percent < self.thing.percent and not later:
            question = gettext("The progress falls from %(before)d %% to %(after)d %%.")
            self.ask_once("percent", question % {"before": self.thing.percent, "after": percent})
        return cleaned


class FinishForm(PlanStepForm):
    """Done, on a day."""

    on = DayField(label=_("Actual finish"))
    text = forms.CharField(label=_("Result"), required=False, widget=text_area(3), max_length=4000)
    resolution = forms.CharField(
        label=_("Corrective action for the open problems"), required=False, widget=text_area(2)
    )

    def fit_fields(self) -> None:
        states = {problem.state for problem in self.thing.problems.all()}
        if ProblemState.OPEN not in states:
            self.leave_out("resolution", _("The stage has no open problem."))

    def initial_values(self) -> dict[str, Any]:
        return {"on": self.today}


class ProblemForm(PlanStepForm):
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


class ResolveForm(PlanStepForm):
    """What mended it."""

    resolution = forms.CharField(label=_("Corrective action"), widget=text_area(3), max_length=4000)


class ReplanForm(PlanStepForm):
    """A new date with its reason."""

    to_date = DayField(label=_("New planned finish"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(2))


class DecisionForm(PlanStepForm):
    """Yes or no; no needs a word."""

    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=300, widget=text_area(2)
    )


class RefusalForm(DecisionForm):
    """No, and why."""

    comment = forms.CharField(
        label=_("Comment"),
        max_length=300,
        widget=text_area(2),
        error_messages={"required": _("Enter the reason for rejecting it.")},
    )


class ProposalForm(PlanStepForm):
    """A problem or gap that deserves a plan.

    `thing` is the ticket or the stage problem that it comes from; None for one from nowhere.
    """

    title = forms.CharField(label=pgettext_lazy("proposal", "Title"), max_length=120)
    gap = forms.CharField(
        label=_("Problem or gap in the process"), widget=text_area(4), max_length=4000
    )

    def initial_values(self) -> dict[str, Any]:
        """The words of a stage problem; a ticket's own are given by the door."""
        if not isinstance(self.thing, StageProblem):
            return {}

        parts = (self.thing.description, self.thing.impact)
        return {"gap": "\n".join(part for part in parts if part)}
