"""Pages of lists: by key, as quick on page 500 as on page 1."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.queries.paging import Order, Page, decoded_cursor, page_of

SIZE, LARGEST = 50, 200


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


class KeysetPages(BasePagination):
    """`?cursor=…&limit=…`; the answer has `results`, `next` and `previous`.

    The order is that of the view (`view.order`, a `core.queries.paging.Order`).
    """

    page: Page

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
        cursor = request.query_params.get("cursor", "")
        if cursor and decoded_cursor(order, cursor) is None:
            raise ValidationError({"cursor": [_("This is no cursor of this list.")]})
        size = whole_number(request.query_params, "limit", default=SIZE, most=LARGEST, least=1)
        self.page = page_of(queryset, order, cursor, size, read=read)
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "results": data,
                "next": self.page.next_cursor or None,
                "previous": self.page.previous_cursor or None,
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
                "description": "`next` or `previous` of a page that came before",
            },
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE},
            },
        ]
