"""What the house keeps: each noun in its file."""

from analytics.models.audits import AuditFinding, AuditSettings, DataAudit
from analytics.models.awards import Award, AwardEvent
from analytics.models.benchmarks import Benchmark
from analytics.models.figures import MonthFigures
from analytics.models.measures import Measure, MeasureCycle, MeasureEvent
from analytics.models.quarters import QuarterlyReport
from analytics.models.rectification import (
    RectificationAsset,
    RectificationEvent,
    RectificationMonth,
    RectificationRequest,
    RectificationSettings,
)
from analytics.models.reports import MonthlyReport, ReportRemark
from analytics.models.slow_cases import SlowCase, SlowCaseEvent, SlowCause

__all__ = [
    "AuditFinding",
    "AuditSettings",
    "Award",
    "AwardEvent",
    "Benchmark",
    "DataAudit",
    "Measure",
    "MeasureCycle",
    "MeasureEvent",
    "MonthFigures",
    "MonthlyReport",
    "QuarterlyReport",
    "RectificationAsset",
    "RectificationEvent",
    "RectificationMonth",
    "RectificationRequest",
    "RectificationSettings",
    "ReportRemark",
    "SlowCase",
    "SlowCaseEvent",
    "SlowCause",
]
