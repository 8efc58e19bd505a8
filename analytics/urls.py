"""Site map of the house."""

from django.urls import path

from analytics.views import reports

app_name = "analytics"
urlpatterns = [
    path("", reports.report_list, name="reports"),
    path("<slug:month>/", reports.report_page, name="report"),
    path("<slug:month>/remark/", reports.write_remark, name="remark"),
    path("<slug:month>/issue/", reports.issue_report, name="issue"),
    path("<slug:month>/renew/", reports.renew_report, name="renew"),
    path("<slug:month>/<int:version>/f20.<slug:kind>", reports.download_report, name="download"),
]
