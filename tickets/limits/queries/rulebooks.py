"""Rulebooks: the draft as data, what is wrong with it, and how it differs from what is published."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from calendars.models import WorkCalendar
from customers.enums import Level
from customers.models import Channel, ProductModel
from tickets.limits.domain import policy, sla
from tickets.limits.enums import StepAct, StepRole, Unit
from tickets.limits.models import EscalationStep, SlaKind, SlaPolicy, SlaRulebook, SlaTarget
from tickets.limits.queries.explain import in_words, step_words
from tickets.limits.queries.promises import rule_of
from tickets.record.enums import BusinessType, Priority, Tier, WaitReason
from tickets.record.models import IssueType

Data = dict[str, Any]


def draft() -> Data:
    """The rules as they stand in the administration, as plain data: the form in which rulebooks keep them."""
    rows = SlaPolicy.objects.prefetch_related(
        "targets__kind", "targets__calendar", "targets__steps"
    )
    return {"policies": [_policy(row) for row in rows]}


def _policy(row: SlaPolicy) -> Data:
    return {
        "key": row.pk,
        "name": row.name,
        "order": row.order,
        "tier": row.tier,
        "priority": row.priority,
        "business_type": row.business_type,
        "issue_type": row.issue_type_id,
        "channel": row.channel_id,
        "customer_level": row.customer_level,
        "product": row.product_id,
        "is_active": row.is_active,
        "is_fallback": row.is_fallback,
        "effective_from": row.effective_from and row.effective_from.isoformat(),
        "targets": [_target(target) for target in row.targets.all()],
    }


def _target(row: SlaTarget) -> Data:
    return {
        "kind": row.kind.code,
        "amount": row.amount,
        "unit": row.unit,
        "reopen_amount": row.reopen_amount,
        "calendar": row.calendar.code,
        "pause_reasons": sorted(row.pause_reasons),
        "steps": [step_data(step) for step in row.steps.all()],
    }


def step_data(step: EscalationStep) -> Data:
    """A step as rulebooks and clocks keep it."""
    data = {
        "key": step.key,
        "share": step.share,
        "offset_minutes": step.offset_minutes,
        "role": step.role,
        "level": step.level,
    }
    return {**data, "acts": step.acts} if step.acts else data


def fingerprint(data: Data) -> str:
    """Tells one state of the rules from another."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]


def newest() -> SlaRulebook | None:
    """What is published now."""
    return SlaRulebook.objects.order_by("-number").first()


# --- words --------------------------------------------------------------------------------------------------------


class Names:
    """The names behind the codes and keys of a rulebook: five statements, loaded once for a page."""

    def __init__(self) -> None:
        self.kinds = {kind.code: kind for kind in SlaKind.objects.all()}
        self.issue_types = {row.pk: str(row) for row in IssueType.objects.all()}
        self.parents = {row.pk: row.parent_id for row in IssueType.objects.all()}
        self.channels = {row.pk: str(row) for row in Channel.objects.all()}
        self.products = {row.pk: str(row) for row in ProductModel.objects.all()}
        self.calendars = {row.code: str(row) for row in WorkCalendar.objects.all()}

    def kind(self, code: str) -> str:
        return str(self.kinds.get(code, code))

    def conditions(self, row: Data) -> str:
        """`紧急 or 高 and 公众号`, or that it is the rule for everything else."""
        ladder = _(" or ").join(
            str(choices(row[name]).label)
            for name, choices in (("tier", Tier), ("priority", Priority))
            if row[name]
        )
        rest = [
            BusinessType(row["business_type"]).label if row["business_type"] else "",
            self.issue_types.get(row["issue_type"], ""),
            self.channels.get(row["channel"], ""),
            Level(row["customer_level"]).label if row["customer_level"] else "",
            self.products.get(row["product"], ""),
        ]
        return _(" and ").join(str(part) for part in (ladder, *rest) if part) or _(
            "everything else"
        )

    def limit(self, target: Data) -> str:
        """`首次响应 10 分钟`; a promised time has no length of its own."""
        kind = self.kinds.get(target["kind"])
        if kind is not None and kind.is_moment:
            return _("%(kind)s as promised") % {"kind": kind}
        return f"{self.kind(target['kind'])} {in_words(target['amount'], target['unit'])}"

    def sentence(self, row: Data) -> str:
        """`When 紧急 or 高 → 首次响应 10 分钟, 开始处理 2 小时`."""
        limits = _(", ").join(self.limit(target) for target in row["targets"])
        return _("When %(conditions)s → %(limits)s") % {
            "conditions": self.conditions(row),
            "limits": limits or _("nothing is promised"),
        }

    def step(self, step: Data) -> str:
        """`80 % → Assignee`, `4 h after the limit → Manager, raises the tier`."""
        when = step_words(step["share"], timedelta(minutes=step["offset_minutes"]))
        acts = "".join(_(", ") + str(StepAct(act).label) for act in step.get("acts", ()))
        return f"{when} → {StepRole(step['role']).label}{acts}"


