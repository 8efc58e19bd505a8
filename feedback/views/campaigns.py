"""Campaigns: planned, looked at, started and ended by a manager; read by whoever reads figures."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import LawBroken
from customers.rules import contact_visibility
from feedback.actions import campaigns
from feedback.forms import CampaignForm
from feedback.models import Campaign
from feedback.queries.campaigns import customers_of_group, listed_campaigns, results_of
from feedback.rules import CAMPAIGNS
from pages.confirmation import confirmed_when_sent
from pages.steps import act_once


def _require_reader(request: HttpRequest) -> None:
    if not CAMPAIGNS.has_right(request.user, "view_campaign"):
        raise Http404


@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """All campaigns, the newest first."""
    _require_reader(request)
    context = {
        "campaigns": listed_campaigns(timezone.localdate()),
        "may_plan": CAMPAIGNS.has_right(request.user, "add_campaign"),
    }
    return render(request, "feedback/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Whom to ask, and until when. Nobody is asked by it yet."""
    _require_reader(request)
    CAMPAIGNS.require_right(request.user, "add_campaign")
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def plan() -> str:
            planned = campaigns.plan_campaign(by=request.user, at=timezone.now(), **form.details)
            return reverse("feedback:campaign", args=[planned.pk])

        try:
            return redirect(act_once(request, form, plan))
        except LawBroken as error:
            form.refuse(error)
    status = 422 if form.errors else 200
    return render(request, "feedback/campaign_new.html", {"form": form}, status=status)


@require_GET
def campaign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what came of it."""
    _require_reader(request)
    return _show(request, get_object_or_404(Campaign, pk=pk))


def _show(request: HttpRequest, campaign: Campaign, status: int = 200) -> HttpResponse:
    context = {
        "campaign": campaign,
        "is_open": campaign.is_open(timezone.localdate()),
        "customers": customers_of_group(campaign).count() if not campaign.started_at else None,
        "results": results_of(campaign, contact_visibility(request.user)),
        "may_plan": CAMPAIGNS.has_right(request.user, "add_campaign"),
    }
    return render(request, "feedback/campaign.html", context, status=status)


@require_POST
@confirmed_when_sent
def start_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask everybody of the group."""

    def start(campaign: Campaign) -> str:
        count = campaigns.start_campaign(campaign, by=request.user, at=timezone.now())
        return ngettext("%(count)d person is asked.", "%(count)d people are asked.", count) % {
            "count": count
        }

    return _act(request, pk, start)


@require_POST
def end_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask nobody any more, and take no answer."""

    def end(campaign: Campaign) -> str:
        campaigns.end_campaign(campaign, by=request.user, at=timezone.now())
        return _("The survey is over.")

    return _act(request, pk, end)


def _act(request: HttpRequest, pk: int, act: Callable[[Campaign], str]) -> HttpResponse:
    _require_reader(request)
    campaign = get_object_or_404(Campaign, pk=pk)
    try:
        messages.success(request, act(campaign))
    except LawBroken as error:
        messages.error(request, error.message)
    return redirect("feedback:campaign", pk=pk)
