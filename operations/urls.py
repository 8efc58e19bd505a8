"""Probes, the health page, and people who leave."""

from django.urls import path

from operations.views import handover, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.measures, name="metrics"),
    path("operations/", health.health_page, name="operations"),
    path("operations/people/<str:username>/", handover.handover_page, name="handover"),
]
