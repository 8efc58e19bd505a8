"""The site map of the REST interface: every house's addresses under one roof."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from analytics import api as analytics
from api import schema  # noqa: F401 — teaches drf-spectacular what it cannot find out by itself
from api.doors import MeView, unknown_address
from customers.api import views as customers
from feedback import api as feedback
from knowledge import api as knowledge
from metrics import api as metrics
from notifications import api as webhooks
from plans import api as plans
from tickets.api import agreements, choices, history, inbound, limits, solving
from tickets.api import views as tickets

router = SimpleRouter(use_regex_path=True)
router.register("customers", customers.CustomerView, "customer")
router.register("contacts", customers.ContactView, "contact")
router.register("callers", customers.CallerView, "caller")
router.register("assets", customers.AssetView, "asset")
router.register("product-models", customers.ProductModelView, "product-model")
router.register("tickets", tickets.TicketView, "ticket")
router.register("tickets", agreements.AgreementView, "ticket-agreement")
router.register("tickets", solving.SolvingView, "ticket-solving")
router.register("tickets", feedback.CallView, "ticket-call")
router.register("history-imports", history.HistoryImportView, "history-import")
router.register("channels", choices.ChannelView, "channel")
router.register("issue-types", choices.IssueTypeView, "issue-type")
router.register("cause-codes", choices.CauseCodeView, "cause-code")
router.register("limit-kinds", choices.LimitKindView, "limit-kind")
router.register("departments", choices.DepartmentView, "department")
router.register("colleagues", choices.ColleagueView, "colleague")
router.register("surveys", feedback.SurveyView, "survey")
router.register("low-score-reasons", feedback.LowScoreReasonView, "low-score-reason")
router.register("plans", plans.PlanView, "plan")
router.register("articles", knowledge.ArticleView, "article")
router.register("webhooks", webhooks.WebhookView, "webhook")
router.register(
    r"webhooks/(?P<webhook>\d{1,18})/deliveries", webhooks.DeliveryView, "webhook-delivery"
)

app_name = "api"
urlpatterns = [
    path("v1/me/", MeView.as_view(), name="me"),
    path("v1/limits/try/", limits.TrialView.as_view(), name="try-limits"),
    path("v1/inbound/<slug:source>/", inbound.InboundView.as_view(), name="inbound"),
    path("v1/figures/", metrics.MetricListView.as_view(), name="metrics"),
    path("v1/figures/<slug:key>/", metrics.FigureView.as_view(), name="figure"),
    path("v1/figures/<slug:key>/cases/", metrics.CasesView.as_view(), name="figure-cases"),
    path("v1/reports/", analytics.ReportListView.as_view(), name="reports"),
    path("v1/reports/<slug:month>/", analytics.ReportView.as_view(), name="report"),
    path("v1/", include(router.urls)),
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    path(
        "docs/",
        login_not_required(
            SpectacularSwaggerSplitView.as_view(
                url_name="api:schema", template_name="api/docs.html"
            )
        ),
        name="docs",
    ),
    path("<path:rest>", unknown_address, name="unknown"),
]
