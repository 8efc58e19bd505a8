"""The test bench: an invented ticket, and everything that the rules would promise for it."""

from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets.limits.admin.forms import TrialForm
from tickets.limits.admin.frame import form_status, rules_page
from tickets.limits.queries import rulebooks
from tickets.limits.queries.explain import counted_hours
from tickets.limits.queries.limit_terms import load_rulebook
from tickets.limits.queries.rulebooks import RulebookNames
from tickets.limits.queries.trials import TriedLimit, tried_limits
from tickets.record.enums import WaitReason


def try_rules(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Which rule would hit, and when would everything be due?"""
    now = timezone.now()
    initial = {"started_at": timezone.localtime(now), "which": "draft", "priority": "low"}
    form = TrialForm(request.GET if request.GET else None, initial=initial)

    context: dict[str, Any] = {"form": form, "subtitle": _("Test bench")}
    if request.GET and form.is_valid():
        context |= _outcome_of(form)

    return rules_page(desk, request, "bench.html", context, status=form_status(form))


def _outcome_of(form: TrialForm) -> dict[str, Any]:
    """The rules that hit, and each limit with what happens to it."""
    started_at = form.cleaned_data["started_at"]
    is_draft = form.cleaned_data["which"] == "draft"
    rules = load_rulebook(started_at, data=rulebooks.draft_data() if is_draft else None)
    names = RulebookNames()

    hits = []
    for policy in rules.applicable_policies(form.facts):
        hits.append({**policy, "sentence": names.sentence_of(policy)})

    trials = []
    # Without a promised time, limits of that kind are left out as on a real ticket.
    promised_at = form.cleaned_data["promised_at"]
    for limit in tried_limits(rules, form.facts, started_at, form.pauses, promised_at):
        trials.append(
            {
                "trial": limit,
                "limit": names.limit_in_words(_target_data_of(limit)),
                "line": _course_of(limit, names),
                "hours": _hours_of(limit),
            }
        )

    return {"hits": hits, "trials": trials}


def _hours_of(limit: TriedLimit) -> str:
    """Which hours count, in a sentence; empty for a promised moment."""
    clock = limit.clock
    if clock.target.moment is not None:
        return ""

    end = clock.due_at or clock.started_at
    return counted_hours(clock.target.calendar, clock.target.unit, clock.started_at, end)


def _course_of(limit: TriedLimit, names: RulebookNames) -> list[dict[str, Any]]:
    """What happens to a tried limit, in the order of time; what stands still has no moment."""
    course: list[dict[str, Any]] = []
    for step, at in limit.steps:
        course.append({"at": at, "what": names.step_in_words(step), "tone": "step"})
    for reason, begin, end in limit.pauses:
        label = WaitReason(reason).label
        course.append({"at": begin, "until": end, "what": label, "tone": "pause"})
    course.append({"at": limit.clock.due_at, "what": _("due"), "tone": "due"})

    return sorted(course, key=_in_order_of_time)


def _in_order_of_time(entry: dict[str, Any]) -> tuple[bool, datetime | None, bool]:
    """What has no moment last; of one moment the steps last."""
    return entry["at"] is None, entry["at"], entry["tone"] == "step"


def _target_data_of(limit: TriedLimit) -> dict[str, Any]:
    return {"kind": limit.kind.code, "amount": limit.terms.amount, "unit": limit.terms.unit}
