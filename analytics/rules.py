"""Who reads reports of the whole desk, and who issues them."""

from typing import Any

from core.work.rules import Rights
from metrics.rules import sees_all

RIGHTS = Rights("analytics")
require_right = RIGHTS.require_right


def may_read(user: Any) -> bool:
    """Whoever has the right, and sees the tickets that the figures stand on."""
    return RIGHTS.has_right(user, "view_monthlyreport") and sees_all(user)


def may_issue(user: Any) -> bool:
    return may_read(user) and RIGHTS.has_right(user, "issue_monthlyreport")
