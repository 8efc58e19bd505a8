"""One small form per step of the plan itself, from the kick-off to the guide."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from pages.forms import DayField, MomentField, PickedField, text_area
from plans.domain.windows import baseline_span
from plans.forms.fields import LinesField
from plans.forms.step_form import PlanStepForm
from plans.queries.first_values import proposed_period
from tickets.record.models import Ticket

KICK_OFF_FIELDS = ("held_at", "attendees", "goals", "scope", "nodes")


class PlanStartForm(PlanStepForm):
    """Says what starting freezes."""

    def fit_fields(self) -> None:
        plan = self.thing
        span = baseline_span(plan.start_date, plan.baseline_from, plan.baseline_to)
        sentence = gettext(
            "The dates of the stages become the baseline. The figures before the change are "
            "counted from %(start)s to %(end)s and frozen."
        )
        line = {"tone": "info", "text": sentence % {"start": span.start, "end": span.end}}
        self.notices = (line,)


class RolloutForm(PlanStepForm):
    """When the new process went live for all."""

    rollout_date = DayField(
        label=_("Rolled out on"), help_text=_("the figures are taken 7 to 14 days later")
    )

    def initial_values(self) -> dict[str, Any]:
        """The day on which the last stage ended, unless the plan names its own."""
        if self.thing.rollout_date:
            return {"rollout_date": self.thing.rollout_date}

        finished = self.thing.stages.counted().filter(actual_date__isnull=False)
        last = finished.order_by("-actual_date").first()
        return {"rollout_date": last.actual_date if last else None}


class SummarizeForm(PlanStepForm):
    """A missed goal needs a reason."""

    note = forms.CharField(
        label=_("If a goal was missed: why the plan ends without it"),
        required=False,
        max_length=300,
        widget=text_area(2),
    )


class KickOffForm(PlanStepForm):
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

    def initial_values(self) -> dict[str, Any]:
        """The minutes as they stand; before there are any, goal and scope of the plan."""
        minutes = getattr(self.thing, "kick_off", None)
        if minutes is not None:
            return {name: getattr(minutes, name) for name in KICK_OFF_FIELDS}

        return {
            "held_at": timezone.localtime(self.at).replace(second=0, microsecond=0),
            "goals": self.thing.core_goal,
            "scope": self.thing.scope_text,
        }


class SubProjectForm(PlanStepForm):
    """A part of the plan."""

    name = forms.CharField(label=_("Sub-project"), max_length=80)
    owner = PersonField(label=_("Owner"), required=False)


class WindowForm(PlanStepForm):
    """Another window for the values after the change."""

    start = DayField(label=_("Evaluation from"))
    end = DayField(label=_("Evaluation to"))
    note = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(2))

    def initial_values(self) -> dict[str, Any]:
        return {
            "start": self.thing.evaluation_due_from,
            "end": self.thing.evaluation_due_to,
        }


class SummaryForm(PlanStepForm):
    """总结与改进建议."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    experience = forms.CharField(label=_("Experience"), widget=text_area(5), max_length=8000)
    suggestions = forms.CharField(
        label=_("Suggestions for improvement"), required=False, widget=text_area(3), max_length=8000
    )
    next_actions = LinesField(
        label=_("Next actions, one per line"), required=False, help_text=_("each may become a plan")
    )

    def initial_values(self) -> dict[str, Any]:
        summary = getattr(self.thing, "summary", None)
        if summary is None:
            # Two people who write the first summary at once collide, as two later writers do.
            return {"version": 0}

        tasks = [action.task for action in summary.next_actions.all()]
        return {
            "version": summary.version,
            "experience": summary.experience,
            "suggestions": summary.suggestions,
            "next_actions": "\n".join(tasks),
        }


class GuideForm(PlanStepForm):
    """The experience as a guide for everybody."""

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(label=_("Guide"), widget=text_area(10), max_length=20000)

    def initial_values(self) -> dict[str, Any]:
        return {
            "title": gettext("Guide: %(name)s") % {"name": self.thing.name},
            "body": "\n\n".join(self._chapters()),
        }

    def _chapters(self) -> list[str]:
        """The experience, and the stages as steps to follow; what is empty has no chapter."""
        summary = getattr(self.thing, "summary", None)
        stages = self.thing.stages.counted()
        steps = [f"{number}. {stage.task}" for number, stage in enumerate(stages, 1)]

        chapters = []
        if summary is not None and summary.experience:
            chapters.append(f"## {gettext('Experience')}\n\n{summary.experience}")
        if steps:
            lines = "\n".join(steps)
            chapters.append(f"## {gettext('Steps')}\n\n{lines}")
        return chapters


class NextForm(PlanStepForm):
    """A next action becomes a plan; `thing` is the action."""

    name = forms.CharField(label=_("Plan name"), max_length=120)
    start_date = DayField(label=pgettext_lazy("plan", "From"))
    end_date = DayField(label=pgettext_lazy("plan", "To"))

    def initial_values(self) -> dict[str, Any]:
        period = proposed_period(self.today)
        return {
            "name": self.proposed_name(),
            "start_date": period.start,
            "end_date": period.end,
        }

    def proposed_name(self) -> str:
        return self.thing.task


class TakeProposalForm(NextForm):
    """A proposal becomes a plan; `thing` is the proposal."""

    def proposed_name(self) -> str:
        return self.thing.title


class TieForm(PlanStepForm):
    """A ticket that the plan touches."""

    ticket = PickedField("tickets:pick", _("Number or words"), label=_("Ticket"))

    def fit_fields(self) -> None:
        self.fields["ticket"].queryset = Ticket.objects.visible_to(self.user)
