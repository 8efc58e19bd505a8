"""What the forms of all steps share: they begin with values, and fit their fields to the thing."""

from datetime import date
from typing import Any

from django.utils import timezone

from pages.forms import AskingForm, StepForm
from plans.models import Plan


class PlanStepForm(AskingForm, StepForm):
    """A step of a plan or of a part of it.

    `thing` is what the step is about, `user` who takes it, `at` the moment of the request.
    """

    def prepare(self) -> None:
        """Fit the fields first, so that no value is proposed for a field that went."""
        self.fit_fields()

        for name, value in self.initial_values().items():
            self.initial.setdefault(name, value)

    def fit_fields(self) -> None:
        """Choices that depend on the thing; fields that do not apply are taken out."""

    def initial_values(self) -> dict[str, Any]:
        """What the form proposes, unless whoever opened it proposed something else."""
        return {}

    @property
    def today(self) -> date:
        """The day of the request in the desk's zone."""
        return timezone.localdate(self.at)

    @property
    def plan(self) -> Plan:
        """The plan itself, or the one that the thing is a part of."""
        return self.thing if isinstance(self.thing, Plan) else self.thing.plan
