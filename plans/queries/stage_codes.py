"""Which code a further stage of a plan gets."""

from django.db.models import Max

from plans.models import Plan

FIRST_CODE = "1.1"


def next_stage_code(plan: Plan) -> str:
    """The next code of the phase in which the newest stage was added. Two statements."""
    stages = plan.stages.counted()
    newest = stages.order_by("-pk").first()
    if newest is None:
        return FIRST_CODE
    taken = stages.filter(phase=newest.phase).aggregate(last=Max("sequence"))
    return f"{newest.phase}.{taken['last'] + 1}"
