"""What goes in and out of the histories of other desks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers import InputSerializer, WholeNumberIn
from core.domain import text
from core.errors import BadFile
from tickets.transfer.domain.history.batch_table import place_of_row
from tickets.transfer.enums import HistoryState
from tickets.transfer.imports.history.known_mappings import known_mappings, usable_mapping
from tickets.transfer.imports.history.problem_texts import reason_text, told_kinds
from tickets.transfer.models import HistoryUpload

MOST_ROWS = 2000
MOST_CELLS = 200
LONGEST_HEADING = 120
HIGHEST_BATCH = 99_999
MOST_MISSING = 100

# Of rows that cannot be read so many faults are told.
MOST_FAULTS = 50

ROWS_SCHEMA = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_ROWS,
    "items": {"type": "object", "additionalProperties": True},
    "description": "objects of texts, numbers, true and false by heading; null says nothing",
}


@extend_schema_field(ROWS_SCHEMA)
class RowsField(serializers.Field[Any, Any, Any, Any]):
    """Rows as objects by heading; their cells become texts, as a file would have them."""

    def to_internal_value(self, data: Any) -> list[dict[str, str]]:
        if not isinstance(data, list) or not 1 <= len(data) <= MOST_ROWS:
            words = _("Send a list of 1 to %(n)d rows.") % {"n": MOST_ROWS}
            raise serializers.ValidationError([words])
        rows: list[dict[str, str]] = []
        faults: dict[int, Any] = {}
        for place, written in enumerate(data):
            try:
                rows.append(row_of_texts(written))
            except serializers.ValidationError as error:
                faults[place] = error.detail
                if len(faults) >= MOST_FAULTS:
                    break
        if faults:
            raise serializers.ValidationError(faults)
        return rows


def row_of_texts(written: Any) -> dict[str, str]:
    """A row as a file would have it. Raises `ValidationError`."""
    if not isinstance(written, Mapping) or not 1 <= len(written) <= MOST_CELLS:
        words = _("A row is an object of 1 to %(n)d cells.") % {"n": MOST_CELLS}
        raise serializers.ValidationError([words])
    row: dict[str, str] = {}
    for heading, value in written.items():
        name = text.clean_text(heading)
        if not name or len(name) > LONGEST_HEADING or name in row:
            words = _("A heading has 1 to %(n)d letters, and comes once.")
            raise serializers.ValidationError([words % {"n": LONGEST_HEADING}])
        row[name] = cell_text(heading, value)
    return row


def cell_text(heading: str, value: Any) -> str:
    """A cell as a file would have it. Raises `ValidationError`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | Mapping) or (isinstance(value, float) and not math.isfinite(value)):
        raise serializers.ValidationError({heading: [_("A cell is a text or a number.")]})
    cell = str(value)
    if len(cell) > settings.FIELD_MAX_CHARACTERS:
        words = _("A cell has at most %(n)d characters.") % {"n": settings.FIELD_MAX_CHARACTERS}
        raise serializers.ValidationError({heading: [words]})
    return cell


class MappingIn(InputSerializer):
    """What headings and words mean: the sections of a mapping file."""

    file = serializers.DictField(required=False)
    columns = serializers.DictField(child=serializers.CharField(max_length=LONGEST_HEADING))
    states = serializers.DictField(child=serializers.CharField(max_length=60), required=False)
    words = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(max_length=60)), required=False
    )
    texts = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=LONGEST_HEADING)),
        required=False,
    )
    defaults = serializers.DictField(
        child=serializers.CharField(max_length=120, allow_blank=True), required=False
    )


