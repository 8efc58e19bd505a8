"""Probes, the health page, the way to a working desk, people who leave and who forgot."""

from django.urls import path

from operations.views import access, handover, health, outbox, passwords, setup

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.measures, name="metrics"),
    path("operations/", health.health_page, name="operations"),
    path("operations/outbox/release/", outbox.release_messages, name="release_outbox"),
    path("operations/setup/", setup.setup_page, name="setup"),
    path("accounts/forgotten/", passwords.forgotten_password, name="forgotten"),
    path(
        "accounts/password/<str:uidb64>/<str:token>/",
        passwords.NewPassword.as_view(),
        name="new_password",
    ),
    path("operations/people/<str:username>/", handover.handover_page, name="handover"),
    path("operations/people/<str:username>/access/", access.access_page, name="access"),
    path("operations/people/<str:username>/access/end/", access.end_sessions, name="end_sessions"),
    path(
        "operations/people/<str:username>/access/remove/",
        access.remove_second_factor,
        name="remove_second_factor",
    ),
]
