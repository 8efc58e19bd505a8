from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from accounts.queries.openable import filter_paths_by
        from operations.rules import filter_operation_paths

        filter_paths_by("operations", filter_operation_paths)
