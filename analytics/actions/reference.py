"""Rows of a fresh server. What exists is never touched: administrators edit them."""

from django.utils import timezone

from analytics.models import AuditSettings, RectificationSettings


def seed_settings() -> None:
    """The one row of each. What was entered before this week is audited only where somebody asks
    for it.
    """
    if not AuditSettings.objects.exists():
        AuditSettings.objects.create(pk=1, since_on=timezone.localdate())
    if not RectificationSettings.objects.exists():
        RectificationSettings.objects.create(pk=1)
