"""The door of many in one request: each item by the functions of the single doors, each with a
result of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from api.actions.bulk import Result, carry_out_each, carry_out_once
from api.examples import in_both_languages
from api.problems import answer_problem
from api.serializers import InputSerializer, WholeNumberIn
from api.views import RowsView, raise_taken, response_of
from core.errors import LawBroken

# Items of one request.
MOST = 100

MADE, CHANGED = 201, 200

# Where an item says the external id of its own row, and not of another one that it makes.
OWN_KEY = ("external_id", "changes.external_id")

# Carries out what an item says, and answers its row.
ActOnItem = Callable[[dict[str, Any]], Any]


class BulkIn(InputSerializer):
    """Items that are carried out one after the other, each on its own."""

    items = serializers.ListField(
        child=serializers.DictField(),
        min_length=1,
        max_length=MOST,
        error_messages={"max_length": _("Send at most {max_length} at once.")},
    )


class NamingItem(InputSerializer):
    """An item that names a row, in exactly one of the ways in `named_by`."""

    named_by: tuple[str, ...] = ()

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in self.named_by if data.get(name) not in (None, "")]
        if len(given) != 1:
            words = _("Name it in one way: %(names)s.") % {"names": ", ".join(self.named_by)}
            raise ValidationError({self.named_by[0]: [words]})
        return data


class ChangeItem(InputSerializer):
    """How a row is changed; each house adds by what it is named."""

    changes = serializers.DictField()


class VersionedChangeItem(NamingItem, ChangeItem):
    """The same of a row that has versions: which one was read."""

    version = WholeNumberIn(min_value=1, max_value=2**31 - 1)


@extend_schema_field({"$ref": "#/components/schemas/Problem"})
class ProblemField(serializers.JSONField):
    """A refusal as every address words it."""


class BulkResult(serializers.Serializer[Any]):
    """What came of an item."""

    index = serializers.IntegerField(help_text=_("its place among the items, from 0"))
    status = serializers.IntegerField(help_text=_("what its own request would be answered"))
    id = serializers.CharField(allow_null=True, help_text=_("number, code, serial or id"))
    url = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    problem = ProblemField(allow_null=True)


class BulkOut(serializers.Serializer[Any]):
    """The results, in the order of the items."""

    results = BulkResult(many=True)


MADE_RESULT = {
    "index": 0,
    "status": 201,
    "id": "202611-00042",
    "url": "/api/v1/tickets/202611-00042/",
    "version": 1,
    "problem": None,
}
REFUSED_RESULT = {"index": 1, "status": 422, "id": None, "url": None, "version": None}


def _results(title: str, detail: str, message: str) -> dict[str, Any]:
    """One that was made and one that was refused, in a language."""
    fault = {"path": "$.items[1].summary", "code": "required", "message": message}
    problem = {
        "type": "urn:problem:invalid",
        "title": title,
        "status": 422,
        "code": "invalid",
        "detail": detail,
        "errors": [fault],
    }
    return {"results": [MADE_RESULT, {**REFUSED_RESULT, "problem": problem}]}


RESULTS = in_both_languages(
    "Results",
    zh=(
        "一项成功，一项被拒",
        _results("部分内容无法接受", "未保存任何内容，详见 errors。", "该字段是必填项。"),
    ),
    en=(
        "one made, one refused",
        _results(
            "Some values cannot be taken",
            "Nothing was stored. See errors.",
            "This field is required.",
        ),
    ),
    response_only=True,
    status_codes=["200"],
)


def bulk_schema(examples: Sequence[OpenApiExample]) -> Callable[[Any], Any]:
    """Describes an address of many, with examples of what it takes."""
    return extend_schema(request=BulkIn, responses=BulkOut, examples=[*examples, *RESULTS])


class BulkRows(RowsView):
    """Rows of which many are made or changed at once."""

    def address_of(self, row: Any) -> str | None:
        """Where a row is read; None for one whose name stands in no address."""
        raise NotImplementedError

    def name_of(self, row: Any) -> str:
        """By what a row is named."""
        return str(getattr(row, self.lookup_field))

    def find_known(self, item: dict[str, Any]) -> Any:
        """The row that has the external id of an item already, if the caller may see it."""
        return None

    def answer_bulk(self, act: ActOnItem, *, status: int) -> Response:
        """Carry out the items of the body; 200 whatever comes of each.

        Raises `ValidationError` where the body holds no items.
        """
        items = self.read_input(BulkIn)["items"]

        def carry_out(place: int) -> Result:
            try:
                row = act(items[place])
            except IntegrityError as error:
                raise_taken(error)
                raise
            return {"index": place, "status": status, **self.facts_of(row), "problem": None}

        def word_refusal(place: int, error: Exception) -> Result:
            return self.refused_result(place, items[place], error)

        key = self.request.headers.get("Idempotency-Key", "")
        if not key:
            return Response({"results": carry_out_each(len(items), carry_out, word_refusal)})
        answer = carry_out_once(
            key,
            self.digest(),
            len(items),
            carry_out,
            word_refusal,
            by=self.person,
            at=self.at,
        )
        return response_of(answer)

    def refused_result(self, place: int, item: dict[str, Any], error: Exception) -> Result:
        """Why an item was not carried out. Raises a fault of ours again."""
        answer = answer_problem(error, {})
        if answer is None:
            raise error
        problem = dict(answer.data)
        if "errors" in problem:
            root = f"$.items[{place}]"
            problem["errors"] = [
                {**one, "path": root + one["path"].removeprefix("$")} for one in problem["errors"]
            ]
        is_taken = isinstance(error, LawBroken) and error.field in OWN_KEY
        known = self.find_known(item) if is_taken else None
        return {
            "index": place,
            "status": answer.status_code,
            **self.facts_of(known),
            "problem": problem,
        }

    def facts_of(self, row: Any) -> Result:
        """By what a row is found again; nothing of no row."""
        if row is None:
            return {"id": None, "url": None, "version": None}
        return {
            "id": self.name_of(row),
            "url": self.address_of(row),
            "version": getattr(row, "version", None),
        }
