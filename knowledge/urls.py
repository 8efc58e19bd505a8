"""Site map of the house."""

from django.urls import path

from knowledge.views import lists, page, steps, writing

app_name = "knowledge"
urlpatterns = [
    path("", lists.list_page, name="list"),
    path("new/", writing.write_article, name="new"),
    path("<slug:number>/", page.show_article, name="page"),
    path("<slug:number>/edit/", writing.edit_article, name="edit"),
    path("<slug:number>/vote/", page.vote_on_article, name="vote"),
    path("<slug:number>/do/<slug:key>/", steps.take_step, name="do"),
]
