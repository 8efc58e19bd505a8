"""The site map."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from aftersales import views
from tickets.desk.views.panel import panel_page

# the pages of the administration are loaded here and nowhere else
admin.autodiscover()
admin.site.site_header = _("After-sales administration")
admin.site.site_title = _("After-sales administration")
admin.site.index_title = _("Rules, calendars, people")
admin.site.login = login_not_required(views.admin_login)
admin.site.password_change = views.admin_password

urlpatterns = [
    path("", views.home_page, name="home"),
    path("", include("operations.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("accounts.library_urls")),
    path("inbox/", include("notifications.urls")),
    path("customers/", include("customers.urls")),
    path("tickets/", include("tickets.urls")),
    path("panel/<str:token>/", panel_page, name="panel"),
    path("calls/", include("feedback.urls")),
    path("archive/", include("archive.urls")),
    path("plans/", include("plans.urls")),
    # Before the figures, each of which is a page by its key.
    path("", include("analytics.urls")),
    path("figures/", include("metrics.urls")),
    path("knowledge/", include("knowledge.urls")),
    path("", include("portal.urls")),
    path("api/", include("aftersales.api")),
    path("mails/", include("demo.urls")),
    path("admin/", admin.site.urls),
]
handler404 = "aftersales.views.not_found_page"
handler403 = "aftersales.views.forbidden_page"
handler500 = "aftersales.views.error_page"
