"""What every door of the REST interface shares."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Teaches drf-spectacular what it cannot find out by itself.
        from api import schema  # noqa: F401 — once the apps are there
