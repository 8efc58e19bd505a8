"""Rulebooks: the draft as data, what is wrong with it, how it differs from what is published."""

from tickets.limits.queries.rulebooks.differences import differences_between
from tickets.limits.queries.rulebooks.names import RulebookNames
from tickets.limits.queries.rulebooks.problems import problems_in
from tickets.limits.queries.rulebooks.rule_data import (
    RuleData,
    draft_data,
    fingerprint_of,
    newest_rulebook,
    policies_by_key,
    step_data,
    targets_by_kind,
)

__all__ = [
    "RuleData",
    "RulebookNames",
    "differences_between",
    "draft_data",
    "fingerprint_of",
    "newest_rulebook",
    "policies_by_key",
    "problems_in",
    "step_data",
    "targets_by_kind",
]
