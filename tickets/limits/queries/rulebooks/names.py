"""The codes and keys of a rulebook in words, in the reader's language."""

from datetime import timedelta

from django.utils.translation import gettext as _

from calendars.models import WorkCalendar
from customers.enums import Level
from customers.models import Channel, ProductModel
from tickets.limits.enums import StepAct, StepRole, amount_in_words
from tickets.limits.models import SlaKind
from tickets.limits.queries.limit_words import step_words
from tickets.limits.queries.rulebooks.rule_data import RuleData
from tickets.record.enums import BusinessType, Priority, Tier
from tickets.record.models import IssueType


class RulebookNames:
    """The names behind the codes and keys of a rulebook: six statements, loaded once for a page."""

    def __init__(self) -> None:
        self.kinds = SlaKind.objects.in_bulk(field_name="code")
        self.issue_types = {row.pk: str(row) for row in IssueType.objects.all()}
        self.parents = {row.pk: row.parent_id for row in IssueType.objects.all()}
        self.channels = {row.pk: str(row) for row in Channel.objects.all()}
        self.products = {row.pk: str(row) for row in ProductModel.objects.all()}
        self.calendars = {row.code: str(row) for row in WorkCalendar.objects.all()}

    def kind_name(self, code: str) -> str:
        """The name of a kind of limit; its code where the kind is gone."""
        return str(self.kinds.get(code, code))

    def conditions_of(self, policy: RuleData) -> str:
        """`紧急 or 高 and 公众号`, or that it is the rule for everything else."""
        ladder_names = []
        if policy["tier"]:
            ladder_names.append(str(Tier(policy["tier"]).label))
        if policy["priority"]:
            ladder_names.append(str(Priority(policy["priority"]).label))

        parts = [_(" or ").join(ladder_names)]
        if policy["business_type"]:
            parts.append(str(BusinessType(policy["business_type"]).label))
        parts.append(self.issue_types.get(policy["issue_type"], ""))
        parts.append(self.channels.get(policy["channel"], ""))
        if policy["customer_level"]:
            parts.append(str(Level(policy["customer_level"]).label))
        parts.append(self.products.get(policy["product"], ""))

        return _(" and ").join(part for part in parts if part) or _("everything else")

    def limit_in_words(self, target: RuleData) -> str:
        """`首次响应 10 分钟`; a promised time has no length of its own."""
        kind = self.kinds.get(target["kind"])
        if kind is not None and kind.is_moment:
            return _("%(kind)s as promised") % {"kind": kind}

        amount = amount_in_words(target["amount"], target["unit"])
        return f"{self.kind_name(target['kind'])} {amount}"

    def sentence_of(self, policy: RuleData) -> str:
        """`When 紧急 or 高 → 首次响应 10 分钟, 开始处理 2 小时`."""
        limits = _(", ").join(self.limit_in_words(target) for target in policy["targets"])
        return _("When %(conditions)s → %(limits)s") % {
            "conditions": self.conditions_of(policy),
            "limits": limits or _("nothing is promised"),
        }

    def step_in_words(self, step: RuleData) -> str:
        """`80 % → Assignee`, `4 h after the limit → Manager, raises the tier`."""
        timing = step_words(step["share"], timedelta(minutes=step["offset_minutes"]))
        parts = [str(StepRole(step["role"]).label)]
        for act in step.get("acts", ()):
            parts.append(str(StepAct(act).label))

        return f"{timing} → {_(', ').join(parts)}"

    def target_steps_of(self, policy: RuleData) -> list[str]:
        """Every step of a rule with the limit that it belongs to."""
        lines = []
        for target in policy["targets"]:
            kind = self.kind_name(target["kind"])
            for step in target["steps"]:
                lines.append(f"{kind}{_(': ')}{self.step_in_words(step)}")

        return lines
