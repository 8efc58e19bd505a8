"""What tier a matter asks for, and what time can be promised for it, while the agent types."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from core.domain.text import is_key
from customers import rules as customer_rules
from customers.enums import Level
from customers.models import Asset, Customer
from pages.forms import MomentField, question_key
from tickets.limits.domain.limit_rules import TicketFacts, issue_lineage
from tickets.limits.queries.trials import offered_promise
from tickets.record.domain import triage
from tickets.record.enums import BusinessType, Tier
from tickets.record.models import IssueType
from tickets.record.queries.desk_rules import desk_numbers, hint_words
from tickets.record.rules import require_right

# The fields in which customers' words stand.
DESCRIBING = ("original_text", "summary", "symptom")


@require_POST
def suggest_tier(request: HttpRequest) -> HttpResponse:
    """A proposed tier and priority with its reasons; for an urgent matter a time to promise."""
    require_right(request.user, "register_ticket")
    now, data = timezone.now(), request.POST
    issue_type = _issue_type(data.get("issue_type", ""))
    customer = _customer(request.user, data.get("customer", ""))
    proposal = tier_proposal(data, issue_type=issue_type, customer=customer, at=now)
    is_urgent = Tier.URGENT in (proposal.tier, data.get("tier"))
    promise = _promise(data, issue_type, customer, now) if is_urgent else None
    question = tier_question(proposal, data.get("tier", ""))
    context = {
        "question": question,
        "question_key": question_key(question),
        "proposal": proposal,
        "reasons": reason_labels(proposal.reasons),
        "promise": promise,
        "promise_typed": MomentField().prepare_value(promise),
        "is_taken": data.get("tier") == proposal.tier and data.get("priority") == proposal.priority,
    }
    return render(request, "tickets/_suggestion.html", context)


def tier_proposal(
    data: Mapping[str, str],
    *,
    issue_type: IssueType | None,
    customer: Customer | None,
    at: datetime,
) -> triage.Suggestion:
    """What the words and choices of a registration ask for; `data` as they were sent."""
    return triage.tier_suggestion(
        text=" ".join(data.get(name, "") for name in DESCRIBING),
        words=hint_words(at),
        impact=data.get("impact", ""),
        nature=data.get("nature", ""),
        type_tier=issue_type.default_tier if issue_type else "",
        is_vip=customer is not None and customer.level == Level.VIP,
    )


def tier_question(proposal: triage.Suggestion, tier: str) -> str:
    """What somebody is asked once who judges a matter lower than its words; empty for others."""
    # A form may send anything.
    if tier not in Tier.values or not triage.is_graver(proposal.tier, tier):
        return ""
    reasons = _(", ").join(reason_labels(proposal.reasons))
    return _("The words ask for %(tier)s, because of %(reasons)s.") % {
        "tier": proposal.tier.label,
        "reasons": reasons,
    }


def _promise(
    data: Mapping[str, str],
    issue_type: IssueType | None,
    customer: Customer | None,
    at: datetime,
) -> datetime | None:
    """What can be promised for an urgent matter: the limit of the rules, else the desk's usual.

    None where that has passed.
    """
    lineage: frozenset[int] = frozenset()
    if issue_type is not None:
        lineage = issue_lineage(issue_type.pk, issue_type.parent_id)
    channel, asset = data.get("channel", ""), data.get("asset", "")
    facts = TicketFacts(
        tier=Tier.URGENT,
        priority=triage.PRIORITY_OF_TIER[Tier.URGENT],
        business_type=data.get("business_type", BusinessType.SUPPORT),
        issue_types=lineage,
        channel=int(channel) if is_key(channel) else None,
        customer_level=customer.level if customer else Level.NORMAL,
        product=_product_of(customer, asset),
    )
    reported_at = _reported_at(data, at)
    due_at = offered_promise(facts, reported_at, at)
    if due_at is None:
        due_at = reported_at + desk_numbers(at).urgent_promise
    return due_at if due_at > at else None


def _reported_at(data: Mapping[str, str], at: datetime) -> datetime:
    """The typed moment of the report; now where none, or nonsense, was typed."""
    try:
        typed = MomentField(required=False).clean(data.get("reported_at", ""))
    except ValidationError:
        typed = None
    return typed or at


def _issue_type(key: str) -> IssueType | None:
    return IssueType.objects.filter(pk=key).first() if is_key(key) else None


def _customer(user: User, key: str) -> Customer | None:
    if not is_key(key):
        return None
    return customer_rules.visible_customers(user).filter(pk=key).first()


def _product_of(customer: Customer | None, key: str) -> int | None:
    if customer is None or not is_key(key):
        return None
    return Asset.objects.filter(customer=customer, pk=key).values_list("model", flat=True).first()


def reason_labels(reasons: tuple[str, ...]) -> list[str]:
    """Reason codes as words; of a word of the customer the word itself."""
    plain = {"impact": _("impact"), "type": _("issue type"), "nature": _("complaint"), "vip": "VIP"}
    labels = []
    for code in reasons:
        word = code.removeprefix("word:")
        labels.append(plain[code] if word == code else _("“%(word)s”") % {"word": word})
    return labels
