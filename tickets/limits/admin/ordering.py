"""The draft as ordered sentences, and the order of its rules: the first one that fits wins."""

from http import HTTPStatus

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from core.domain.text import is_key
from tickets.limits.actions import rulebooks as actions
from tickets.limits.admin.frame import OVERVIEW, draft_status, require_editor, rules_page
from tickets.limits.models import SlaPolicy, TermsChange
from tickets.limits.queries import rulebooks
from tickets.limits.queries.limit_terms import rule_order
from tickets.limits.queries.rulebooks import RulebookNames

RECENT_CHANGES = 5


def show_overview(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The draft as ordered sentences, what is wrong with it, how it differs from what counts."""
    return _overview_page(desk, request, "overview.html")


def _overview_page(
    desk: ModelAdmin, request: HttpRequest, template: str, *, refused: str = ""
) -> HttpResponse:
    """The overview or its part that changes with the order; 409 with why an order was `refused`."""
    names = RulebookNames()
    data = rulebooks.draft_data()

    rules = []
    movable = []
    for policy in sorted(data["policies"], key=rule_order):
        sentence = names.sentence_of(policy)
        rules.append({**policy, "sentence": sentence, "steps": names.target_steps_of(policy)})
        if not policy["is_fallback"]:
            movable.append(policy["key"])

    changes = TermsChange.objects.select_related("requested_by", "calendar")
    context = {
        **draft_status(data, names),
        "rules": rules,
        "movable": movable,
        "changes": changes[:RECENT_CHANGES],
        "has_add_permission": desk.has_add_permission(request),
        "refused": refused,
    }
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return rules_page(desk, request, template, context, status=status)


def move_rule(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down in the draft."""
    require_editor(desk, request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])

    policy = SlaPolicy.objects.filter(pk=pk).first()
    if policy is None:
        raise Http404

    actions.move_rule(policy, is_up=request.POST.get("to") == "up")
    return redirect(OVERVIEW)


def reorder_rules(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The whole order as a browser dragged it, and the one it started from.

    Answers with the list as it stands.
    """
    require_editor(desk, request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])

    refused = ""
    try:
        actions.reorder_rules(
            wanted=_keys_in(request.POST.get("order", "")),
            seen=_keys_in(request.POST.get("seen", "")),
        )
    except actions.DraftChanged as error:
        refused = error.message

    template = "_draft.html" if request.htmx else "overview.html"
    return _overview_page(desk, request, template, refused=refused)


def _keys_in(written: str) -> list[int]:
    """`3,1,2`; what is no key is left out, and the order then is none."""
    return [int(key) for key in written.split(",") if is_key(key)]
