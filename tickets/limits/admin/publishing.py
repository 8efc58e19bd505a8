"""The rules as a whole: check and publish, versions, the last thirty days under the draft."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import LawBroken
from pages.confirmation import confirmed_method
from tickets.limits.actions import rulebooks as actions
from tickets.limits.admin.forms import PublishForm
from tickets.limits.admin.frame import OVERVIEW, form_status, require_publisher, rules_page
from tickets.limits.models import SlaRulebook
from tickets.limits.queries import comparison, rulebooks
from tickets.limits.queries.limit_terms import load_rulebook
from tickets.limits.queries.rulebooks import RulebookNames

LONGEST_REASON = 300


@confirmed_method
def publish_rules(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The differences, what is wrong, what it would have done and what it will touch.

    Then the reason.
    """
    require_publisher(desk, request)
    # Going back to a version brings its reason along.
    proposed = request.GET.get("reason", "")[:LONGEST_REASON]
    form = PublishForm(request.POST or None, initial={"reason": proposed})

    if request.method == "POST" and form.is_valid():
        rulebook = _published(form, request)
        if rulebook is not None:
            messages.success(
                request,
                _("Limits that start from now on follow version %(number)d of the rules.")
                % {"number": rulebook.number},
            )
            return redirect(OVERVIEW)

    names = RulebookNames()
    data = rulebooks.draft_data()
    newest = rulebooks.newest_rulebook()
    if newest is None:
        differences = [_("first version")]
    else:
        differences = rulebooks.differences_between(newest.data, data, names)

    context = {
        "form": form,
        "fingerprint": rulebooks.fingerprint_of(data),
        "problems": rulebooks.problems_in(data, names),
        "differences": differences,
        "subtitle": _("Check and publish"),
    }
    return rules_page(desk, request, "publish.html", context, status=form_status(form))


def _published(form: PublishForm, request: HttpRequest) -> SlaRulebook | None:
    """The new version; None, with the reason in the form, when it was refused."""
    try:
        return actions.publish_rulebook(
            by=request.user,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            apply=form.cleaned_data["apply_running"],
            seen=request.POST.get("seen", ""),
        )
    except LawBroken as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def compare_rules(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A part of the publish page: the last thirty days under the draft."""
    require_publisher(desk, request)
    now = timezone.now()
    published = load_rulebook(now)
    draft = load_rulebook(now, data=rulebooks.draft_data())
    compared = comparison.compare_last_days(published, draft, now)
    return rules_page(desk, request, "_replay.html", {"replay": compared})


def show_versions(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Every version with its reason and what it changed."""
    names = RulebookNames()
    versions = list(SlaRulebook.objects.select_related("published_by"))

    unpublished: list[str] = []
    if versions:
        newest = versions[0]
        unpublished = rulebooks.differences_between(newest.data, rulebooks.draft_data(), names)

    steps: list[dict[str, Any]] = []
    for version, older in zip(versions, [*versions[1:], None], strict=True):
        differences: list[str] = []
        if older is not None:
            differences = rulebooks.differences_between(older.data, version.data, names)
        steps.append({"book": version, "differences": differences})

    context = {"steps": steps, "unpublished": unpublished, "subtitle": _("Versions")}
    return rules_page(desk, request, "history.html", context)


def restore_version(desk: ModelAdmin, request: HttpRequest, version: int) -> HttpResponse:
    """Make the draft what a version was, and on to the publish page with the reason written."""
    require_publisher(desk, request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])

    rulebook = SlaRulebook.objects.filter(number=version).first()
    if rulebook is None:
        raise Http404

    try:
        actions.restore_draft(rulebook, by=request.user, at=timezone.now())
    except LawBroken as error:
        messages.error(request, error.message)
        return redirect("admin:rules_history")

    newest = rulebooks.newest_rulebook()
    if newest is not None and newest.pk == rulebook.pk:
        messages.success(request, _("The draft is again what is published."))
        return redirect(OVERVIEW)

    reason = _("Back to version %(number)d") % {"number": version}
    return redirect(reverse("admin:rules_publish", query={"reason": reason}))
