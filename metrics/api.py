"""Figures over REST: the registry, each figure with how it is defined, and the cases behind it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department
from api.paging import whole_number
from api.views import HouseView
from customers.models import Channel, ProductModel
from metrics import forms
from metrics.enums import By, MetricUnit
from metrics.queries import measure
from metrics.queries.links import PARTS
from metrics.queries.registry import REGISTRY, Metric
from metrics.rules import may_see
from tickets.record.models.ticket import scope_of

# What names a row here, as it does in lists.
NAMED: dict[str, tuple[QuerySet[Any], str]] = {
    "channel": (Channel.objects.all(), "code"),
    "department": (Department.objects.all(), "name"),
    "model": (ProductModel.objects.all(), "code"),
}

SCOPE = [
    OpenApiParameter("from", OpenApiTypes.DATE),
    OpenApiParameter("to", OpenApiTypes.DATE),
    *(
        OpenApiParameter(name, str, many=True, enum=forms.VOCABULARIES.get(part))
        for part, name in PARTS.items()
    ),
]

# Cases of a page; a ticket may come more than once, so pages are counted.
PAGE_SIZE = 100
LAST_PAGE = 100_000


class MetricOut(serializers.Serializer[Metric]):
    """What a figure is."""

    key = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.ChoiceField(MetricUnit.choices)
    better = serializers.CharField(allow_null=True)
    definition = serializers.CharField()
    groups = serializers.ListField(child=serializers.ChoiceField(By.choices))


class FigureOut(serializers.Serializer[Any]):
    """A figure in its unit, as an exact text; `value` is null where there is nothing to tell."""

    value = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    missing = serializers.IntegerField()
    minimum = serializers.CharField(allow_null=True)
    maximum = serializers.CharField(allow_null=True)
    median = serializers.CharField(allow_null=True)
    p90 = serializers.CharField(allow_null=True)
    is_provisional = serializers.BooleanField()
    notes = serializers.ListField(child=serializers.CharField())


class MeasuredOut(MetricOut):
    """A figure with its definition and period."""

    start = serializers.DateField()
    end = serializers.DateField()
    figure = FigureOut()


class CaseOut(serializers.Serializer[Any]):
    """A ticket that a figure counts, with its own value."""

    number = serializers.CharField()
    at = serializers.DateTimeField(source="case_at")
    value = serializers.CharField(source="case_value")


class CasePage(serializers.Serializer[Any]):
    """A page of cases."""

    results = CaseOut(many=True)
    next_page = serializers.IntegerField(allow_null=True)


class FiguresView(HouseView):
    """Of the very tickets that the caller may see."""

    house = "figures"
    parameters = ("from", "to", *PARTS.values())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_see(request.user):
            raise Http404

    def read_query(self, request: Request) -> QueryDict:
        """Period and scope, with rows named as in lists. Raises `ValidationError`."""
        query = request._request.GET.copy()
        unknown: dict[str, str] = {}
        for name, (rows, column) in NAMED.items():
            written = query.getlist(name)
            keys = dict(rows.filter(**{f"{column}__in": written}).values_list(column, "pk"))
            query.setlist(name, [str(keys[value]) for value in written if value in keys])
            missing = [value for value in written if value not in keys]
            if missing:
                unknown[name] = _("There is no “%(value)s”.") % {"value": missing[0]}
        faults = unknown | forms.faults_of_query(query)
        if faults:
            raise ValidationError(
                {name: [ErrorDetail(words, code="unknown")] for name, words in faults.items()}
            )
        return query

    def metric(self, key: str) -> Metric:
        """Raises `Http404`."""
        found = REGISTRY.get(key)
        if found is None:
            raise Http404
        return found


class MetricListView(FiguresView):
    """The register of figures."""

    parameters = ()

    @extend_schema(responses=MetricOut(many=True))
    def get(self, request: Request) -> Response:
        """Every figure with how it is defined."""
        return Response(MetricOut(list(REGISTRY.values()), many=True).data)


class FigureView(FiguresView):
    """One figure."""

    @extend_schema(parameters=SCOPE, responses=MeasuredOut)
    def get(self, request: Request, key: str) -> Response:
        """A figure of a period, as it is known now."""
        metric = self.metric(key)
        query = self.read_query(request)
        span = forms.read_span(query, timezone.localdate(self.at))
        figure = measure.measured_figure(
            key, forms.read_scope(query), span, at=self.at, seen=scope_of(request.user)
        )
        numbers = {
            name: None if getattr(figure, name) is None else str(getattr(figure, name))
            for name in ("value", "minimum", "maximum", "median", "p90")
        }
        return Response(
            {
                **MetricOut(metric).data,
                "start": span.start.isoformat(),
                "end": span.end.isoformat(),
                "figure": {
                    **numbers,
                    "count": figure.count,
                    "missing": figure.missing,
                    "is_provisional": figure.is_provisional,
                    "notes": [str(note.label) for note in figure.notes],
                },
            }
        )


class CasesView(FiguresView):
    """The tickets behind a figure."""

    parameters = (*FiguresView.parameters, "page")

    @extend_schema(parameters=[*SCOPE, OpenApiParameter("page", int)], responses=CasePage)
    def get(self, request: Request, key: str) -> Response:
        """The cases that a figure counts, the newest first, a hundred a page."""
        self.metric(key)
        query = self.read_query(request)
        page = whole_number(query, "page", default=1, most=LAST_PAGE, least=1)
        start = (page - 1) * PAGE_SIZE
        rows = measure.cases_behind(
            key,
            forms.read_scope(query),
            forms.read_span(query, timezone.localdate(self.at)),
            at=self.at,
            seen=scope_of(request.user),
        )
        found = list(rows.only("number")[start : start + PAGE_SIZE + 1])
        has_more = len(found) > PAGE_SIZE
        return Response(
            {
                "results": CaseOut(found[:PAGE_SIZE], many=True).data,
                "next_page": page + 1 if has_more else None,
            }
        )
