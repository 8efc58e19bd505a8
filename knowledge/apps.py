from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from accounts.queries.openable import filter_paths_by
        from knowledge.rules import filter_article_paths

        filter_paths_by("knowledge", filter_article_paths)
