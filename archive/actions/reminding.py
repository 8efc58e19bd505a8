"""Files that were kept long enough do not go by themselves: whoever may order it hears of them."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from accounts.enums import Role
from accounts.queries.roles import active_holders
from archive.models import ArchiveRecord
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic

PAGE = "/archive/retention/"


def remind_of_due_files(at: datetime) -> bool:
    """Tell the managers once a month while personal data wait to be removed; is there anything?"""
    today = timezone.localdate(at)
    count = ArchiveRecord.objects.due(today).count()
    if not count:
        return False
    notify_users(
        active_holders(Role.MANAGER),
        topic=Topic.ALARM,
        key=f"due files:{today:%Y%m}",
        at=at,
        path=PAGE,
        data=say_in_both_languages("summary", lambda: _words(count)),
    )
    return True


def _words(count: int) -> str:
    return ngettext(
        "%(count)d service file was kept long enough: order the removal of its personal data",
        "%(count)d service files were kept long enough: order the removal of their personal data",
        count,
    ) % {"count": count}
