"""The matrix of limits, rules by kinds.

What the draft says with what a browser typed laid over it, and what is wrong with that.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from calendars.models import WorkCalendar
from core.domain.text import is_key
from tickets.limits.admin.forms import LONGEST, usable_calendars
from tickets.limits.enums import Unit, amount_in_words
from tickets.limits.models import SlaKind, SlaTarget
from tickets.limits.queries.limit_terms import rule_order
from tickets.limits.queries.rulebooks import RulebookNames, RuleData, targets_by_kind

# Begin the names of a cell's fields: what it says now, and what it said when it was shown.
TYPED = "limit"
SHOWN = "was"


@dataclass(slots=True)
class MatrixCell:
    """One limit of a rule.

    `was` and `value` are `["30", "minute", "natural", ""]` (amount, unit, calendar, after
    reopening) or empty; `meanwhile` says in words what somebody else made of it since it was shown.
    """

    rule: RuleData
    kind: SlaKind
    was: str
    value: str
    key: int | None = None
    steps: int = 0
    errors: list[str] = field(default_factory=list)
    meanwhile: str = ""
    in_words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`12-ack`."""
        return f"{self.rule['key']}-{self.kind.code}"

    @property
    def location(self) -> str:
        """Rule and column, for what is wrong."""
        return _("Rule “%(rule)s”, %(kind)s") % {"rule": self.rule["name"], "kind": self.kind}


@dataclass(slots=True)
class MatrixRow:
    """A rule and its cells, one for each kind."""

    rule: RuleData
    conditions: str
    cells: list[MatrixCell]


class LimitMatrix:
    """The draft `data` as rows of cells.

    `sent` are the fields of a browser, of which those that are missing say nothing new. `wanted`
    holds what was changed and can be saved, by the key of the rule and the code of the kind; None
    takes a limit away.
    """

    def __init__(
        self, data: RuleData, names: RulebookNames, sent: Mapping[str, str] | None = None
    ) -> None:
        self.names = names
        self.sent = sent or {}
        self.kinds = list(names.kinds.values())
        self.usable = {calendar.code: calendar for calendar in usable_calendars()}
        self.calendars = self._calendar_names(data)
        self.keys: dict[tuple[int, str], int] = {}
        for target in SlaTarget.objects.select_related("kind"):
            self.keys[target.policy_id, target.kind.code] = target.pk

        self.rows: list[MatrixRow] = []
        for rule in sorted(data["policies"], key=rule_order):
            self.rows.append(MatrixRow(rule, names.conditions_of(rule), self._cells_of(rule)))

        self.wanted: dict[tuple[int, str], RuleData | None] = {}
        for cell in self.cells:
            self._take_typed(cell)

    @property
    def cells(self) -> list[MatrixCell]:
        """All of them, row by row."""
        cells: list[MatrixCell] = []
        for row in self.rows:
            cells += row.cells
        return cells

    @property
    def wrong(self) -> list[MatrixCell]:
        """Those that cannot be saved."""
        return [cell for cell in self.cells if cell.errors]

    @property
    def lost(self) -> list[str]:
        """What was typed for rules or kinds that are gone."""
        present = {f"{TYPED}-{cell.name}" for cell in self.cells}
        lost = []
        for name, value in self.sent.items():
            if name.startswith(f"{TYPED}-") and name not in present:
                kind = self.names.kind_name(name.split("-", 2)[-1])
                lost.append(f"{kind} {' · '.join(self.value_in_words(value))}")

        return lost

    @property
    def units(self) -> list[tuple[str, str, str, str]]:
        """Value, label, words for one and for `{n}` of each unit."""
        units = []
        for unit in Unit:
            several = amount_in_words(2, unit).replace("2", "{n}", 1)
            units.append((unit.value, str(unit.label), amount_in_words(1, unit), several))

        return units

    def value_in_words(self, value: str, *, is_moment: bool = False) -> list[str]:
        """How a cell is read: limit and calendar, and the limit after reopening.

        Empty for no limit.
        """
        limit = _parsed_limit(value)
        if limit is None:
            return ["?"] if value else []

        calendar = self.calendars.get(limit["calendar"], limit["calendar"])
        if is_moment:
            return [_("as promised"), calendar]

        parts = [_length_in_words(limit["amount"], limit["unit"]), calendar]
        if limit["reopen_amount"]:
            reopened = _length_in_words(limit["reopen_amount"], limit["unit"])
            parts.append(_("reopened: %(limit)s") % {"limit": reopened})

        return parts

    def _calendar_names(self, data: RuleData) -> dict[str, str]:
        """Those that can be chosen, and those that rules still name."""
        used = {target["calendar"] for rule in data["policies"] for target in rule["targets"]}
        calendars = {code: self.names.calendars[code] for code in used}
        for code, calendar in self.usable.items():
            calendars[code] = str(calendar)

        return calendars

    def _cells_of(self, rule: RuleData) -> list[MatrixCell]:
        targets = targets_by_kind(rule)
        return [self._cell_of(rule, kind, targets.get(kind.code)) for kind in self.kinds]

    def _cell_of(self, rule: RuleData, kind: SlaKind, target: RuleData | None) -> MatrixCell:
        was = _written_limit(target) if target else ""
        cell = MatrixCell(
            rule,
            kind,
            was,
            was,
            key=self.keys.get((rule["key"], kind.code)),
            steps=len(target["steps"]) if target else 0,
        )
        cell.value = self.sent.get(f"{TYPED}-{cell.name}", was).strip()

        shown_before = self.sent.get(f"{SHOWN}-{cell.name}", was)
        if shown_before != was:
            # Somebody else was quicker: both values are shown, the person decides.
            parts = self.value_in_words(was, is_moment=kind.is_moment)
            cell.meanwhile = " · ".join(parts) or _("no limit")

        return cell

    def _take_typed(self, cell: MatrixCell) -> None:
        """What was typed into a cell: what is wrong with it, or that it is wanted."""
        cell.in_words = self.value_in_words(cell.value, is_moment=cell.kind.is_moment)
        if cell.value == cell.was:
            return

        limit = _parsed_limit(cell.value)
        if limit is not None:
            cell.errors = self._faults_of(limit)
        elif cell.value:
            cell.errors = [_("cannot be read.")]

        if not cell.errors:
            key = (cell.rule["key"], cell.kind.code)
            self.wanted[key] = _as_numbers(limit) if limit else None

    def _faults_of(self, limit: RuleData) -> list[str]:
        if limit["calendar"] not in self.usable:
            return [_("choose a calendar that is published.")]

        amounts = [limit["amount"]]
        if limit["reopen_amount"]:
            amounts.append(limit["reopen_amount"])
        for amount in amounts:
            if not _is_count(amount):
                message = _("“%(typed)s” is not a whole number from 1 to %(most)d.")
                return [message % {"typed": amount, "most": LONGEST}]

        return _model_faults(_as_numbers(limit), self.usable[limit["calendar"]])


