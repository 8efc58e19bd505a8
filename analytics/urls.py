"""Site map of the house."""

from django.urls import path

from analytics.views import figures, reports

app_name = "analytics"
urlpatterns = [
    path("figures/", figures.analysis_page, name="analysis"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<slug:month>/", reports.report_page, name="report"),
    path("reports/<slug:month>/remark/", reports.write_remark, name="remark"),
    path("reports/<slug:month>/issue/", reports.issue_report, name="issue"),
    path("reports/<slug:month>/renew/", reports.renew_report, name="renew"),
    path(
        "reports/<slug:month>/<int:version>/f20.<slug:kind>",
        reports.download_report,
        name="download",
    ),
]
