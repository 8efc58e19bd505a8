"""The rules as a whole: overview, check and publish, history, the test bench, the replay of the last thirty days."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.domain.text import is_key
from core.errors import LawBroken
from tickets.limits.actions import rulebooks as actions
from tickets.limits.admin.forms import PublishForm, TrialForm
from tickets.limits.models import SlaPolicy, SlaRulebook, TermsChange
from tickets.limits.queries import preview, promises, rulebooks
from tickets.record.enums import WaitReason

OVERVIEW = "admin:tickets_slapolicy_changelist"


def page(
    desk: ModelAdmin,
    request: HttpRequest,
    template: str,
    told: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the rules inside the administration's frame; 403 for who may not see them."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    frame = {
        **desk.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "opts": desk.opts,
        "title": _("Limit rules"),
        "newest": rulebooks.newest(),
        "may_publish": may_publish(desk, request),
        "may_change": desk.has_change_permission(request),
    }
    return TemplateResponse(
        request, f"admin/tickets/rules/{template}", {**frame, **told}, status=status
    )


def may_publish(desk: ModelAdmin, request: HttpRequest) -> bool:
    """Publishing needs its own right and the one to change rules."""
    return desk.has_change_permission(request) and request.user.has_perm("tickets.publish_rules")


def require_publisher(desk: ModelAdmin, request: HttpRequest) -> None:
    if not may_publish(desk, request):
        raise PermissionDenied


def overview(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The draft as ordered sentences, what is wrong with it, and how it differs from what counts."""
    return _overview(desk, request, "overview.html")


def _overview(
    desk: ModelAdmin, request: HttpRequest, template: str, *, refused: str = ""
) -> HttpResponse:
    """The overview or its part that changes with the order; 409 with why an order was `refused`."""
    names, data = rulebooks.Names(), rulebooks.draft()
    rows = sorted(data["policies"], key=lambda row: (row["is_fallback"], row["order"], row["key"]))
    told = {
        **draft_told(data, names),
        "rules": [
            {**row, "sentence": names.sentence(row), "steps": _steps(row, names)} for row in rows
        ],
        "movable": [row["key"] for row in rows if not row["is_fallback"]],
        "changes": TermsChange.objects.select_related("requested_by", "calendar")[:5],
        "has_add_permission": desk.has_add_permission(request),
        "refused": refused,
    }
    return page(desk, request, template, told, status=409 if refused else 200)


def state(request: HttpRequest) -> dict[str, Any]:
    """The draft and what counts, for the pages of one rule or target."""
    told = draft_told(rulebooks.draft(), rulebooks.Names())
    return {
        **told,
        "may_publish": request.user.has_perm("tickets.change_slapolicy")
        and request.user.has_perm("tickets.publish_rules"),
    }


def draft_told(data: rulebooks.Data, names: rulebooks.Names) -> dict[str, Any]:
    """What is wrong with the draft, and how it differs from what counts."""
    newest = rulebooks.newest()
    return {
        "newest": newest,
        "problems": rulebooks.problems(data, names),
        "differences": rulebooks.differences(newest.data, data, names) if newest else [],
    }


def _steps(row: dict[str, Any], names: rulebooks.Names) -> list[str]:
    return [
        f"{names.kind(target['kind'])}{_(': ')}{names.step(step)}"
        for target in row["targets"]
        for step in target["steps"]
    ]