class MappingField(serializers.Field[Any, Any, Any, Any]):
    """A mapping by its name, or with its sections."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        try:
            if isinstance(data, str):
                return self.known_mapping(data)
            read = MappingIn(data=data)
            read.is_valid(raise_exception=True)
            sections: dict[str, Any] = dict(read.validated_data)
            usable_mapping(sections)
        except BadFile as error:
            raise serializers.ValidationError([error.message]) from error
        return sections

    def known_mapping(self, name: str) -> dict[str, Any]:
        """Raises `ValidationError` that names those there are."""
        known = known_mappings()
        if name not in known:
            words = _("There is no mapping of this name. There are: %(names)s")
            raise serializers.ValidationError([words % {"names": ", ".join(sorted(known))}])
        return known[name]


class ImportIn(InputSerializer):
    """A history to come."""

    name = serializers.CharField(
        max_length=200, help_text=gettext_lazy("kept in the ledger of every ticket")
    )
    mapping = MappingField(
        required=False, help_text=gettext_lazy("without one it is guessed from the headings")
    )


class BatchIn(InputSerializer):
    """The rows of a batch."""

    rows = RowsField()


class CloseIn(InputSerializer):
    """How many batches there are, counted from 1."""

    batches = WholeNumberIn(min_value=1, max_value=HIGHEST_BATCH)


class VersionIn(InputSerializer):
    """The version of the mapping whose trial was looked at."""

    version = WholeNumberIn(min_value=0, max_value=2**31 - 1)


class TryIn(VersionIn):
    """Another mapping to try."""

    mapping = MappingField()


class BatchOut(serializers.Serializer[Any]):
    """A batch that is kept."""

    number = serializers.IntegerField()
    rows = serializers.IntegerField(source="count")
    at = serializers.DateTimeField()


class ImportRowOut(serializers.Serializer[HistoryUpload]):
    """A history on its way in, as lists show it."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    state = serializers.ChoiceField(HistoryState.choices)
    opened_at = serializers.DateTimeField(source="at")
    kept_until = serializers.DateTimeField(source="file_goes_at")
    batches = serializers.IntegerField(source="batches_kept")
    rows = serializers.IntegerField(source="rows_kept")
    version = serializers.IntegerField(help_text=gettext_lazy("of the mapping"))
    counts = serializers.SerializerMethodField()
    error = serializers.CharField()
    committed_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field({"type": ["object", "null"], "additionalProperties": {"type": "integer"}})
    def get_counts(self, upload: HistoryUpload) -> dict[str, int] | None:
        """Of tickets: created, unchanged, warned, refused; of a trial what would be."""
        found = upload.outcome or upload.trial
        return found["counts"] if found else None


class ImportOut(ImportRowOut):
    """The same whole."""

    missing_batches = serializers.SerializerMethodField()
    rows_looked_at = serializers.IntegerField(source="looked_at")
    mapping = serializers.DictField()
    refused = serializers.SerializerMethodField()
    warned = serializers.SerializerMethodField()
    remarks = serializers.SerializerMethodField()

    def get_missing_batches(self, upload: HistoryUpload) -> list[int]:
        """The first of those below the highest that came."""
        came = set(upload.batches.values_list("number", flat=True))
        missing = (number for number in range(1, max(came, default=0)) if number not in came)
        return [number for number, _place in zip(missing, range(MOST_MISSING), strict=False)]

    def get_refused(self, upload: HistoryUpload) -> list[dict[str, Any]]:
        """Each kind of fault once, with its count; row by row at `refused/`."""
        return told_kinds(self.list_of(upload, "refused"))

    def get_warned(self, upload: HistoryUpload) -> list[dict[str, Any]]:
        """What is odd and comes in all the same."""
        return told_kinds(self.list_of(upload, "warned"))

    def get_remarks(self, upload: HistoryUpload) -> list[dict[str, Any]]:
        """Headings and names that stay out or are taken as something else."""
        return self.list_of(upload, "remarks")

    @staticmethod
    def list_of(upload: HistoryUpload, name: str) -> list[dict[str, Any]]:
        found: dict[str, Any] = upload.outcome or upload.trial or {}
        return found.get(name, [])


class RefusedRowOut(serializers.Serializer[Any]):
    """Why a row stays out, and with it all rows of its ticket."""

    batch = serializers.IntegerField(allow_null=True)
    index = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("its place in the batch, from 0")
    )
    column = serializers.CharField(help_text=gettext_lazy("its heading"))
    code = serializers.CharField()
    reason = serializers.CharField()


class RefusedRowsOut(serializers.Serializer[Any]):
    """A page of refused rows."""

    results = RefusedRowOut(many=True)
    next = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("where the next page begins")
    )
    is_complete = serializers.BooleanField(
        help_text=gettext_lazy("no: there were more than are kept")
    )


def refused_row(kept: list[Any], counts: list[tuple[int, int]]) -> dict[str, Any]:
    """A refused row in the language of whoever asks."""
    row, column, code, about = kept
    place = place_of_row(row, counts)
    return {
        "batch": place and place.batch,
        "index": place and place.index,
        "column": column,
        "code": code,
        "reason": reason_text(code, about),
    }
