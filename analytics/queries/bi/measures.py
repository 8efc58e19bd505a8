"""Measures round by round; no words of theirs."""

from analytics.enums import MeasureKind, MeasurePhase, MeasureSource
from analytics.models import MeasureCycle
from analytics.queries.bi.views import BiColumn, BiView, code_with_words


def measure_view() -> BiView:
    return BiView(
        "measures",
        "A round of a measure; a measure that missed its target has several.",
        MeasureCycle.objects.all(),
        {
            "round_key": BiColumn("pk", "one row each"),
            "number": BiColumn("measure__number", "number of the measure on the screen"),
            "round": BiColumn("number", "1, one more after each missed target"),
            **code_with_words("kind", "measure__kind", MeasureKind, "kind of measure"),
            **code_with_words("source", "measure__source", MeasureSource, "what it comes from"),
            **code_with_words("phase", "measure__phase", MeasurePhase, "phase of the newest round"),
            "department_key": BiColumn("measure__department", "joins `departments`"),
            "figure": BiColumn("measure__metric", "key of the figure that proves it"),
            "target": BiColumn("measure__target", "in the unit of the figure"),
            "window_days": BiColumn("measure__window_days", "days compared before and after"),
            "due_on": BiColumn("due_on", "planned day"),
            "effective_on": BiColumn("effective_on", "day on which it took effect"),
            "value_before": BiColumn("before", "figure of the days before; empty: none"),
            "cases_before": BiColumn("before_count", "cases of the days before"),
            "value_after": BiColumn("after", "figure of the days after; empty: not judged"),
            "cases_after": BiColumn("after_count", "cases of the days after"),
            "is_met": BiColumn("is_met", "was the target reached? empty: not judged"),
            "checked_at": BiColumn("checked_at", "when it was judged"),
        },
    )
