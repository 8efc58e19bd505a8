"""The steps of an article, one row each: its form, its words, what it calls. `core.verbs` is the door that serves them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.verbs import StepDefinition, StepRequest, calling, serve_step
from knowledge import queries, rules
from knowledge.actions import articles
from knowledge.enums import ArticleMove
from knowledge.forms import ReasonForm, StepForm
from knowledge.models import Article

VERBS: dict[str, StepDefinition] = {
    verb.key: verb
    for verb in (
        StepDefinition(
            "submit",
            ArticleMove.SUBMIT.label,
            StepForm,
            calling(articles.submit),
            ArticleMove.SUBMIT,
            icon="send",
            is_main=True,
            hint=_(
                "While it is in review nobody changes the text. Those who publish find it under “To review”."
            ),
        ),
        StepDefinition(
            "publish",
            ArticleMove.PUBLISH.label,
            StepForm,
            calling(articles.publish),
            ArticleMove.PUBLISH,
            icon="circle-check",
            is_main=True,
            hint=_(
                "Everybody at the desk reads this text from now on. It is to be checked again in a year."
            ),
        ),
        StepDefinition(
            "return",
            ArticleMove.RETURN.label,
            ReasonForm,
            calling(articles.send_back),
            ArticleMove.RETURN,
            icon="arrow-back-up",
            hint=_("The author reads your reason."),
        ),
        StepDefinition(
            "revise",
            ArticleMove.REVISE.label,
            StepForm,
            calling(articles.revise),
            ArticleMove.REVISE,
            icon="edit",
            hint=_(
                "You begin a new working text. A published edition stays readable until the new one is published."
            ),
        ),
        StepDefinition(
            "retire",
            ArticleMove.RETIRE.label,
            ReasonForm,
            calling(articles.retire),
            ArticleMove.RETIRE,
            icon="archive",
            is_grave=True,
            hint=_(
                "Nobody finds or reads it any more. Its editions are kept, and it can be revised."
            ),
        ),
    )
}


def buttons(user: Any, article: Article) -> list[StepDefinition]:
    """The steps that fit now and that this person may take, main ones first."""
    fitting = set(rules.moves_for(user, article))
    return sorted(
        (verb for verb in VERBS.values() if verb.move in fitting), key=lambda verb: not verb.is_main
    )


def find(request: HttpRequest, number: str) -> Article:
    """The article, or 404: also for what is there but not for this person's eyes."""
    article = queries.find(request.user, number)
    if article is None:
        raise Http404
    return article


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of the article, of the version on the page that it was chosen on: nobody publishes a text that came after it."""
    article = find(request, number)
    if verb not in VERBS:
        raise Http404
    step = StepRequest(
        verb=VERBS[verb],
        address=reverse("knowledge:do", args=[number, verb]),
        page=reverse("knowledge:page", args=[number]),
        label=number,
        find=lambda: find(request, number),
        is_offered=lambda found: VERBS[verb] in buttons(request.user, found),
    )
    return serve_step(
        request, step, initial={"version": request.GET.get("version") or article.version}
    )
