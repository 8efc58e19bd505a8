from typing import Any

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.db.models.signals import post_migrate


def seed_reference_rows(**_: object) -> None:
    """After every migrate: reference rows that are missing.

    See docs/decisions/0004-reference-data.md.
    """
    # models can be imported only once all apps are loaded
    from analytics.actions import reference as analytics
    from calendars import models as calendars
    from feedback.actions import reference as feedback
    from metrics.actions import reference as metrics
    from notifications.actions import wordings
    from tickets.limits.actions import reference
    from tickets.limits.queries import limit_terms
    from tickets.record.queries import desk_rules

    calendars.forget_versions()
    limit_terms.forget_rulebooks()
    desk_rules.forget()
    reference.seed_reference()
    wordings.seed_wordings()
    feedback.seed_rules()
    analytics.seed_settings()
    analytics.seed_causes()
    metrics.seed_definitions()


class AftersalesConfig(AppConfig):
    name = "aftersales"

    def ready(self) -> None:
        post_migrate.connect(seed_reference_rows, sender=self)


def check_admin_pages(**options: Any) -> list[checks.CheckMessage]:
    """What Django checks of the administration, once its pages are there."""
    autodiscover()
    return check_admin_app(**options)


class LateAdminConfig(SimpleAdminConfig):
    """Django's administration, whose pages are looked for by the site map: a worker and most
    commands show none, and would load them for a quarter of the time that they take to start.
    """

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_admin_pages, checks.Tags.admin)
