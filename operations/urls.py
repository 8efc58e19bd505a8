"""Probes and the health page."""

from django.urls import path

from operations import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.measures, name="metrics"),
    path("operations/", views.health_page, name="operations"),
]
