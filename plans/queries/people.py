"""Who may decide what a plan owner may not."""

from accounts.models import User
from plans.models import Plan

# Either right lets somebody judge the plan of another.
DECIDING_RIGHTS = ("evaluate_plan", "lead_all_plans")


def deciders_of_changes(plan: Plan) -> list[User]:
    """People at work who may decide a change of the plan's goals; never its owner."""
    with_right = User.objects.filter(
        groups__permissions__content_type__app_label="plans",
        groups__permissions__codename__in=DECIDING_RIGHTS,
    )
    people = User.objects.at_work().filter(pk__in=with_right.values("pk"))
    return list(people.exclude(pk=plan.owner_id))
