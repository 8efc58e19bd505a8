"""The matrix of limits, rules by kinds: what the draft says with what a browser typed laid over it, and what is wrong with that."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from calendars.models import WorkCalendar
from core.domain.text import is_key
from tickets.limits.admin.forms import LONGEST, usable_calendars
from tickets.limits.enums import Unit
from tickets.limits.models import SlaKind, SlaTarget
from tickets.limits.queries.explain import in_words
from tickets.limits.queries.rulebooks import Data, Names

TYPED, SHOWN = "limit", "was"
"""Begin the names of a cell's fields: what it says now, and what it said when it was shown."""


@dataclass(slots=True)
class Cell:
    """One limit of a rule. `was` and `value` are `["30", "minute", "natural", ""]` (amount, unit, calendar, after reopening) or empty;
    `meanwhile` says in words what somebody else made of it since it was shown.
    """

    rule: Data
    kind: SlaKind
    was: str
    value: str
    key: int | None = None
    steps: int = 0
    errors: list[str] = field(default_factory=list)
    meanwhile: str = ""
    words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`12-ack`."""
        return f"{self.rule['key']}-{self.kind.code}"

    @property
    def place(self) -> str:
        """Rule and column, for what is wrong."""
        return _("Rule “%(rule)s”, %(kind)s") % {"rule": self.rule["name"], "kind": self.kind}


@dataclass(slots=True)
class Row:
    """A rule and its cells, one for each kind."""

    rule: Data
    conditions: str
    cells: list[Cell]


class Grid:
    """The draft `data` as rows of cells; `sent` are the fields of a browser, of which those that are missing say nothing new."""

    def __init__(self, data: Data, names: Names, sent: Mapping[str, str] | None = None) -> None:
        self.names, self.sent = names, sent or {}
        self.kinds = list(names.kinds.values())
        used = {target["calendar"] for rule in data["policies"] for target in rule["targets"]}
        self.usable = {calendar.code: calendar for calendar in usable_calendars()}
        self.calendars = {
            **{code: names.calendars[code] for code in used},
            **{code: str(row) for code, row in self.usable.items()},
        }
        self.keys = {
            (target.policy_id, target.kind.code): target.pk
            for target in SlaTarget.objects.select_related("kind")
        }
        rules = sorted(
            data["policies"], key=lambda rule: (rule["is_fallback"], rule["order"], rule["key"])
        )
        self.rows = [Row(rule, names.conditions(rule), self._cells(rule)) for rule in rules]
        self.wanted: dict[tuple[int, str], Data | None] = {}
        for cell in self.cells:
            self._take(cell)

    @property
    def cells(self) -> list[Cell]:
        """All of them, row by row."""
        return [cell for row in self.rows for cell in row.cells]

    @property
    def wrong(self) -> list[Cell]:
        """Those that cannot be saved."""
        return [cell for cell in self.cells if cell.errors]

    @property
    def lost(self) -> list[str]:
        """What was typed for rules or kinds that are gone."""
        here = {f"{TYPED}-{cell.name}" for cell in self.cells}
        gone = [
            (name, value)
            for name, value in self.sent.items()
            if name.startswith(f"{TYPED}-") and name not in here
        ]
        return [
            f"{self.names.kind(name.split('-', 2)[-1])} {' · '.join(self.words(value))}"
            for name, value in gone
        ]

    @property
    def units(self) -> list[tuple[str, str, str, str]]:
        """Value, label, words for one and for `{n}` of each unit."""
        return [
            (
                unit.value,
                str(unit.label),
                in_words(1, unit),
                in_words(2, unit).replace("2", "{n}", 1),
            )
            for unit in Unit
        ]

    def words(self, value: str, *, is_moment: bool = False) -> list[str]:
        """How a cell is read: limit and calendar, and the limit after reopening; empty for no limit."""
        limit = _read(value)
        if limit is None:
            return ["?"] if value else []
        calendar = self.calendars.get(limit["calendar"], limit["calendar"])
        if is_moment:
            return [_("as promised"), calendar]
        again = (
            [_("reopened: %(limit)s") % {"limit": _length(limit["reopen_amount"], limit["unit"])}]
            if limit["reopen_amount"]
            else []
        )
        return [_length(limit["amount"], limit["unit"]), calendar, *again]

    def _cells(self, rule: Data) -> list[Cell]:
        targets = {target["kind"]: target for target in rule["targets"]}
        cells = []
        for kind in self.kinds:
            target = targets.get(kind.code)
            was = _written(target) if target else ""
            cell = Cell(
                rule,
                kind,
                was,
                was,
                self.keys.get((rule["key"], kind.code)),
                len(target["steps"]) if target else 0,
            )
            cell.value = self.sent.get(f"{TYPED}-{cell.name}", was).strip()
            if self.sent.get(f"{SHOWN}-{cell.name}", was) != was:
                cell.meanwhile = " · ".join(self.words(was, is_moment=kind.is_moment)) or _(
                    "no limit"
                )
            cells.append(cell)
        return cells

    def _take(self, cell: Cell) -> None:
        cell.words = self.words(cell.value, is_moment=cell.kind.is_moment)
        if cell.value == cell.was:
            return
        limit = _read(cell.value)
        if limit is None:
            cell.errors = [_("cannot be read.")] if cell.value else []
        else:
            cell.errors = self._faults(limit)
        if not cell.errors:
            self.wanted[cell.rule["key"], cell.kind.code] = limit and _as_numbers(limit)

    def _faults(self, limit: Data) -> list[str]:
        if limit["calendar"] not in self.usable:
            return [_("choose a calendar that is published.")]
        amounts = [limit["amount"], *([limit["reopen_amount"]] if limit["reopen_amount"] else [])]
        if not all(_is_count(amount) for amount in amounts):
            return [
                _("“%(typed)s” is not a whole number from 1 to %(most)d.")
                % {"typed": _odd(amounts), "most": LONGEST}
            ]
        return _model_faults(_as_numbers(limit), self.usable[limit["calendar"]])


def _read(value: str) -> Data | None:
    """The four parts of a cell as they were typed; None when empty or no cell at all."""
    try:
        parts = json.loads(value)
        amount, unit, calendar, again = (str(part).strip() for part in parts)
        "".join((amount, unit, calendar, again)).encode()  # half a surrogate pair is no text
    except (ValueError, TypeError, RecursionError):
        return None
    return {"amount": amount, "unit": unit, "calendar": calendar, "reopen_amount": again}


def _written(target: Data) -> str:
    again = "" if target["reopen_amount"] is None else str(target["reopen_amount"])
    return json.dumps(
        [str(target["amount"]), target["unit"], target["calendar"], again],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _length(amount: str, unit: str) -> str:
    if unit not in Unit.values:
        return f"{amount} {unit}"
    return in_words(int(amount), unit) if _is_count(amount) else f"{amount} {Unit(unit).label}"


def _is_count(amount: str) -> bool:
    return is_key(amount) and 1 <= int(amount) <= LONGEST


def _odd(amounts: list[str]) -> str:
    return next(amount for amount in amounts if not _is_count(amount))


def _as_numbers(limit: Data) -> Data:
    return {
        **limit,
        "amount": int(limit["amount"]),
        "reopen_amount": int(limit["reopen_amount"]) if limit["reopen_amount"] else None,
    }


def _model_faults(limit: Data, calendar: WorkCalendar) -> list[str]:
    target = SlaTarget(
        amount=limit["amount"],
        unit=limit["unit"],
        reopen_amount=limit["reopen_amount"],
        calendar=calendar,
    )
    try:
        target.clean_fields(exclude=["policy", "kind", "pause_reasons"])
        target.clean()
    except ValidationError as error:
        return error.messages
    return []
