"""How two states of the rules differ, rule by rule, in sentences."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from tickets.limits.queries.limit_terms import rule_order
from tickets.limits.queries.rulebooks.names import RulebookNames
from tickets.limits.queries.rulebooks.problems import of_rule
from tickets.limits.queries.rulebooks.rule_data import (
    RuleData,
    policies_by_key,
    targets_by_kind,
)
from tickets.record.enums import WaitReason

NOTHING = "—"


def differences_between(old: RuleData, new: RuleData, names: RulebookNames) -> list[str]:
    """What changed, rule by rule, in sentences; empty when the rules say the same."""
    before = policies_by_key(old)
    after = policies_by_key(new)

    sentences = []
    for key, policy in after.items():
        if key not in before:
            sentences.append(
                _("New rule “%(name)s”: %(sentence)s") % _name_and_sentence(policy, names)
            )

    for key, policy in before.items():
        if key not in after:
            sentences.append(
                _("Removed rule “%(name)s”: %(sentence)s") % _name_and_sentence(policy, names)
            )

    for key, policy in after.items():
        if key in before:
            changes = _policy_changes(before[key], policy, names)
            sentences += [of_rule(policy, change) for change in changes]

    new_order = _keys_in_order(after, before)
    if _keys_in_order(before, after) != new_order:
        listed = _(", ").join(after[key]["name"] for key in new_order)
        sentences.append(_("New order: %(names)s") % {"names": listed})

    return sentences


def _keys_in_order(rules: Mapping[int, RuleData], others: Mapping[int, RuleData]) -> list[int]:
    """The keys in order, without rules that are not among the `others`: nobody moved those."""
    ordered = sorted(rules.values(), key=rule_order)
    return [policy["key"] for policy in ordered if policy["key"] in others]


def _name_and_sentence(policy: RuleData, names: RulebookNames) -> dict[str, str]:
    return {"name": policy["name"], "sentence": names.sentence_of(policy)}


def _policy_changes(old: RuleData, new: RuleData, names: RulebookNames) -> Iterator[str]:
    if new["is_active"] and not old["is_active"]:
        yield _("switched on")
    if old["is_active"] and not new["is_active"]:
        yield _("withdrawn: limits that run under it are cancelled")

    old_conditions, new_conditions = names.conditions_of(old), names.conditions_of(new)
    if old_conditions != new_conditions:
        yield f"{old_conditions} → {new_conditions}"

    for name, label in (("name", _("name")), ("effective_from", _("effective from"))):
        if old[name] != new[name]:
            yield f"{label} {old[name] or NOTHING} → {new[name] or NOTHING}"

    before = targets_by_kind(old)
    after = targets_by_kind(new)
    for kind in dict.fromkeys([*before, *after]):
        yield from _target_changes(before.get(kind), after.get(kind), names)


def _target_changes(
    old: RuleData | None, new: RuleData | None, names: RulebookNames
) -> Iterator[str]:
    if old is None and new is not None:
        yield _("added: %(limit)s") % {"limit": names.limit_in_words(new)}
    elif new is None and old is not None:
        yield _("removed: %(limit)s") % {"limit": names.limit_in_words(old)}
    elif old is not None and new is not None and old != new:
        yield from _changes_within(old, new, names)


def _changes_within(old: RuleData, new: RuleData, names: RulebookNames) -> Iterator[str]:
    """What changed in a limit that both have."""
    old_limit, new_limit = names.limit_in_words(old), names.limit_in_words(new)
    if old_limit != new_limit:
        yield f"{old_limit} → {new_limit}"

    kind = names.kind_name(new["kind"])
    if old["reopen_amount"] != new["reopen_amount"]:
        change = f"{old['reopen_amount'] or NOTHING} → {new['reopen_amount'] or NOTHING}"
        yield f"{kind}{_(', ')}{_('limit after reopening')} {change}"

    if old["calendar"] != new["calendar"]:
        old_calendar = names.calendars.get(old["calendar"])
        new_calendar = names.calendars.get(new["calendar"])
        yield f"{kind}{_(', ')}{_('counted in')} {old_calendar} → {new_calendar}"

    if old["pause_reasons"] != new["pause_reasons"]:
        change = f"{_reasons_in_words(old)} → {_reasons_in_words(new)}"
        yield f"{kind}{_(', ')}{_('stands still for')} {change}"

    if old["steps"] != new["steps"]:
        change = f"{_steps_in_words(old['steps'], names)} ⇒ {_steps_in_words(new['steps'], names)}"
        yield f"{kind}{_(': ')}{change}"


def _reasons_in_words(target: RuleData) -> str:
    labels = [str(WaitReason(reason).label) for reason in target["pause_reasons"]]
    return _(", ").join(labels) or NOTHING


def _steps_in_words(steps: Iterable[RuleData], names: RulebookNames) -> str:
    return " | ".join(names.step_in_words(step) for step in steps) or NOTHING
