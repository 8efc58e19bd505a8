"""What the house keeps: each noun in its file."""

from analytics.models.reports import MonthlyReport, ReportRemark

__all__ = ["MonthlyReport", "ReportRemark"]
