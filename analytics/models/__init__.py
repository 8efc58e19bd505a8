"""What the house keeps: each noun in its file."""

from analytics.models.benchmarks import Benchmark
from analytics.models.figures import MonthFigures
from analytics.models.reports import MonthlyReport, ReportRemark

__all__ = ["Benchmark", "MonthFigures", "MonthlyReport", "ReportRemark"]
