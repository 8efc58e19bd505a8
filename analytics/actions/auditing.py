"""Every Monday, or every day, the data are audited, and managers are told what was found."""

from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import ngettext

from accounts.enums import Role
from accounts.queries.roles import active_holders
from analytics.actions.audits import check_again, make_automatic_audit
from analytics.domain.audits import due_periods
from analytics.enums import Rhythm
from analytics.models import DataAudit
from analytics.queries.audits import current_audit_settings
from core.errors import LawBroken
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic

# So many unsigned audits, the newest, are looked at again each day.
LOOKED_AFTER = 12


def look_after_audits(at: datetime) -> list[DataAudit]:
    """Make the audits that are due, tell of what they found, and look again at those that nobody
    has signed; the audits that were made.

    Each of it happens once, whenever and however often the job runs.
    """
    setting = current_audit_settings()
    automatic = DataAudit.objects.filter(is_automatic=True).order_by("-until")
    periods = due_periods(
        Rhythm(setting.rhythm),
        timezone.localdate(at),
        audited_until=automatic.values_list("until", flat=True).first(),
        since=setting.since_on,
    )
    made = [audit for period in periods if (audit := make_automatic_audit(period, at=at))]
    _look_again(at)
    _tell_of_findings(at)
    return made


def _look_again(at: datetime) -> None:
    """Once a day: what was mended meanwhile is marked without anybody's doing."""
    today = timezone.localdate(at)
    for audit in DataAudit.objects.filter(signed_at__isnull=True)[:LOOKED_AFTER]:
        if timezone.localdate(audit.checked_at) < today:
            _check_one(audit, at)


def _check_one(audit: DataAudit, at: datetime) -> None:
    """Somebody may have signed it just now."""
    try:
        check_again(audit, by=None, at=at)
    except LawBroken:
        return


def _tell_of_findings(at: datetime) -> None:
    """Also of one that a job made which was killed before it could tell."""
    found = DataAudit.objects.filter(is_automatic=True, signed_at__isnull=True, incomplete__gt=0)
    for audit in found[:LOOKED_AFTER]:
        notify_users(
            active_holders(Role.MANAGER),
            topic=Topic.ALARM,
            key=f"audit:{audit.pk}:found",
            at=at,
            path=f"/reports/audits/{audit.pk}/",
            data=say_in_both_languages("summary", partial(_news_of, audit)),
        )


def _news_of(audit: DataAudit) -> str:
    return ngettext(
        "data audit %(period)s: %(count)d incomplete record",
        "data audit %(period)s: %(count)d incomplete records",
        audit.incomplete,
    ) % {"period": str(audit), "count": audit.incomplete}
