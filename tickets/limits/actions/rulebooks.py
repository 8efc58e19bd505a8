"""Publishing rules, and the draft that is published.

What the administration shows is the draft; what limits are measured by is the newest rulebook.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.errors import LawBroken
from tickets.limits.actions import terms_changes
from tickets.limits.actions.draft_limits import edit_limits, restore_draft
from tickets.limits.actions.draft_locking import DraftChanged, lock_draft
from tickets.limits.enums import ChangeScope
from tickets.limits.models import SlaPolicy, SlaRulebook
from tickets.limits.queries import rulebooks
from tickets.record.enums import Audited
from tickets.record.rules import require_right

__all__ = [
    "DraftChanged",
    "append_rule",
    "edit_limits",
    "freeze_rulebook",
    "move_rule",
    "publish_rulebook",
    "reorder_rules",
    "restore_draft",
]

# Between the numbers of two rules that follow each other.
STRIDE = 10


@transaction.atomic
def publish_rulebook(
    *, by: User, at: datetime, reason: str, apply: bool = False, seen: str = ""
) -> SlaRulebook:
    """Freeze the draft.

    Limits that start from now on are measured by it; with `apply`, those that run as well.

    Limits that run under a rule that is withdrawn are cancelled. Raises `LawBroken` with the first
    problem of the draft, or when it is no longer the one whose fingerprint was `seen`.
    """
    require_right(by, "publish_rules")
    # Read under the lock: what was checked is what is frozen.
    lock_draft()
    data = rulebooks.draft_data()
    newest = rulebooks.newest_rulebook()
    _require_publishable(data, newest, reason=reason, seen=seen)

    rulebook = freeze_rulebook(data, by=by, at=at, reason=reason)
    if apply:
        terms_changes.request_change(ChangeScope.RULES, by=by, at=at, reason=reason)

    # A rule that is gone promises nothing any more, whether running limits follow or not.
    is_withdrawing = newest is not None and _active_keys(newest.data) - _active_keys(data)
    if is_withdrawing:
        terms_changes.request_change(ChangeScope.WITHDRAWN, by=by, at=at, reason=reason)

    audit.write_audit_entry(
        Audited.RULES_PUBLISHED,
        by=by,
        at=at,
        target=str(rulebook),
        reason=reason,
        applied=apply,
    )
    return rulebook


def _require_publishable(
    data: dict[str, Any], newest: SlaRulebook | None, *, reason: str, seen: str
) -> None:
    """Raise `LawBroken` with what stands against publishing this draft."""
    if seen and seen != rulebooks.fingerprint_of(data):
        raise LawBroken(
            _(
                "The draft was changed in the meantime. Review the differences again before you "
                "publish."
            )
        )

    problems = rulebooks.problems_in(data, rulebooks.RulebookNames())
    if problems:
        raise LawBroken(problems[0])

    if not reason.strip():
        raise LawBroken(_("Enter a reason."), field="reason")

    if newest is not None and newest.data == data:
        raise LawBroken(
            _("Nothing has changed since version %(number)d.") % {"number": newest.number}
        )


def freeze_rulebook(
    data: dict[str, Any], *, by: User | None, at: datetime, reason: str
) -> SlaRulebook:
    """The next version."""
    newest = rulebooks.newest_rulebook()
    return SlaRulebook.objects.create(
        number=newest.number + 1 if newest else 1,
        data=data,
        published_at=at,
        published_by=by,
        reason=reason,
    )


def _active_keys(data: dict[str, Any]) -> set[int]:
    return {policy["key"] for policy in data["policies"] if policy["is_active"]}


# --- the order of the draft ---------------------------------------------------------------------


@transaction.atomic
def move_rule(policy: SlaPolicy, *, is_up: bool) -> None:
    """Swap the order of a rule with its neighbour in the draft."""
    rows = _movable_rules()
    keys = [row.pk for row in rows]
    if policy.pk not in keys:
        return

    position = keys.index(policy.pk)
    neighbour = position - 1 if is_up else position + 1
    if 0 <= neighbour < len(rows):
        rows[position], rows[neighbour] = rows[neighbour], rows[position]
        _number_rules(rows)


@transaction.atomic
def reorder_rules(*, wanted: Sequence[int], seen: Sequence[int]) -> None:
    """Put the rules of the draft into the `wanted` order of keys.

    The rule for everything else has no place among them. Raises `DraftChanged` when they do not
    stand as they were `seen`.
    """
    rows = {row.pk: row for row in _movable_rules()}
    if list(rows) != list(seen) or sorted(wanted) != sorted(rows):
        raise DraftChanged(
            _(
                "Someone else changed the list of rules in the meantime. Nothing was moved: "
                "this is the list as it stands now."
            )
        )

    _number_rules([rows[key] for key in wanted])


@transaction.atomic
def append_rule(policy: SlaPolicy) -> None:
    """Save a new rule behind all others of the draft, before the one for everything else."""
    last = max((row.order for row in _movable_rules()), default=0)
    policy.order = last + STRIDE
    policy.save()


def _movable_rules() -> list[SlaPolicy]:
    """The rules in order, locked, without the one for everything else, which is always last."""
    return [row for row in lock_draft() if not row.is_fallback]


def _number_rules(rows: Sequence[SlaPolicy]) -> None:
    for position, row in enumerate(rows, 1):
        row.order = position * STRIDE
    SlaPolicy.objects.bulk_update(rows, ["order"])
