from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from accounts.queries.openable import filter_paths_by
        from notifications.ledgers import tell_webhooks_of
        from plans.models import PlanEvent
        from plans.queries.happenings import plan_happenings
        from plans.queries.openable import filter_plan_paths
        from plans.rules import sees_plans

        filter_paths_by("plans", filter_plan_paths)
        tell_webhooks_of(PlanEvent, plan_happenings, house="plan", hears=sees_plans)
