"""The survey on the customer's page: five taps, once, changeable until it is over."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from feedback.actions.surveys import answer_survey
from feedback.enums import Dimension
from feedback.forms import OVERALL, SurveyForm
from feedback.models import Survey
from feedback.queries.rules import current_survey_rule
from feedback.queries.surveys import is_open, survey_to_answer
from portal.doors import speaks_for_contact, with_link
from portal.models import CustomerLink
from portal.views.sending import take_form


# As `case_page`: the address is the secret.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def survey_page(request: HttpRequest, link: CustomerLink, token: str) -> HttpResponse:
    """How was it? Looking changes nothing."""
    if not speaks_for_contact(link):
        raise Http404
    survey = survey_to_answer(link.ticket)
    if survey is None or not is_open(survey, timezone.now()):
        return _show_survey(request, link, token, survey, None)
    asks = current_survey_rule().asks_recommendation
    if request.method != "POST":
        form = SurveyForm(initial=_answer_so_far(survey), asks_recommendation=asks)
        return _show_survey(request, link, token, survey, form)

    form = SurveyForm(request.POST, asks_recommendation=asks)
    page = reverse("portal:survey", args=[token])

    def keep_answer(at: datetime) -> None:
        seen = form.cleaned_data["version"]
        answer_survey(survey, form.answer, seen_version=seen, at=at)

    return take_form(
        link,
        form,
        place=f"survey:{survey.pk}",
        act=keep_answer,
        page=page,
        leads_to=f"{page}?sent=1&lang={get_language()}#sent",
        show=lambda status: _show_again(request, link, token, survey, form, status),
    )


def _show_again(
    request: HttpRequest,
    link: CustomerLink,
    token: str,
    survey: Survey,
    form: SurveyForm,
    status: int,
) -> HttpResponse:
    """What was refused, with every word; sent again, it replaces what was answered meanwhile."""
    survey.refresh_from_db()
    form.carry_version(survey.version)
    return _show_survey(request, link, token, survey, form, status)


def _answer_so_far(survey: Survey) -> dict[str, object]:
    scores = {Dimension(row.dimension).value: row.score for row in survey.scores.all()}
    return {
        **scores,
        OVERALL: survey.overall,
        "recommends": survey.recommends,
        "comment": survey.comment,
        "reasons": list(survey.reasons.all()),
        "version": survey.version,
    }


def _show_survey(
    request: HttpRequest,
    link: CustomerLink,
    token: str,
    survey: Survey | None,
    form: SurveyForm | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "number": link.ticket.number,
        "survey": survey,
        "form": form,
        "token": token,
        "was_sent": "sent" in request.GET,
        "language": get_language(),
    }
    return render(request, "portal/survey.html", context, status=status)