def _parsed_limit(value: str) -> RuleData | None:
    """The four parts of a cell as they were typed; None when empty or no cell at all."""
    try:
        amount, unit, calendar, reopen_amount = (str(part).strip() for part in json.loads(value))
        # Half a surrogate pair is valid JSON, but no text.
        "".join((amount, unit, calendar, reopen_amount)).encode()
    except (ValueError, TypeError, RecursionError):
        return None

    return {"amount": amount, "unit": unit, "calendar": calendar, "reopen_amount": reopen_amount}


def _written_limit(target: RuleData) -> str:
    """A limit of the draft as a cell holds it."""
    reopen_amount = target["reopen_amount"]
    parts = [
        str(target["amount"]),
        target["unit"],
        target["calendar"],
        "" if reopen_amount is None else str(reopen_amount),
    ]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _length_in_words(amount: str, unit: str) -> str:
    if unit not in Unit.values:
        return f"{amount} {unit}"

    if not _is_count(amount):
        return f"{amount} {Unit(unit).label}"

    return amount_in_words(int(amount), unit)


def _is_count(amount: str) -> bool:
    return is_key(amount) and 1 <= int(amount) <= LONGEST


def _as_numbers(limit: RuleData) -> RuleData:
    reopen_amount = int(limit["reopen_amount"]) if limit["reopen_amount"] else None
    return {**limit, "amount": int(limit["amount"]), "reopen_amount": reopen_amount}


def _model_faults(limit: RuleData, calendar: WorkCalendar) -> list[str]:
    """What the model has against it: the one place where such rules are said."""
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
