"""All limits of the draft in one table: looked at by who may see rules, edited at once by who may change them."""

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
from tickets.limits.admin.cells import Grid
from tickets.limits.admin.publishing import draft_told, page
from tickets.limits.models import SlaPolicy
from tickets.limits.queries import rulebooks

TARGET_RIGHTS = ("tickets.add_slatarget", "tickets.change_slatarget", "tickets.delete_slatarget")


def may_edit(desk: ModelAdmin, request: HttpRequest) -> bool:
    """Who may change rules and all of their limits."""
    return desk.has_change_permission(request) and request.user.has_perms(TARGET_RIGHTS)


def matrix(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The table; what was typed is saved all at once or, when something is wrong or others were quicker, shown again."""
    if request.method != "POST":
        return _shown(desk, request)
    if not may_edit(desk, request):
        raise PermissionDenied
    names = rulebooks.Names()
    grid = Grid(rulebooks.draft(), names, request.POST)
    if grid.wrong:
        return _shown(desk, request, status=422)
    try:
        with transaction.atomic():
            before, after = actions.edit_limits(grid.wanted, seen=request.POST.get("seen", ""))
            _log(desk, request, before, after, names)
    except actions.DraftChanged:
        return _shown(desk, request, status=409)
    _tell(request, len(grid.wanted))
    return redirect("admin:rules_matrix")


def _shown(desk: ModelAdmin, request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """The draft as it is now, with what was sent laid over it."""
    data, names = rulebooks.draft(), rulebooks.Names()
    fingerprint = rulebooks.fingerprint(data)
    told: dict[str, Any] = {
        **draft_told(data, names),
        "grid": Grid(data, names, request.POST),
        "fingerprint": fingerprint,
        "is_stale": request.method == "POST" and request.POST.get("seen") != fingerprint,
        "may_edit": may_edit(desk, request),
        "subtitle": _("Matrix"),
    }
    return page(desk, request, "matrix.html", told, status=409 if told["is_stale"] else status)


def _log(
    desk: ModelAdmin,
    request: HttpRequest,
    before: rulebooks.Data,
    after: rulebooks.Data,
    names: rulebooks.Names,
) -> None:
    """What changed, in the history of each rule."""
    old = {row["key"]: row for row in before["policies"]}
    policies = SlaPolicy.objects.in_bulk()
    for row in after["policies"]:
        if row != old[row["key"]]:
            changes = rulebooks.differences(
                {"policies": [old[row["key"]]]}, {"policies": [row]}, names
            )
            desk.log_change(request, policies[row["key"]], " ".join(changes))


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        told = ngettext(
            "%(count)d limit saved in the draft.", "%(count)d limits saved in the draft.", count
        )
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, _("Nothing was changed."))