# --- what is wrong ------------------------------------------------------------------------------------------------


def problems(data: Data, names: Names) -> list[str]:
    """Why these rules cannot be published, each naming its rule; empty when they can."""
    rows = [row for row in data["policies"] if row["is_active"]]
    found = list(_gaps(rows))
    for row in rows:
        found += [_named(row, problem) for problem in _of_policy(row, names)]
    return found + list(_unreachable(rows, names))


def _named(row: Data, problem: str) -> str:
    return _("Rule “%(name)s”: %(problem)s") % {"name": row["name"], "problem": problem}


def _gaps(rows: list[Data]) -> Iterator[str]:
    fallbacks = [row for row in rows if row["is_fallback"]]
    if not fallbacks:
        yield _("There is no rule for everything else: some tickets would be promised nothing.")
    for row in fallbacks:
        if row["effective_from"]:
            yield _named(
                row, _("it is the rule for everything else and must be in force from the start.")
            )
        if not row["targets"]:
            yield _named(row, _("it is the rule for everything else and promises nothing."))


def _of_policy(row: Data, names: Names) -> Iterator[str]:
    if not row["targets"] and not row["is_fallback"]:
        yield _("it promises nothing; whoever it fits would have no limit.")
    for target in row["targets"]:
        for problem in _of_target(target, names):
            yield f"{names.kind(target['kind'])}{_(': ')}{problem}"


def _of_target(target: Data, names: Names) -> Iterator[str]:
    if target["amount"] < 1 or (
        target["reopen_amount"] is not None and target["reopen_amount"] < 1
    ):
        yield _("a limit needs an amount of at least 1.")
    if target["kind"] not in names.kinds:
        yield _("this kind of limit no longer exists.")
    if target["calendar"] not in names.calendars:
        yield _("its calendar no longer exists.")
    unknown = set(target["pause_reasons"]) - set(WaitReason.values)
    if unknown:
        yield _("unknown reasons to stand still: %(names)s") % {
            "names": _(", ").join(sorted(unknown))
        }
    budget = _length(target)
    for step in target["steps"]:
        offset = timedelta(minutes=step["offset_minutes"])
        if (
            budget is not None
            and sla.Step(step["key"], step["share"], offset).threshold(budget) < timedelta()
        ):
            yield _("the step “%(step)s” lies before the start of the limit.") % {
                "step": names.step(step)
            }


def _length(target: Data) -> timedelta | None:
    """The length of a limit in hours or minutes; days depend on the start."""
    lengths = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}
    return lengths[target["unit"]] * target["amount"] if target["unit"] in lengths else None


def _unreachable(rows: list[Data], names: Names) -> Iterator[str]:
    ordered = sorted(rows, key=lambda row: (row["is_fallback"], row["order"], row["key"]))
    by_key = {row["key"]: row for row in ordered}
    always = [rule_of(row) for row in ordered if not row["effective_from"]]
    everything = [rule_of(row) for row in ordered]
    for key, covers in policy.unreachable(
        everything, permanent={rule.key for rule in always}, parents=names.parents
    ).items():
        if by_key[key]["is_fallback"]:
            continue  # it is there for what nobody thought of
        covering = _(", ").join(f"“{by_key[other]['name']}”" for other in covers)
        yield _named(
            by_key[key],
            _("it can never be reached, %(rules)s before it take everything.")
            % {"rules": covering},
        )


