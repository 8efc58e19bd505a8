"""Writing: a new article, and the working text of one; a second editor sees both texts and keeps
the own one.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import LawBroken, StaleVersion
from knowledge import queries, rules
from knowledge.actions import articles
from knowledge.enums import ArticleKind
from knowledge.forms import ArticleForm
from knowledge.models import Article
from pages.conflicts import differing_fields
from pages.steps import act_once, visible_or_404

WRITTEN = ("title", "kind", "body")


@require_http_methods(["GET", "POST"])
def write_article(request: HttpRequest) -> HttpResponse:
    if not rules.has_right(request.user, "view_article"):
        raise Http404
    rules.require_right(request.user, "write_article")
    if request.method == "GET":
        return _render_form(request, ArticleForm(initial={"kind": _asked_kind(request)}))
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return _render_form(request, form, status=422)
    now, fields = timezone.now(), _written_fields(form)

    def act() -> str:
        return reverse(
            "knowledge:page",
            args=[articles.draft_article(by=request.user, at=now, **fields).number],
        )

    try:
        return redirect(act_once(request, form, act))
    except LawBroken as error:
        form.refuse(error)
        return _render_form(request, form, status=422)


@require_http_methods(["GET", "POST"])
def edit_article(request: HttpRequest, number: str) -> HttpResponse:
    article = visible_or_404(queries.WITH_PEOPLE, request.user, number)
    rules.require_handle(request.user, article)
    if not article.is_editable:
        return _not_a_draft(request, article)
    if request.method == "GET":
        return _render_form(
            request,
            ArticleForm(initial={name: getattr(article, name) for name in (*WRITTEN, "version")}),
            article,
        )
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return _render_form(request, form, article, 422)
    try:
        return _save_once(request, article, form)
    except StaleVersion as stale:
        return _render_conflict(request, number, form, stale.current)
    except LawBroken as error:
        form.refuse(error)
        return _render_form(request, form, article, 422)


def _save_once(request: HttpRequest, article: Article, form: ArticleForm) -> HttpResponse:
    now, page = timezone.now(), reverse("knowledge:page", args=[article.number])
    version, fields = form.cleaned_data["version"] or 0, _written_fields(form)

    def act() -> str:
        articles.edit_article(article, by=request.user, at=now, version=version, **fields)
        return page

    return redirect(act_once(request, form, act))


def _not_a_draft(request: HttpRequest, article: Article) -> HttpResponse:
    """Somebody submitted it meanwhile: what was typed is shown again, to be copied."""
    if request.method == "GET":
        raise LawBroken(_("Only a draft can be edited."))
    form = ArticleForm(request.POST)
    form.add_error(None, _("Only a draft can be edited."))
    return _render_form(request, form, article, 409)


def _render_conflict(
    request: HttpRequest, number: str, form: ArticleForm, current: int
) -> HttpResponse:
    """Both texts side by side; saving again, knowingly, takes the own ones."""
    article = visible_or_404(queries.WITH_PEOPLE, request.user, number)
    differing = differing_fields(form, {name: getattr(article, name) for name in WRITTEN})
    form.carry_version(current)
    return _render_form(request, form, article, 409, differing=differing, is_conflict=True)


def _written_fields(form: ArticleForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in WRITTEN}


def _asked_kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in ArticleKind.values else ArticleKind.FAULT.value


def _render_form(
    request: HttpRequest,
    form: ArticleForm,
    article: Article | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "article": article,
        "open_pages": queries.pages_of_sources([article] if article else [], request.user),
        "is_conflict": False,
        "differing": [],
        **extra,
    }
    return render(request, "knowledge/edit.html", context, status=status)
