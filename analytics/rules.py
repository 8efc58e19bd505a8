"""Who reads reports and data audits of the whole desk, who issues and who signs them."""

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


def may_audit(user: Any) -> bool:
    """Carry out and sign data audits, and explain what they found."""
    return may_read(user) and RIGHTS.has_right(user, "carry_out_dataaudit")


def filter_report_paths(user: Any, paths: set[str]) -> set[str]:
    """Of `/reports/…` those that the person may open: all or none."""
    return paths if may_read(user) else set()
