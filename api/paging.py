"""Pages of lists: by key, as quick on page 500 as on page 1."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.queries.paging import Order, Page, decoded_cursor, page_of

SIZE, LARGEST = 50, 200

# What a page is asked for by, beside what narrows the list.
OF_PAGES = frozenset({"cursor", "limit"})

# Bytes by which a list is known again.
KEY_SIZE = 9


def whole_number(
    query: Mapping[str, str], name: str, *, default: int, most: int, least: int = 0
) -> int:
    """A parameter of a query. Raises `ValidationError` for what is no number, or out of bounds."""
    if name not in query:
        return default
    written = query[name]
    is_number = written.isascii() and written.isdigit() and len(written) < 20
    if not (is_number and least <= int(written) <= most):
        words = _("This is a whole number from %(least)d to %(most)d.")
        raise ValidationError({name: [words % {"least": least, "most": most}]})
    return int(written)


def key_of_list(path: str, query: QueryDict) -> str:
    """By what a cursor knows its list: the address, and what narrows it in whatever order."""
    narrowed = {name: sorted(query.getlist(name)) for name in query if name not in OF_PAGES}
    said = json.dumps([path, narrowed], sort_keys=True).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(said).digest()[:KEY_SIZE]).decode()


def cursor_of_list(list_key: str, place: str) -> str:
    """A place in this very list (`core.queries.paging.encoded_cursor`); empty for none."""
    return f"{list_key}.{place}" if place else ""


class KeysetPages(BasePagination):
    """`?cursor=…&limit=…`; the answer has `results`, `next` and `previous`.

    The order is that of the view (`view.order`, a `core.queries.paging.Order`).
    """

    page: Page
    list_key: str

    def paginate_queryset(
        self, queryset: "QuerySet[Any]", request: Request, view: Any = None
    ) -> list[Any]:
        """Raises `ValidationError` for a cursor or a limit that is none."""
        return self.read_page(queryset, view.order, request, view.read_rows)

    def read_page(
        self,
        queryset: "QuerySet[Any]",
        order: Order,
        request: Request,
        read: Callable[["QuerySet[Any]"], list[Any]] = list,
    ) -> list[Any]:
        """The same in an order of its own, for what belongs to a row."""
        self.list_key = key_of_list(request.path, request.query_params)
        written = request.query_params.get("cursor", "")
        place = written.removeprefix(f"{self.list_key}.")
        if written and (place == written or decoded_cursor(order, place) is None):
            words = _("This is no cursor of this list with these filters: begin anew.")
            raise ValidationError({"cursor": [words]})
        size = whole_number(request.query_params, "limit", default=SIZE, most=LARGEST, least=1)
        self.page = page_of(queryset, order, place, size, read=read)
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "results": data,
                "next": cursor_of_list(self.list_key, self.page.next_cursor) or None,
                "previous": cursor_of_list(self.list_key, self.page.previous_cursor) or None,
            }
        )

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        cursor = {
            "type": ["string", "null"],
            "description": "cursor of the neighbouring page",
            "example": None,
        }
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": cursor,
                "previous": cursor,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": "`next` or `previous` of a page of this list with these filters",
            },
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE},
            },
        ]