def publish(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The differences, what is wrong, what it would have done and what it will touch; then the reason."""
    require_publisher(desk, request)
    form = PublishForm(
        request.POST or None, initial={"reason": request.GET.get("reason", "")[:300]}
    )
    if request.method == "POST" and form.is_valid():
        given, seen = form.cleaned_data, request.POST.get("seen", "")
        try:
            book = actions.publish(
                by=request.user,
                at=timezone.now(),
                reason=given["reason"],
                apply=given["apply_running"],
                seen=seen,
            )
        except LawBroken as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(
                request,
                _("Limits that start from now on follow version %(number)d of the rules.")
                % {"number": book.number},
            )
            return redirect(OVERVIEW)
    names, data, newest = rulebooks.Names(), rulebooks.draft(), rulebooks.newest()
    told = {
        "form": form,
        "fingerprint": rulebooks.fingerprint(data),
        "problems": rulebooks.problems(data, names),
        "differences": rulebooks.differences(newest.data, data, names)
        if newest
        else [_("first version")],
        "subtitle": _("Check and publish"),
    }
    return page(desk, request, "publish.html", told, status=422 if form.errors else 200)


def replay(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A part of the publish page: the last thirty days under the draft."""
    require_publisher(desk, request)
    now = timezone.now()
    published, draft = promises.load(now), promises.load(now, data=rulebooks.draft())
    return page(desk, request, "_replay.html", {"replay": preview.replay(published, draft, now)})


def history(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Every version with its reason and what it changed."""
    names, books = rulebooks.Names(), list(SlaRulebook.objects.select_related("published_by"))
    unpublished = rulebooks.differences(books[0].data, rulebooks.draft(), names) if books else []
    before = [*books[1:], None]
    steps = [
        {
            "book": book,
            "differences": rulebooks.differences(older.data, book.data, names) if older else [],
        }
        for book, older in zip(books, before, strict=True)
    ]
    return page(
        desk,
        request,
        "history.html",
        {"steps": steps, "unpublished": unpublished, "subtitle": _("Versions")},
    )


def restore(desk: ModelAdmin, request: HttpRequest, version: int) -> HttpResponse:
    """Make the draft what a version was, and on to the publish page with the reason written."""
    require_publisher(desk, request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    book = SlaRulebook.objects.filter(number=version).first()
    if book is None:
        raise Http404
    try:
        actions.restore(book, by=request.user, at=timezone.now())
    except LawBroken as error:
        messages.error(request, error.message)
        return redirect("admin:rules_history")
    newest = rulebooks.newest()
    if newest is not None and newest.pk == book.pk:
        messages.success(request, _("The draft is again what is published."))
        return redirect(OVERVIEW)
    reason = _("Back to version %(number)d") % {"number": version}
    return redirect(reverse("admin:rules_publish", query={"reason": reason}))


def move(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down in the draft."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    policy = SlaPolicy.objects.filter(pk=pk).first()
    if policy is None:
        raise Http404
    actions.move(policy, is_up=request.POST.get("to") == "up")
    return redirect(OVERVIEW)


def reorder(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The whole order as a browser dragged it, and the one it started from; answers with the list as it stands."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    template, refused = "_draft.html" if request.htmx else "overview.html", ""
    try:
        actions.reorder(
            wanted=_keys(request.POST.get("order", "")), seen=_keys(request.POST.get("seen", ""))
        )
    except actions.DraftChanged as error:
        refused = error.message
    return _overview(desk, request, template, refused=refused)


def _keys(written: str) -> list[int]:
    """`3,1,2`; what is no key is left out, and the order then is none."""
    return [int(key) for key in written.split(",") if is_key(key)]


def bench(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Which rule would hit, and when would everything be due?"""
    now = timezone.now()
    initial = {"started_at": timezone.localtime(now), "which": "draft", "priority": "low"}
    form = TrialForm(request.GET if request.GET else None, initial=initial)
    told: dict[str, Any] = {"form": form, "subtitle": _("Test bench")}
    if request.GET and form.is_valid():
        data = rulebooks.draft() if form.cleaned_data["which"] == "draft" else None
        rules, names = promises.load(form.cleaned_data["started_at"], data=data), rulebooks.Names()
        given = form.cleaned_data
        told |= {
            "hits": [{**row, "sentence": names.sentence(row)} for row in rules.chosen(form.facts)],
            "trials": [
                {"trial": one, "limit": names.limit(_as_target(one)), "line": _line(one, names)}
                for one in preview.trial(
                    rules, form.facts, given["started_at"], form.pauses, given["promised_at"]
                )
            ],
        }
    return page(desk, request, "bench.html", told, status=422 if form.errors else 200)


def _line(one: preview.Trial, names: rulebooks.Names) -> list[dict[str, Any]]:
    """What happens to a tried limit, in the order of time; what stands still has no moment."""
    told = [{"at": at, "what": names.step(step), "tone": "step"} for step, at in one.steps]
    told += [
        {"at": begin, "until": end, "what": WaitReason(reason).label, "tone": "pause"}
        for reason, begin, end in one.pauses
    ]
    told.append({"at": one.clock.due_at, "what": _("due"), "tone": "due"})
    return sorted(told, key=lambda line: (line["at"] is None, line["at"], line["tone"] == "step"))


def _as_target(one: preview.Trial) -> dict[str, Any]:
    return {"kind": one.kind.code, "amount": one.terms.amount, "unit": one.terms.unit}
