"""Site map of the house."""

from django.urls import path

from analytics.views import audits, reports

app_name = "analytics"
urlpatterns = [
    path("", reports.report_list, name="reports"),
    path("audits/", audits.audit_list, name="audits"),
    path("audits/new/", audits.begin_audit, name="new_audit"),
    path("audits/<int:pk>/", audits.audit_page, name="audit"),
    path("audits/<int:pk>/check/", audits.check_audit, name="check_audit"),
    path("audits/<int:pk>/explain/", audits.explain_rule, name="explain_rule"),
    path("audits/<int:pk>/findings/<int:finding>/", audits.explain_finding, name="explain_finding"),
    path("audits/<int:pk>/sign/", audits.sign_audit, name="sign_audit"),
    path("audits/<int:pk>/f23.<slug:kind>", audits.download_audit, name="download_audit"),
    path("<slug:month>/", reports.report_page, name="report"),
    path("<slug:month>/remark/", reports.write_remark, name="remark"),
    path("<slug:month>/issue/", reports.issue_report, name="issue"),
    path("<slug:month>/renew/", reports.renew_report, name="renew"),
    path("<slug:month>/<int:version>/f20.<slug:kind>", reports.download_report, name="download"),
]
