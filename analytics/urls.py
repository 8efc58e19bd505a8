"""Site map of the house."""

from django.urls import path

from analytics.views import (
    audits,
    exports,
    figures,
    measures,
    quarters,
    rectification,
    reports,
    slow_cases,
)

app_name = "analytics"
urlpatterns = [
    path("figures/", figures.analysis_page, name="analysis"),
    path("figures/analysis.xlsx", exports.download_analysis, name="analysis_xlsx"),
    path("figures/tickets.csv", exports.download_tickets, name="tickets_csv"),
    path("figures/f22.<slug:kind>", exports.download_evaluation, name="f22"),
    path("figures/slow/", slow_cases.slow_page, name="slow"),
    path("figures/slow/code/", slow_cases.code, name="code_slow"),
    path("figures/slow/cases.xlsx", slow_cases.download_slow, name="slow_xlsx"),
    path("measures/", measures.measure_list, name="measures"),
    path("measures/new/", measures.new_measure, name="new_measure"),
    path("measures/f19.xlsx", measures.download_measures, name="f19"),
    path("measures/<slug:number>/", measures.measure_page, name="measure"),
    path("measures/<slug:number>/do/<slug:key>/", measures.take_measure_step, name="do_measure"),
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
    path("reports/quarters/", quarters.quarter_list, name="quarters"),
    path("reports/quarters/<slug:name>/", quarters.quarter_page, name="quarter"),
    path("reports/quarters/<slug:name>/renew/", quarters.renew_quarter, name="renew_quarter"),
    path("reports/quarters/<slug:name>/problems/", quarters.write_problems, name="problems"),
    path("reports/quarters/<slug:name>/issue/", quarters.issue_quarter, name="issue_quarter"),
    path(
        "reports/quarters/<slug:name>/f21.<slug:kind>",
        quarters.download_quarter,
        name="download_quarter",
    ),
    path("reports/rectifications/", rectification.request_list, name="rectifications"),
    path("reports/rectifications/<slug:number>/", rectification.request_page, name="rectification"),
    path(
        "reports/rectifications/<slug:number>/do/<slug:key>/",
        rectification.take_step,
        name="rectify",
    ),
    path(
        "reports/rectifications/<slug:number>/devices.xlsx",
        rectification.download_devices,
        name="rectified_devices",
    ),
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
