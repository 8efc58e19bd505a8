"""The history of another desk over REST: sent in batches, tried, and only then written.

It is the import of the pages, with its mappings, its worker and its rights: nothing fires.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.paging import LARGEST, SIZE, whole_number
from api.parsers import JsonLinesParser, StrictJSONParser, naming_lines
from api.paths import about_file
from api.views import ListRows, ReadRow
from core.queries.paging import Order
from tickets.api import history_examples as examples
from tickets.api import history_shapes as shapes
from tickets.api import mapping_schema  # noqa: F401 — says in the description what a mapping names
from tickets.record.rules import has_right, require_right
from tickets.transfer.actions.history import batches, uploads
from tickets.transfer.imports.history.outcome import MOST_PROBLEMS
from tickets.transfer.models import HistoryUpload


class HistoryImportView(ListRows, ReadRow):
    """The caller's own histories; the newest first."""

    house = "tickets"
    order = Order("at", descending=True)
    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    serializer_class = shapes.ImportOut
    has_etag = False

    def rows(self) -> QuerySet[HistoryUpload]:
        if not has_right(self.person, "import_ticket"):
            return HistoryUpload.objects.none()
        own = HistoryUpload.objects.filter(by=self.person)
        return own.annotate(
            batches_kept=Count("batches"), rows_kept=Sum("batches__count", default=0)
        )

    def row_data(self, row: Any, *, many: bool = False) -> Any:
        shape = shapes.ImportRowOut if many else shapes.ImportOut
        return shape(row, many=many, context=self.context()).data

    def known_parameters(self) -> Any:
        return {"after", "limit"} if self.action == "refused" else super().known_parameters()

    @extend_schema(responses=shapes.ImportRowOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the histories that the caller has sent, over REST or by page."""
        return super().list(request, *args, **kwargs)

    @extend_schema(
        request=shapes.ImportIn, responses={201: shapes.ImportOut}, examples=examples.OPEN
    )
    def create(self, request: Request) -> Response:
        """Begin a history; its rows come in batches.

        `mapping` says what headings and words mean: the name of one that the desk knows, or its
        sections; without it the desk guesses. Nothing of a history notifies anybody, starts a limit
        that is over, tells a webhook or asks a customer.
        """
        require_right(self.person, "import_ticket")
        data = self.read_input(shapes.ImportIn)

        def begin() -> Response:
            upload = batches.open_history(
                data["name"], mapping=data.get("mapping", {}), by=self.person, at=self.at
            )
            location = reverse("api:history-import-detail", args=[upload.pk])
            return self.answer_upload(upload.pk, status=201, location=location)

        return self.act_once(begin)

    @extend_schema(
        request={"application/json": shapes.BatchIn},
        responses={200: shapes.BatchOut, 201: shapes.BatchOut},
        examples=examples.ROWS,
    )
    @action(
        detail=True,
        methods=["put"],
        url_path=r"batches/(?P<batch>[1-9]\d{0,4})",
        parser_classes=[StrictJSONParser, JsonLinesParser],
    )
    def batch(self, request: Request, pk: str, batch: str) -> Response:
        """Send a batch of up to 2000 rows, under a number of your own counting from 1.

        In any order, and also several at once. The same batch again is answered 200 and makes
        nothing twice; other rows under its number are refused. As `application/x-ndjson` each line
        is a row, and what is wrong with one names its `line`.
        """
        upload = self.find_row()
        with naming_lines(request.data):
            rows = self.read_input(shapes.BatchIn)["rows"]

        def keep() -> Response:
            kept, is_new = batches.keep_batch(upload, int(batch), rows, by=self.person, at=self.at)
            return Response(shapes.BatchOut(kept).data, status=201 if is_new else 200)

        return self.act_once(keep)

    @extend_schema(request=shapes.CloseIn, responses=shapes.ImportOut, examples=examples.CLOSE)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """All batches are sent: the worker looks at the rows and tries the mapping.

        Nothing is written yet. Ask for the history until its `state` is `tried` or `failed`.
        """
        upload, data = self.find_row(), self.read_input(shapes.CloseIn)

        def close() -> Response:
            with about_file():
                batches.close_history(
                    upload,
                    batches=data["batches"],
                    by=self.person,
                    at=self.at,
                    language=get_language() or "",
                )
            return self.answer_upload(upload.pk)

        return self.act_once(close)

    @extend_schema(request=shapes.TryIn, responses=shapes.ImportOut, examples=examples.TRY)
    @action(detail=True, methods=["post"], url_path="try")
    def trial(self, request: Request, pk: str) -> Response:
        """Try another mapping; `version` is that of the one before."""
        upload, data = self.find_row(), self.read_input(shapes.TryIn)

        def ask() -> Response:
            uploads.request_trial(
                upload,
                data["mapping"],
                version=data["version"],
                language=get_language() or "",
            )
            return self.answer_upload(upload.pk)

        return self.act_once(ask)

    @extend_schema(request=shapes.VersionIn, responses=shapes.ImportOut, examples=examples.START)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Have the tickets written as the trial of this version told. Once.

        Tickets whose number is here already are not doubled. An import that stopped goes on when it
        is started again.
        """
        upload, data = self.find_row(), self.read_input(shapes.VersionIn)

        def ask() -> Response:
            uploads.request_commit(upload, data["version"], language=get_language() or "")
            return self.answer_upload(upload.pk)

        return self.act_once(ask)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Give a history up: what was sent goes, nothing is imported.

        Refused (409) while it is imported, and once it is.
        """
        upload = self.find_row()

        def give_up() -> Response:
            uploads.give_up(upload)
            return Response(status=204)

        return self.act_once(give_up)

    @extend_schema(
        parameters=[
            OpenApiParameter("after", int, description="`next` of the page before"),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.RefusedRowsOut,
    )
    @action(detail=True, methods=["get"])
    def refused(self, request: Request, pk: str) -> Response:
        """The rows that stay out and why, of the last trial, or of the import once it is done."""
        upload = self.find_row()
        query = request.query_params
        after = whole_number(query, "after", default=0, most=MOST_PROBLEMS)
        limit = whole_number(query, "limit", default=SIZE, most=LARGEST, least=1)
        found = (upload.outcome or upload.trial or {}).get("refused_rows", [])
        counts = list(upload.batches.order_by("number").values_list("number", "count"))
        page = found[after : after + limit]
        end = after + len(page)
        return Response(
            {
                "results": [shapes.refused_row(one, counts) for one in page],
                "next": end if end < len(found) else None,
                "is_complete": len(found) < MOST_PROBLEMS,
            }
        )

    def answer_upload(self, key: int, *, status: int = 200, location: str = "") -> Response:
        """The history as it is stored now."""
        return self.answer_row(self.rows().get(pk=key), status=status, location=location)
