"""One article: its page and its votes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from knowledge import queries, rules
from knowledge.actions import articles
from knowledge.enums import ArticleMove, ArticleState
from knowledge.forms import VoteForm
from knowledge.views.steps import STEPS
from pages.steps import visible_or_404


@require_GET
def show_article(request: HttpRequest, number: str) -> HttpResponse:
    article, user, now = (
        visible_or_404(queries.WITH_PEOPLE, request.user, number),
        request.user,
        timezone.now(),
    )
    shown = queries.article_detail(
        article, user, request.GET.get("edition", ""), timezone.localdate()
    )
    if shown.reading.edition == article.edition:
        articles.count_view(article, by=user, at=now)
    context = {
        "article": article,
        "shown": shown,
        "reading": shown.reading,
        "my_vote": shown.my_vote,
        "steps": STEPS.offered_to(user, article),
        "may_edit": shown.may_handle and article.is_editable,
        "may_vote": article.is_public and shown.reading.edition == article.edition,
        "is_own_review": article.state == ArticleState.REVIEW
        and rules.has_right(user, "publish_article")
        and not rules.may_move(user, ArticleMove.PUBLISH, article),
    }
    return render(request, "knowledge/page.html", context)


@require_POST
def vote_on_article(request: HttpRequest, number: str) -> HttpResponse:
    """Did it help? One vote a person, which may change."""
    article, form = (
        visible_or_404(queries.WITH_PEOPLE, request.user, number),
        VoteForm(request.POST),
    )
    if not form.is_valid():
        raise Http404
    article = articles.record_vote(
        article, by=request.user, at=timezone.now(), is_helpful=form.cleaned_data["is_helpful"]
    )
    if not request.htmx:
        return redirect("knowledge:page", number=number)
    my_vote = article.votes.filter(user=request.user).first()
    return render(request, "knowledge/_votes.html", {"article": article, "my_vote": my_vote})
