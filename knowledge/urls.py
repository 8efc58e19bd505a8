"""Site map of the house."""

from django.urls import path

from knowledge.views import lists, page, steps, writing

app_name = "knowledge"
urlpatterns = [
    path("", lists.list_page, name="list"),
    path("new/", writing.new, name="new"),
    path("<slug:number>/", page.page, name="page"),
    path("<slug:number>/edit/", writing.edit, name="edit"),
    path("<slug:number>/vote/", page.vote, name="vote"),
    path("<slug:number>/do/<slug:key>/", steps.take_step, name="do"),
]
