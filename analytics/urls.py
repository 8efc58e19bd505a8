"""Site map of the house."""

from django.urls import path

from analytics.views import audits, exports, figures, reports

app_name = "analytics"
urlpatterns = [
    path("figures/", figures.analysis_page, name="analysis"),
    path("figures/analysis.xlsx", exports.download_analysis, name="analysis_xlsx"),
    path("figures/tickets.csv", exports.download_tickets, name="tickets_csv"),
    path("figures/f22.<slug:kind>", exports.download_evaluation, name="f22"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/audits/", audits.audit_list, name="audits"),
    path("reports/audits/new/", audits.begin_audit, name="new_audit"),
    path("reports/audits/<int:pk>/", audits.audit_page, name="audit"),
    path("reports/audits/<int:pk>/check/", audits.check_audit, name="check_audit"),
    path("reports/audits/<int:pk>/explain/", audits.explain_rule, name="explain_rule"),
    path(
        "reports/audits/<int:pk>/findings/<int:finding>/",
        audits.explain_finding,
        name="explain_finding",
    ),
    path("reports/audits/<int:pk>/sign/", audits.sign_audit, name="sign_audit"),
    path("reports/audits/<int:pk>/f23.<slug:kind>", audits.download_audit, name="download_audit"),
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
