"""The door of every address: clock, rights, versions, and each request once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from accounts.models import User
from api.actions.feed import database_key, mark_of, number_changes, position_of
from api.actions.once import (
    RequestAnswer,
    answer_once,
    opened_body,
    request_digest,
    sealed_answer,
)
from api.enums import ProblemCode
from api.models import FeedEntry
from api.paging import LARGEST, OF_PAGES, SIZE, KeysetPages, whole_number
from api.permissions import HasScope
from api.problems import Refusal
from api.serializers import ChangesOut, StepIn, StepOut
from api.steps import errors_of, open_steps, run_step
from api.versions import etag_of, expected_version
from core.errors import LawBroken
from core.queries.paging import Order
from core.undo import undone_on_failure
from core.work.record import lock_row
from pages.offers import StepSet

MULTIPART = "multipart/form-data"


class HouseView(APIView):
    """`house` names the scope of the token; without one every token opens the address."""

    house = ""

    # A POST that changes nothing: reading is enough for it.
    reads_by_post = False
    permission_classes = [HasScope]

    # Does an `Idempotency-Key` count? One that is called differently is described by its address.
    takes_keys = True

    # Members of an answer that nobody may read in the table of kept answers.
    sealed_members: Collection[str] = ()

    # Parameters of a query that the view understands; any other is refused.
    parameters: Collection[str] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.at: datetime = timezone.now()
        super().initial(request, *args, **kwargs)
        unknown = sorted(set(request.query_params) - set(self.known_parameters()))
        if unknown:
            words = ErrorDetail(_("There is no parameter of this name."), code="unknown_parameter")
            raise ValidationError({name: [words] for name in unknown})

    def known_parameters(self) -> Collection[str]:
        """Of the address that was asked for."""
        return self.parameters

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """In the language that the client asks for, else in that of the token's person."""
        if "Accept-Language" in request.headers:
            with translation.override(get_language_from_request(request)):
                return self.render_now(super().dispatch(request, *args, **kwargs))
        return self.render_now(super().dispatch(request, *args, **kwargs))

    @staticmethod
    def render_now(response: Any) -> Any:
        """While the language is the right one."""
        response.headers["Content-Language"] = translation.get_language() or ""
        return response.render() if hasattr(response, "render") else response

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        if request.auth is not None and "Accept-Language" not in request.headers:
            translation.activate(request.user.language)

    @property
    def person(self) -> User:
        """Whom the token stands for."""
        person: User = self.request.user
        return person

    def act_once(self, act: Callable[[], Response]) -> Response:
        """Do what changes something: in one transaction, and with an `Idempotency-Key` once."""
        try:
            return self._act_once(act)
        except IntegrityError as error:
            raise_taken(error)
            raise

    def _act_once(self, act: Callable[[], Response]) -> Response:
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not key.strip():
            raise Refusal(ProblemCode.MALFORMED, 400, _("The Idempotency-Key is empty."))
        if key is None:
            with undone_on_failure(), transaction.atomic():
                return act()
        sealed = self.sealed_members

        def act_sealed() -> RequestAnswer:
            return sealed_answer(_answer_of(act()), sealed)

        answer = answer_once(key, self.digest(), by=self.person, at=self.at, act=act_sealed)
        return response_of(answer, sealed)

    def digest(self) -> str:
        """What the request says, by which one with the same `Idempotency-Key` is compared."""
        request = self.request
        # Of another token, which may open less, it is another request.
        address = f"{request.auth.pk} {request.get_full_path()}"
        return request_digest(request.method or "", address, self.sent_content())

    def sent_content(self) -> bytes:
        """What came with the request, the same for the same content."""
        if not self.request.content_type.startswith(MULTIPART):
            body: bytes = self.request._request.body
            return body
        # Boundaries differ each time, and what was parsed is not there to be read again.
        seen = hashlib.sha256()
        for name, values in sorted(self.request.POST.lists()):
            seen.update(f"{name} {values}".encode())
        for name, upload in sorted(self.request.FILES.items()):
            seen.update(f"{name} {upload.name} {upload.size}".encode())
            for chunk in upload.chunks():
                seen.update(chunk)
            upload.seek(0)
        return seen.digest()


