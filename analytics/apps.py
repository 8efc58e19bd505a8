from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


def take_views_away(*, plan: Iterable[Any] = (), **_facts: object) -> None:
    """Before every migrate: a view would keep the tables that it reads from being changed."""
    # models can be imported only once all apps are loaded
    from analytics.actions.bi_views import make_way

    make_way(plan)


def make_views_anew(**_facts: object) -> None:
    """After every migrate: the views for BI as this release has them, where there can be any."""
    from analytics.actions.bi_views import NoViews, make_views

    # Tables of an earlier release, or a role that may make no schema: a desk needs no views.
    with suppress(NoViews):
        make_views()


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("Reports")

    def ready(self) -> None:
        pre_migrate.connect(take_views_away, sender=self)
        post_migrate.connect(make_views_anew, sender=self)
        # Not at the top: models can be imported only once all apps are known.
        from accounts.queries.openable import filter_paths_by
        from analytics.models import AuditSettings, RectificationSettings, SlowCause
        from analytics.queries.happenings import report_happenings
        from analytics.rules import (
            filter_award_paths,
            filter_measure_paths,
            filter_report_paths,
            may_read,
        )
        from core.models import AuditEntry
        from notifications.ledgers import tell_webhooks_of
        from privacy.field_classes import log_changes

        filter_paths_by("reports", filter_report_paths)
        filter_paths_by("measures", filter_measure_paths)
        filter_paths_by("awards", filter_award_paths)
        tell_webhooks_of(AuditEntry, report_happenings, house="report", hears=may_read)
        log_changes(AuditSettings)
        log_changes(RectificationSettings)
        log_changes(SlowCause)
