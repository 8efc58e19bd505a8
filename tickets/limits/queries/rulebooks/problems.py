"""Why rules cannot be published."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from tickets.limits.domain import sla
from tickets.limits.domain.limit_rules import unreachable_rules
from tickets.limits.enums import Unit
from tickets.limits.queries.limit_terms import limit_rule_of, rule_order
from tickets.limits.queries.rulebooks.names import RulebookNames
from tickets.limits.queries.rulebooks.rule_data import RuleData
from tickets.record.enums import WaitReason

# Units of one length; how long a day is depends on when it starts.
LENGTHS = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}


def problems_in(data: RuleData, names: RulebookNames) -> list[str]:
    """Why these rules cannot be published, each naming its rule; empty when they can."""
    policies = [policy for policy in data["policies"] if policy["is_active"]]

    # What stands first is what a refused publication says.
    problems = list(_fallback_problems(policies))
    for policy in policies:
        problems += [of_rule(policy, problem) for problem in _policy_problems(policy, names)]
    problems += _unreachable_problems(policies, names)

    return problems


def of_rule(policy: RuleData, problem: str) -> str:
    """A sentence about a rule, with its name before it."""
    return _("Rule “%(name)s”: %(problem)s") % {"name": policy["name"], "problem": problem}


def _fallback_problems(policies: Sequence[RuleData]) -> Iterator[str]:
    fallbacks = [policy for policy in policies if policy["is_fallback"]]
    if not fallbacks:
        yield _("There is no rule for everything else: some tickets would be promised nothing.")

    for policy in fallbacks:
        if policy["effective_from"]:
            yield of_rule(
                policy,
                _("it is the rule for everything else and must be in force from the start."),
            )
        if not policy["targets"]:
            yield of_rule(policy, _("it is the rule for everything else and promises nothing."))


def _policy_problems(policy: RuleData, names: RulebookNames) -> Iterator[str]:
    if not policy["targets"] and not policy["is_fallback"]:
        yield _("it promises nothing; whoever it fits would have no limit.")

    for target in policy["targets"]:
        kind = names.kind_name(target["kind"])
        for problem in _target_problems(target, names):
            yield f"{kind}{_(': ')}{problem}"


def _target_problems(target: RuleData, names: RulebookNames) -> Iterator[str]:
    reopen_amount = target["reopen_amount"]
    if target["amount"] < 1 or (reopen_amount is not None and reopen_amount < 1):
        yield _("a limit needs an amount of at least 1.")

    if target["kind"] not in names.kinds:
        yield _("this kind of limit no longer exists.")

    if target["calendar"] not in names.calendars:
        yield _("its calendar no longer exists.")

    unknown = set(target["pause_reasons"]) - set(WaitReason.values)
    if unknown:
        listed = _(", ").join(sorted(unknown))
        yield _("unknown reasons to stand still: %(names)s") % {"names": listed}

    yield from _step_problems(target, names)


def _step_problems(target: RuleData, names: RulebookNames) -> Iterator[str]:
    if target["unit"] not in LENGTHS:
        return

    budget = LENGTHS[target["unit"]] * target["amount"]
    for data in target["steps"]:
        offset = timedelta(minutes=data["offset_minutes"])
        step = sla.EscalationStep(data["key"], data["share"], offset)
        if step.threshold(budget) < timedelta():
            yield _("the step “%(step)s” is before the start of the limit.") % {
                "step": names.step_in_words(data)
            }


def _unreachable_problems(policies: Sequence[RuleData], names: RulebookNames) -> Iterator[str]:
    ordered = sorted(policies, key=rule_order)
    by_key = {policy["key"]: policy for policy in ordered}
    always_in_force = {policy["key"] for policy in ordered if not policy["effective_from"]}

    hidden = unreachable_rules(
        [limit_rule_of(policy) for policy in ordered],
        permanent=always_in_force,
        parents=names.parents,
    )
    for key, covering_keys in hidden.items():
        if by_key[key]["is_fallback"]:
            # It is there for what nobody thought of.
            continue

        covering = _(", ").join(f"“{by_key[other]['name']}”" for other in covering_keys)
        yield of_rule(
            by_key[key],
            _("it can never be reached, %(rules)s before it take everything.")
            % {"rules": covering},
        )