def response_of(answer: RequestAnswer, sealed: Collection[str] = ()) -> Response:
    """An answer that was kept, and says whether it comes again; its sealed members are opened."""
    body = opened_body(answer.body, sealed)
    response = Response(body, status=answer.status, headers=answer.headers)
    if answer.is_replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def raise_taken(error: IntegrityError) -> None:
    """Raise `LawBroken` where somebody else has the number that a caller gave; two at once come
    here, whatever was asked before.
    """
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if "external_id" in constraint:
        raise LawBroken(_("This external id is taken."), field="external_id") from error


def first_or_404(rows: QuerySet[Any]) -> Any:
    """The first of some rows. Raises `Http404`, whether there is none or none to be seen."""
    row = next(iter(rows.order_by()[:1]), None)
    if row is None:
        raise Http404
    return row


# What a client that asks again wants to know besides.
KEPT_HEADERS = ("ETag", "Location")


def _answer_of(response: Response) -> RequestAnswer:
    """Only what was done is kept: refusals are raised."""
    headers = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
    return RequestAnswer(response.status_code, response.data, headers)


class RowsView(ViewSetMixin, HouseView):
    """The rows of one kind: a list of pages, and each row by its business number.

    A house names its rows, what an answer shows, and the actions that write.
    """

    order: Order
    lookup_field = "number"
    lookup_url_kwarg: str | None = None
    lookup_value_regex = r"[^/]+"
    pagination_class = KeysetPages
    filterset_class: Any = None
    serializer_class: Any = None

    # Does the version of a row count its changes? Of some it counts those of a part alone.
    has_etag = True

    # Actions that have to say which version they mean.
    actions_on_versions: Collection[str] = ("partial_update",)

    def rows(self) -> QuerySet[Any]:
        """What the person may see; everything else is as if it were not there."""
        raise NotImplementedError

    def filtered_rows(self) -> QuerySet[Any]:
        """Those that the query asks for. Raises `ValidationError`."""
        rows = self.rows()
        if self.filterset_class is None:
            return rows
        given = self.filterset_class(self.request.query_params, queryset=rows, request=self.request)
        if not given.form.is_valid():
            raise ValidationError(errors_of(given.form))
        found: QuerySet[Any] = given.qs
        return found

    def read_rows(self, found: QuerySet[Any]) -> list[Any]:
        """Rows that were found, in their order, as answers with several of them need them."""
        return list(found)

    def known_parameters(self) -> Collection[str]:
        if self.action == "changes":
            return ("after", "limit")
        if self.action != "list":
            return ()
        names = set(self.filterset_class.base_filters) if self.filterset_class else set()
        return {*OF_PAGES, *names, *self.parameters}

    def find_row(self) -> Any:
        """The row of the address. Raises `Http404`, whether it is not there or not to be seen."""
        wanted = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        return first_or_404(self.rows().filter(**{self.lookup_field: wanted}))

    def row_data(self, row: Any, *, many: bool = False) -> Any:
        """A row as this caller sees it."""
        return self.serializer_class(row, many=many, context=self.context()).data

    def context(self) -> dict[str, Any]:
        """What serializers know of the caller."""
        return {"request": self.request, "view": self}

    def read_input(self, serializer_class: Any, *, partial: bool = False) -> dict[str, Any]:
        """What the body says. Raises `ValidationError`."""
        return self.read_given(serializer_class, self.request.data, partial=partial)

    def read_given(
        self, serializer_class: Any, given: Any, *, partial: bool = False
    ) -> dict[str, Any]:
        """What a part of the body says. Raises `ValidationError`."""
        read = serializer_class(data=given, partial=partial, context=self.context())
        read.is_valid(raise_exception=True)
        found: dict[str, Any] = read.validated_data
        return found

    def answer_row(self, row: Any, *, status: int = 200, location: str = "") -> Response:
        """A row with its version."""
        response = Response(self.row_data(row), status=status)
        if self.has_etag and hasattr(row, "version"):
            response.headers["ETag"] = etag_of(row)
        if location:
            response.headers["Location"] = location
        return response

    def require_match(self, row: Any) -> None:
        """Raise `StaleVersion` where the caller means another version than the stored one, which is
        locked until the transaction ends. Nothing where no version is named.
        """
        version = expected_version(self.request)
        if version is not None:
            lock_row(row, version=version)


