"""What whoever rectifies a model writes about that."""

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.forms.reports import LONGEST_REMARK
from analytics.queries.rectification import newest_month
from metrics.enums import MetricUnit
from metrics.formats import measured_value
from pages.forms import StepForm, text_area

LONGEST_MEASURE = 2000


class RectificationForm(StepForm):
    """Asks once, of the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RectificationReasonForm(RectificationForm):
    """A reason is mandatory."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REMARK, widget=text_area(3))


class RectificationNoteForm(RectificationForm):
    """Something worth knowing."""

    note = forms.CharField(label=_("Note"), max_length=LONGEST_REMARK, widget=text_area(3))


class MeasureTakenForm(RectificationForm):
    """What was done about a model."""

    measure = forms.CharField(
        label=pgettext_lazy("rectification", "Measure taken"),
        max_length=LONGEST_MEASURE,
        widget=text_area(6),
        help_text=_("Cause, what was changed, which devices were put right and how."),
    )


class VerifyForm(RectificationForm):
    """Shows how often the model failed after the alert."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=LONGEST_REMARK, widget=text_area(3)
    )

    def prepare(self) -> None:
        newest = newest_month(self.thing)
        limit = measured_value(self.thing.threshold, MetricUnit.PERCENT)
        if newest is None:
            text = gettext("No month after the alert was counted yet: the threshold is %(limit)s.")
            self.notices = ({"tone": "warning", "text": text % {"limit": limit}},)
            return
        is_above = newest.rate is not None and newest.rate > self.thing.threshold
        if is_above:
            text = gettext("%(month)s: %(rate)s, still above %(limit)s.")
        else:
            text = gettext("%(month)s: %(rate)s, not above %(limit)s.")
        rate = measured_value(newest.rate, MetricUnit.PERCENT)
        month = f"{newest.month:%Y-%m}"
        if newest.is_running:
            month = gettext("%(month)s so far") % {"month": month}
        said = text % {"month": month, "rate": rate, "limit": limit}
        is_proof = not (is_above or newest.is_running)
        self.notices = ({"tone": "success" if is_proof else "warning", "text": said},)
