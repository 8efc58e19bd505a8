"""A regular survey on a page of its own: no ticket, no log-in, four taps."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from feedback.actions.campaigns import answer_invitation
from feedback.enums import Expectation
from feedback.forms import CampaignAnswerForm
from feedback.models import Invitation
from portal.doors import with_invitation
from portal.views.sending import take_once


# As `case_page`: the address is the secret.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@with_invitation
def campaign_page(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """What do you expect of us? Looking changes nothing."""
    if not invitation.campaign.is_open(timezone.localdate()):
        return _show(request, invitation, None)
    if request.method != "POST":
        return _show(request, invitation, CampaignAnswerForm(initial=_answer_so_far(invitation)))
    form = CampaignAnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, invitation, form, 422)
    page = reverse("portal:campaign", args=[token])

    def keep_answer(at: datetime) -> None:
        seen = form.cleaned_data["version"]
        answer_invitation(invitation, form.answer, seen_version=seen, at=at)

    return take_once(
        form,
        place=f"invitation:{invitation.pk}",
        act=keep_answer,
        page=page,
        leads_to=f"{page}?sent=1&lang={get_language()}#sent",
        show=lambda: _show_again(request, invitation, form),
    )


def _show_again(
    request: HttpRequest, invitation: Invitation, form: CampaignAnswerForm
) -> HttpResponse:
    """What was refused, with every word; sent again, it replaces what was answered meanwhile."""
    invitation.refresh_from_db()
    is_open = invitation.campaign.is_open(timezone.localdate())
    form.carry_version(invitation.version)
    return _show(request, invitation, form if is_open else None, 422)


def _answer_so_far(invitation: Invitation) -> dict[str, object]:
    return {
        "overall": invitation.overall,
        **{one.value: getattr(invitation, one.value) for one in Expectation},
        "reasons": list(invitation.reasons.all()),
        "suggestion": invitation.suggestion,
        "version": invitation.version,
    }


def _show(
    request: HttpRequest,
    invitation: Invitation,
    form: CampaignAnswerForm | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "campaign": invitation.campaign,
        "form": form,
        "was_sent": "sent" in request.GET,
        "language": get_language(),
    }
    return render(request, "portal/campaign.html", context, status=status)