class ListRows(RowsView):
    """GET of a list."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of those that the caller may see."""
        pages = self.pagination_class()
        rows = pages.paginate_queryset(self.filtered_rows(), request, view=self)
        return pages.get_paginated_response(self.row_data(rows, many=True))


class ReadRow(RowsView):
    """GET of one row. Never 304: what is shown beside the row changes without its version."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row, with its version as ETag."""
        return self.answer_row(self.find_row())


class StepRows(RowsView):
    """The steps of a row, from the table that serves the buttons of its page."""

    steps_of_row: StepSet

    def find_to_work_on(self) -> Any:
        """The row as its steps need it. Raises `Http404`."""
        return self.find_row()

    @extend_schema(responses=StepOut(many=True))
    @action(detail=True, methods=["get"])
    def steps(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The steps that are open to the caller now, with what each takes."""
        return Response(open_steps(self.steps_of_row, self.find_to_work_on(), self.person, self.at))

    @extend_schema(request=StepIn)
    @action(detail=True, methods=["post"], url_path=r"steps/(?P<key>[a-z_]{1,40})")
    def step(self, request: Request, *args: Any, key: str, **kwargs: Any) -> Response:
        """Take a step. What it takes says the list of steps."""

        def act() -> Response:
            row = self.find_to_work_on()
            self.require_match(row)
            run_step(self.steps_of_row, key, row, request.data, user=self.person, at=self.at)
            return self.answer_after_step()

        return self.act_once(act)

    def answer_after_step(self) -> Response:
        """The row as it is now; 204 where the step took it out of the caller's sight."""
        try:
            return self.answer_row(self.find_row())
        except Http404:
            return Response(status=204)


class FollowedRows(RowsView):
    """Rows whose changes other programs follow (`api.actions.feed`)."""

    kind = ""

    @extend_schema(
        parameters=[
            OpenApiParameter("after", str, description="`after` of the answer before"),
            OpenApiParameter("limit", int),
        ],
        responses=ChangesOut,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def changes(self, request: Request) -> Response:
        """What has changed since a mark, each row once, in the order in which it became known.

        Without `after` the answer holds no rows, but the mark of now: keep it, read the list
        through, and ask for the changes after the mark then. `is_gone` says that a row is no longer
        there for you.
        """
        number_changes()
        database = database_key()
        limit = whole_number(request.query_params, "limit", default=SIZE, most=LARGEST, least=1)
        places = FeedEntry.objects.filter(kind=self.kind).order_by("position")
        written = request.query_params.get("after")
        if written is None:
            last = places.last()
            mark = mark_of(self.kind, last.position if last else 0, database)
            return Response({"results": [], "after": mark, "has_more": False})
        after = position_of(self.kind, written, database)
        found = list(places.filter(position__gt=after)[: limit + 1])
        page = found[:limit]
        return Response(
            {
                "results": self.shown_changes([entry.row for entry in page]),
                "after": mark_of(self.kind, page[-1].position if page else after, database),
                "has_more": len(found) > limit,
            }
        )

    def shown_changes(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """The rows as they are now, in this order; those that are gone, where the caller knew
        them.
        """
        rows = self.read_rows(self.rows().filter(pk__in=keys).order_by())
        data = dict(zip((row.pk for row in rows), self.row_data(rows, many=True), strict=True))
        hidden = [key for key in keys if key not in data]
        known = self.keys_known_before(hidden) if hidden else {}
        shown = []
        for key in keys:
            if key in data:
                name = data[key][self.lookup_field]
                shown.append({"key": name, "is_gone": False, "row": data[key]})
            elif key in known:
                shown.append({"key": known[key], "is_gone": True, "row": None})
        return shown

    def keys_known_before(self, keys: Sequence[int]) -> Mapping[int, str]:
        """Of rows that the caller does not see, those that were seen once, with their names."""
        return {}
