"""The steps of an article, one row each: its form, its words, what it calls.

`pages.steps` is the door that serves them.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from knowledge import queries, rules
from knowledge.actions import articles
from knowledge.enums import ArticleMove
from knowledge.forms import VersionForm, VersionReasonForm
from pages.offers import StepDefinition, StepSet, step_calling
from pages.steps import StepRequest, serve_step, visible_or_404

STEPS = StepSet(
    (
        StepDefinition(
            "submit",
            ArticleMove.SUBMIT.label,
            VersionForm,
            step_calling(articles.submit_article),
            ArticleMove.SUBMIT,
            icon="send",
            is_main=True,
            hint=_(
                "While it is in review no one changes the text. Those who publish find it "
                "under “To review”."
            ),
        ),
        StepDefinition(
            "publish",
            ArticleMove.PUBLISH.label,
            VersionForm,
            step_calling(articles.publish_article),
            ArticleMove.PUBLISH,
            icon="circle-check",
            is_main=True,
            hint=_(
                "Everyone at the desk can read this article from now on. It is due for review "
                "in a year."
            ),
        ),
        StepDefinition(
            "return",
            ArticleMove.RETURN.label,
            VersionReasonForm,
            step_calling(articles.send_back),
            ArticleMove.RETURN,
            icon="arrow-back-up",
            hint=_("The author reads your reason."),
        ),
        StepDefinition(
            "revise",
            ArticleMove.REVISE.label,
            VersionForm,
            step_calling(articles.revise_article),
            ArticleMove.REVISE,
            icon="edit",
            hint=_(
                "You begin a new working text. A published edition stays readable until the new"
                " one is published."
            ),
        ),
        StepDefinition(
            "retire",
            ArticleMove.RETIRE.label,
            VersionReasonForm,
            step_calling(articles.retire_article),
            ArticleMove.RETIRE,
            icon="archive",
            is_grave=True,
            hint=_(
                "It can no longer be found or read. Its editions are kept, and it can be revised."
            ),
        ),
    ),
    open_moves=rules.moves_for,
    require_move=rules.require_move,
)


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One step of the article, of the version on the page that it was chosen on.

    So nobody publishes a text that came after the one that was read.
    """
    article = visible_or_404(queries.WITH_PEOPLE, request.user, number)
    step = StepRequest(
        steps=STEPS,
        key=key,
        address=reverse("knowledge:do", args=[number, key]),
        page=reverse("knowledge:page", args=[number]),
        label=number,
        find=lambda: visible_or_404(queries.WITH_PEOPLE, request.user, number),
    )
    initial = {"version": request.GET.get("version") or article.version}
    return serve_step(request, step, initial=initial)