# --- what differs -------------------------------------------------------------------------------------------------


def differences(old: Data, new: Data, names: Names) -> list[str]:
    """What changed, rule by rule, in sentences; empty when the rules say the same."""
    before, after = ({row["key"]: row for row in data["policies"]} for data in (old, new))
    told = [
        _("New rule “%(name)s”: %(sentence)s") % _shown(after[key], names)
        for key in after
        if key not in before
    ]
    told += [
        _("Removed rule “%(name)s”: %(sentence)s") % _shown(before[key], names)
        for key in before
        if key not in after
    ]
    for key in after:
        if key in before:
            told += [
                _named(after[key], change) for change in _changes(before[key], after[key], names)
            ]
    if _standing(before, after) != _standing(after, before):
        told.append(
            _("New order: %(names)s")
            % {"names": _(", ").join(after[key]["name"] for key in _standing(after, before))}
        )
    return told


def _standing(rules: Mapping[int, Data], others: Mapping[int, Data]) -> list[int]:
    """The keys in their order, without rules that are not among the `others`: nobody moved those."""
    return [
        key
        for key in sorted(
            rules, key=lambda key: (rules[key]["is_fallback"], rules[key]["order"], key)
        )
        if key in others
    ]


def _shown(row: Data, names: Names) -> dict[str, str]:
    return {"name": row["name"], "sentence": names.sentence(row)}


def _changes(old: Data, new: Data, names: Names) -> Iterator[str]:
    if old["is_active"] != new["is_active"]:
        yield (
            _("switched on")
            if new["is_active"]
            else _("withdrawn: limits that run under it are cancelled")
        )
    if names.conditions(old) != names.conditions(new):
        yield f"{names.conditions(old)} → {names.conditions(new)}"
    for name, label in (("name", _("name")), ("effective_from", _("effective from"))):
        if old[name] != new[name]:
            yield f"{label} {old[name] or '—'} → {new[name] or '—'}"
    before, after = ({target["kind"]: target for target in row["targets"]} for row in (old, new))
    for kind in dict.fromkeys([*before, *after]):
        yield from _target_changes(before.get(kind), after.get(kind), names)


def _target_changes(old: Data | None, new: Data | None, names: Names) -> Iterator[str]:
    if old == new:
        return
    if old is None or new is None:
        shown = names.limit(new or old or {})
        yield (
            _("added: %(limit)s") % {"limit": shown}
            if old is None
            else _("removed: %(limit)s") % {"limit": shown}
        )
        return
    if names.limit(old) != names.limit(new):
        yield f"{names.limit(old)} → {names.limit(new)}"
    kind = names.kind(new["kind"])
    if old["reopen_amount"] != new["reopen_amount"]:
        yield f"{kind}{_(', ')}{_('limit after reopening')} {old['reopen_amount'] or '—'} → {new['reopen_amount'] or '—'}"
    if old["calendar"] != new["calendar"]:
        yield f"{kind}{_(', ')}{_('counted in')} {names.calendars.get(old['calendar'])} → {names.calendars.get(new['calendar'])}"
    if old["pause_reasons"] != new["pause_reasons"]:
        yield f"{kind}{_(', ')}{_('stands still for')} {_reasons(old)} → {_reasons(new)}"
    if old["steps"] != new["steps"]:
        yield f"{kind}{_(': ')}{_steps(old['steps'], names)} ⇒ {_steps(new['steps'], names)}"


def _reasons(target: Data) -> str:
    return _(", ").join(str(WaitReason(reason).label) for reason in target["pause_reasons"]) or "—"


def _steps(steps: Iterable[Data], names: Names) -> str:
    return " | ".join(names.step(step) for step in steps) or "—"
