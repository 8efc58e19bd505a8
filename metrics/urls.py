"""Site map of the house."""

from django.urls import path

from metrics import views

app_name = "metrics"
urlpatterns = [
    path("definitions/", views.registry_page, name="registry"),
    path("<slug:key>/", views.cases_page, name="cases"),
]
