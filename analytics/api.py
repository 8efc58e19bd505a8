"""Monthly reports over REST: what was issued, and the drafts of those who issue."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from analytics import rules
from analytics.enums import ReportState
from analytics.forms.reports import read_month
from analytics.models import MonthlyReport
from api.views import HouseView

SHOWN = 120


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-\d{2}$"})
class MonthOut(serializers.DateField):
    """A month: 2026-03."""


class ReportRow(serializers.Serializer[MonthlyReport]):
    """A version of the report of a month."""

    month = MonthOut(format="%Y-%m")
    version = serializers.IntegerField()
    state = serializers.ChoiceField(ReportState.choices)
    generated_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField(allow_null=True)
    digest = serializers.CharField()


class ReportOut(ReportRow):
    """The report whole: `data` holds figures with their definitions, and the tables."""

    data = serializers.JSONField()
    remarks = serializers.SerializerMethodField()

    def get_remarks(self, report: MonthlyReport) -> dict[str, str]:
        return {remark.section: remark.text for remark in report.remarks.all()}


class ReportList(serializers.Serializer[Any]):
    """The versions of all months."""

    results = ReportRow(many=True)


class ReportsView(HouseView):
    """Of the whole desk: for who may read its reports."""

    house = "figures"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not rules.may_read(request.user):
            raise Http404


class ReportListView(ReportsView):
    """All versions."""

    @extend_schema("list_reports", responses=ReportList)
    def get(self, request: Request) -> Response:
        """The versions of all months, the newest first."""
        rows = MonthlyReport.objects.order_by("-month", "-version").defer("data")[:SHOWN]
        return Response({"results": ReportRow(rows, many=True).data})


class ReportView(ReportsView):
    """One month."""

    parameters = ("version",)

    @extend_schema(parameters=[OpenApiParameter("version", int)], responses=ReportOut)
    def get(self, request: Request, month: str) -> Response:
        """The newest version of a month's report, or the one that is asked for."""
        first = read_month(month)
        if first is None:
            raise Http404
        versions = MonthlyReport.objects.filter(month=first).order_by("-version")
        wanted = request.query_params.get("version", "")
        if wanted:
            is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 5
            versions = versions.filter(version=int(wanted)) if is_number else versions.none()
        report = versions.prefetch_related("remarks").first()
        if report is None:
            raise Http404
        return Response(ReportOut(report).data)
