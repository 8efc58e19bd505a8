"""The list of articles and its search."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from core.domain import text
from knowledge import queries, rules
from knowledge.enums import ArticleKind

TAB_NAMES = {
    "published": pgettext_lazy("article", "Published"),
    "mine": pgettext_lazy("article", "Mine"),
    "review": _("To review"),
    "retired": pgettext_lazy("article", "Retired"),
}


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    if not rules.has_right(request.user, "view_article"):
        raise Http404
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    kind = kind if kind in ArticleKind.values else ""
    today = timezone.localdate()
    listing = queries.article_listing(
        request.user, request.GET.get("tab", ""), words, kind, request.GET.get("cursor", ""), today
    )
    context = {
        "listing": listing,
        "page": listing.page,
        "tabs": [{"key": tab.key, "name": TAB_NAMES[tab.key]} for tab in listing.tabs],
        "tab_name": TAB_NAMES[listing.tab.key],
        "words": words,
        "is_too_short": text.is_too_short(words),
        "kind": kind,
        "kinds": ArticleKind.choices,
        "may_write": rules.has_right(request.user, "write_article"),
    }
    return render(request, "knowledge/list.html", context)
