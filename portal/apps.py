from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Customers' page")

    def ready(self) -> None:
        # Not at the top: models can be imported only once all apps are known.
        from notifications.customer_links import make_links_by
        from portal.actions.links import make_link

        make_links_by(make_link)
