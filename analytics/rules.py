"""Who reads reports and data audits of the whole desk, who issues and who signs them."""

from typing import Any

from core.work.rules import Rights
from metrics.rules import may_see, sees_all

RIGHTS = Rights("analytics")
require_right = RIGHTS.require_right


def may_read(user: Any) -> bool:
    """Whoever has the right, and sees the tickets that the figures stand on."""
    return RIGHTS.has_right(user, "view_monthlyreport") and sees_all(user)


def may_export_figures(user: Any) -> bool:
    """Take the figures of the tickets that one sees, and a row for each of these tickets."""
    return may_see(user) and bool(user.has_perm("tickets.export_ticket"))


def may_issue(user: Any) -> bool:
    return may_read(user) and RIGHTS.has_right(user, "issue_monthlyreport")


def may_audit(user: Any) -> bool:
    """Carry out and sign data audits, and explain what they found."""
    return may_read(user) and RIGHTS.has_right(user, "carry_out_dataaudit")


def filter_report_paths(user: Any, paths: set[str]) -> set[str]:
    """Of `/reports/…` those that the person may open: all or none."""
    return paths if may_read(user) else set()
