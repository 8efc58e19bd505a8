"""What was changed of the goals of a plan, in words: for its page, its summary, and form F2."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from metrics.queries.registry import REGISTRY
from plans.enums import ChangeKind, Formula, Wanted
from plans.models import ChangeRequest, Plan

LABELS = {
    "name": gettext_lazy("Name"),
    "key": gettext_lazy("Figure"),
    "unit": gettext_lazy("Unit"),
    "direction": pgettext_lazy("metric", "Direction"),
    "before": gettext_lazy("Value before"),
    "before_evidence": gettext_lazy("Evidence of the value before"),
    "target": gettext_lazy("Target"),
    "target_reason": gettext_lazy("Why the target is not better than the value before"),
    "is_core": pgettext_lazy("metric", "Core metric"),
    "formula": gettext_lazy("Attainment computed as"),
    "min_samples": gettext_lazy("Least number of cases"),
    "evaluator": gettext_lazy("Evaluator"),
    "start": gettext_lazy("Evaluation from"),
    "end": gettext_lazy("Evaluation to"),
}


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A field with its old and its new value, in the reader's language; a dash for none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A change request with its values in words."""

    change: ChangeRequest
    title: str
    values: list[ChangedValue]

    @property
    def before(self) -> str:
        """All old values in one text."""
        return "\n".join(f"{value.label}：{value.before}" for value in self.values if value.before)

    @property
    def after(self) -> str:
        """All new values in one text."""
        return "\n".join(f"{value.label}：{value.after}" for value in self.values)


def changes_of_plan(plan: Plan) -> list[ChangeEntry]:
    """All change requests of a plan, the oldest first; two statements at most."""
    changes = list(plan.changes.select_related("asked_by", "decided_by", "metric"))
    people = _people_named(changes)
    return [_entry_of(change, people) for change in changes]


def _people_named(changes: Iterable[ChangeRequest]) -> dict[str, str]:
    keys = {
        values["evaluator"]
        for change in changes
        for values in (change.before, change.after)
        if values.get("evaluator")
    }
    if not keys:
        return {}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=keys)}


def _entry_of(change: ChangeRequest, people: dict[str, str]) -> ChangeEntry:
    values = []
    for name, after in change.after.items():
        before = change.before.get(name, "")
        # Of a new metric only what says something.
        if name not in LABELS or (not after and not before):
            continue
        values.append(
            ChangedValue(
                str(LABELS[name]), _in_words(name, before, people), _in_words(name, after, people)
            )
        )
    title = change.title
    if change.kind == ChangeKind.WINDOW:
        title = str(ChangeKind.WINDOW.label)
    elif change.kind == ChangeKind.NEW_METRIC:
        title = _("New metric: %(name)s") % {"name": change.title}
    return ChangeEntry(change, title, values)


def _in_words(name: str, value: str, people: dict[str, str]) -> str:
    if name == "is_core":
        return _("yes") if value else _("no")
    words = WORDS.get(name)
    if name == "evaluator":
        return people.get(value, value)
    return words(value) if words and value else value


def _figure_name(key: str) -> str:
    return str(REGISTRY[key].name) if key in REGISTRY else key


# How the values of a field are called, where they are codes.
WORDS: dict[str, Callable[[str], str]] = {
    "formula": lambda value: str(Formula(value).label),
    "direction": lambda value: str(Wanted(value).label),
    "key": _figure_name,
}
