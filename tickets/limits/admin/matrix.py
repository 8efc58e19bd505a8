"""All limits of the draft in one table.

Looked at by who may see rules, edited at once by who may change them.
"""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.limits.actions import rulebooks as actions
from tickets.limits.admin.cells import LimitMatrix
from tickets.limits.admin.frame import draft_status, rules_page
from tickets.limits.models import SlaPolicy
from tickets.limits.queries import rulebooks
from tickets.limits.queries.rulebooks import RulebookNames, RuleData

TARGET_RIGHTS = ("tickets.add_slatarget", "tickets.change_slatarget", "tickets.delete_slatarget")


def may_edit_limits(desk: ModelAdmin, request: HttpRequest) -> bool:
    """Who may change rules and all of their limits."""
    return desk.has_change_permission(request) and request.user.has_perms(TARGET_RIGHTS)


def edit_matrix(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The table; what was typed is saved all at once.

    When something is wrong or others were quicker, it is shown again.
    """
    if request.method != "POST":
        return _matrix_page(desk, request)

    if not may_edit_limits(desk, request):
        raise PermissionDenied

    names = RulebookNames()
    matrix = LimitMatrix(rulebooks.draft_data(), names, request.POST)
    if matrix.wrong:
        return _matrix_page(desk, request, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    try:
        # The limits and their lines in the history, or neither.
        with transaction.atomic():
            seen = request.POST.get("seen", "")
            before, after = actions.edit_limits(matrix.wanted, seen=seen)
            _log_changes(desk, request, before, after, names)
    except actions.DraftChanged:
        return _matrix_page(desk, request, status=HTTPStatus.CONFLICT)

    _confirm_saved(request, len(matrix.wanted))
    return redirect("admin:rules_matrix")


def _matrix_page(
    desk: ModelAdmin, request: HttpRequest, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The draft as it is now, with what was sent laid over it."""
    data = rulebooks.draft_data()
    names = RulebookNames()
    fingerprint = rulebooks.fingerprint_of(data)
    is_stale = request.method == "POST" and request.POST.get("seen") != fingerprint

    context: dict[str, Any] = {
        **draft_status(data, names),
        "grid": LimitMatrix(data, names, request.POST),
        "fingerprint": fingerprint,
        "is_stale": is_stale,
        "may_edit": may_edit_limits(desk, request),
        "subtitle": _("Matrix"),
    }
    if is_stale:
        status = HTTPStatus.CONFLICT
    return rules_page(desk, request, "matrix.html", context, status=status)


def _log_changes(
    desk: ModelAdmin,
    request: HttpRequest,
    before: RuleData,
    after: RuleData,
    names: RulebookNames,
) -> None:
    """What changed, in the history of each rule."""
    old_by_key = rulebooks.policies_by_key(before)
    rows = SlaPolicy.objects.in_bulk()
    for policy in after["policies"]:
        old = old_by_key[policy["key"]]
        if policy == old:
            continue

        changes = rulebooks.differences_between({"policies": [old]}, {"policies": [policy]}, names)
        desk.log_change(request, rows[policy["key"]], " ".join(changes))


def _confirm_saved(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Nothing was changed."))
        return

    message = ngettext(
        "%(count)d limit saved in the draft.", "%(count)d limits saved in the draft.", count
    )
    messages.success(request, message % {"count": count})
