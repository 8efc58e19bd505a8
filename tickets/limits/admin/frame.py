"""The frame of the rules' pages, who may publish, and what the draft is like."""

from http import HTTPStatus
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tickets.limits.queries import rulebooks
from tickets.limits.queries.rulebooks import RulebookNames, RuleData

OVERVIEW = "admin:tickets_slapolicy_changelist"


def rules_page(
    desk: ModelAdmin,
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """A page of the rules inside the administration's frame; 403 for who may not see them."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied

    frame = {
        **desk.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "opts": desk.opts,
        "title": _("Limit rules"),
        "newest": rulebooks.newest_rulebook(),
        "may_publish": may_publish(desk, request),
        "may_change": desk.has_change_permission(request),
    }
    return TemplateResponse(
        request, f"admin/tickets/rules/{template}", {**frame, **context}, status=status
    )


def form_status(form: Form) -> HTTPStatus:
    """Of a page with a form: 422 while something is wrong with it."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def may_publish(desk: ModelAdmin, request: HttpRequest) -> bool:
    """Publishing needs its own right and the one to change rules."""
    return desk.has_change_permission(request) and request.user.has_perm("tickets.publish_rules")


def require_publisher(desk: ModelAdmin, request: HttpRequest) -> None:
    """403 for who may not publish."""
    if not may_publish(desk, request):
        raise PermissionDenied


def require_editor(desk: ModelAdmin, request: HttpRequest) -> None:
    """403 for who may not change the draft."""
    if not desk.has_change_permission(request):
        raise PermissionDenied


def draft_state(request: HttpRequest) -> dict[str, Any]:
    """The draft and what counts, for the pages of one rule or target."""
    # The page of a target stands in another administration: the right is asked by its name.
    may_change_rules = request.user.has_perm("tickets.change_slapolicy")
    return {
        **draft_status(rulebooks.draft_data(), RulebookNames()),
        "may_publish": may_change_rules and request.user.has_perm("tickets.publish_rules"),
    }


def draft_status(data: RuleData, names: RulebookNames) -> dict[str, Any]:
    """What is wrong with the draft, and how it differs from what counts."""
    newest = rulebooks.newest_rulebook()
    differences: list[str] = []
    if newest is not None:
        differences = rulebooks.differences_between(newest.data, data, names)

    return {
        "newest": newest,
        "problems": rulebooks.problems_in(data, names),
        "differences": differences,
    }
