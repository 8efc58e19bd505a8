"""How a work order is solved: what was found, what is done about it, who has it, the report."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.shapes import OutputSerializer
from api.views import first_or_404
from customers.api.shapes import visibility_of
from tickets.api.parts import OfTicketView
from tickets.api.shapes import person_out
from tickets.record.models import Ticket
from tickets.work.enums import CauseClass, DiagnosisMethod, SolutionState
from tickets.work.models import ClosingReport


def cause_code_out() -> serializers.CharField:
    """A coded cause, by the name that steps take."""
    return serializers.CharField(source="cause_code.name", default=None, allow_null=True)


class PartOut(OutputSerializer):
    """A part of a work order; its texts are shown as far as the caller may see people."""

    def shown_text(self, written: str) -> str:
        return visibility_of(self).shown_text(written, self.context["names"])


class DiagnosisOut(PartOut):
    """What was found. The newest one counts."""

    id = serializers.IntegerField(source="pk")
    method = serializers.ChoiceField(DiagnosisMethod.choices)
    phenomenon = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField()
    cause_class = serializers.ChoiceField(CauseClass.choices)
    cause_code = cause_code_out()
    has_consent = serializers.BooleanField(help_text=_("customer authorised remote access"))
    at = serializers.DateTimeField()
    by = person_out("by")

    def get_phenomenon(self, found: Any) -> str:
        return self.shown_text(found.phenomenon)

    def get_data(self, found: Any) -> str:
        return self.shown_text(found.data)


class SolutionOut(PartOut):
    """What is to be done, by whom, until when; decided by somebody who is not its author."""

    number = serializers.IntegerField(help_text=_("1 for the first; an approval names it"))
    state = serializers.ChoiceField(SolutionState.choices)
    steps = serializers.SerializerMethodField()
    root_cause = serializers.SerializerMethodField()
    responsible = person_out("responsible")
    finish_by = serializers.DateTimeField()
    resources = serializers.SerializerMethodField(help_text=_("resources and parts"))
    risk = serializers.SerializerMethodField(help_text=_("risk and fall-back"))
    author = person_out("author")
    submitted_at = serializers.DateTimeField()
    decided_by = person_out("decided_by")
    decided_at = serializers.DateTimeField(allow_null=True)
    comment = serializers.SerializerMethodField(help_text=_("of whoever decided"))

    def get_steps(self, solution: Any) -> list[str]:
        return [self.shown_text(step) for step in solution.steps]

    def get_root_cause(self, solution: Any) -> str:
        return self.shown_text(solution.root_cause)

    def get_resources(self, solution: Any) -> str:
        return self.shown_text(solution.resources)

    def get_risk(self, solution: Any) -> str:
        return self.shown_text(solution.risk)

    def get_comment(self, solution: Any) -> str:
        return self.shown_text(solution.comment)


class AssignmentOut(PartOut):
    """Who is to work on it, until when; without an assignee it lies with the department."""

    department = serializers.CharField(source="department.name", default=None, allow_null=True)
    assignee = person_out("assignee")
    assigned_by = person_out("assigned_by")
    assigned_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.SerializerMethodField()
    refused_reason = serializers.SerializerMethodField(help_text=_("why it was given back"))
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_reason(self, assignment: Any) -> str:
        return self.shown_text(assignment.reason)

    def get_refused_reason(self, assignment: Any) -> str:
        return self.shown_text(assignment.refused_reason)


class ClosingReportOut(PartOut):
    """Cause, course and lessons."""

    cause = serializers.SerializerMethodField()
    course = serializers.SerializerMethodField()
    lessons = serializers.SerializerMethodField()
    cause_code = cause_code_out()
    author = person_out("author")
    submitted_at = serializers.DateTimeField()

    def get_cause(self, report: Any) -> str:
        return self.shown_text(report.cause)

    def get_course(self, report: Any) -> str:
        return self.shown_text(report.course)

    def get_lessons(self, report: Any) -> str:
        return self.shown_text(report.lessons)


class SolvingView(OfTicketView):
    """Diagnoses, solutions, assignments and the closing report of the caller's work orders."""

    def rows(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.person).select_related("customer")

    def answer_parts(self, shape: type[PartOut], ticket: Ticket, parts: QuerySet[Any]) -> Response:
        return Response(shape(parts, many=True, context=self.context_of(ticket)).data)

    @extend_schema(responses=DiagnosisOut(many=True))
    @action(detail=True, methods=["get"])
    def diagnoses(self, request: Request, number: str) -> Response:
        """What was found, the newest first. The step `diagnose` records one."""
        ticket = self.find_row()
        found = ticket.diagnoses.select_related("cause_code", "by")
        return self.answer_parts(DiagnosisOut, ticket, found)

    @extend_schema(responses=SolutionOut(many=True))
    @action(detail=True, methods=["get"])
    def solutions(self, request: Request, number: str) -> Response:
        """What was proposed and how it was decided, the newest version first.

        The step `submit_solution` submits one; `approve` and `reject` decide on the one that is
        `submitted`.
        """
        ticket = self.find_row()
        proposed = ticket.solutions.select_related("responsible", "author", "decided_by")
        return self.answer_parts(SolutionOut, ticket, proposed)

    @extend_schema(responses=AssignmentOut(many=True))
    @action(detail=True, methods=["get"])
    def assignments(self, request: Request, number: str) -> Response:
        """Who has it and who had it, the newest first."""
        ticket = self.find_row()
        rows = ticket.assignments.select_related("department", "assignee", "assigned_by")
        return self.answer_parts(AssignmentOut, ticket, rows)

    @extend_schema(responses=ClosingReportOut)
    @action(detail=True, methods=["get"], url_path="closing-report")
    def closing_report(self, request: Request, number: str) -> Response:
        """Cause, course and lessons; 404 until the step `report` has written them."""
        ticket = self.find_row()
        reports = ClosingReport.objects.filter(ticket=ticket).select_related("cause_code", "author")
        report = first_or_404(reports)
        return Response(ClosingReportOut(report, context=self.context_of(ticket)).data)
