"""Which tickets a plan is about, as the registry of figures understands it."""

from metrics.domain.figures import FigureScope
from plans.models import Plan


def scope_of(plan: Plan) -> FigureScope:
    """The plan's scope as it is now; an empty part means all."""
    # Sorted, so that the same scope is the same text in the row of every metric.
    return FigureScope(
        channels=tuple(sorted(plan.channels.values_list("pk", flat=True))),
        issue_types=tuple(sorted(plan.issue_types.values_list("pk", flat=True))),
        departments=tuple(sorted(plan.scope_departments.values_list("pk", flat=True))),
        natures=tuple(sorted(plan.natures)),
        models=tuple(sorted(plan.product_models.values_list("pk", flat=True))),
        levels=tuple(sorted(plan.customer_levels)),
    )
