"""The site map of the REST interface: every house's addresses under one roof."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from api.doors import MeView, unknown_address
from customers.api import views as customers
from tickets.api import views as tickets

router = SimpleRouter(use_regex_path=True)
router.register("customers", customers.CustomerView, "customer")
router.register("callers", customers.CallerView, "caller")
router.register("assets", customers.AssetView, "asset")
router.register("product-models", customers.ProductModelView, "product-model")
router.register("tickets", tickets.TicketView, "ticket")

app_name = "api"
urlpatterns = [
    path("v1/me/", MeView.as_view(), name="me"),
    path("v1/", include(router.urls)),
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    path(
        "docs/",
        login_not_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema")),
        name="docs",
    ),
    path("<path:rest>", unknown_address, name="unknown"),
]
