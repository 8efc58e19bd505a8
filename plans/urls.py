"""Site map of the optimization plan."""

from django.urls import path

from plans.views import (
    archive,
    dashboard,
    exports,
    first_page,
    imports,
    meetings,
    page,
    proposals,
    steps,
    windows,
)

F2, F2_DOCX = {"code": "F2"}, {"code": "F2", "ending": "docx"}

app_name = "plans"
urlpatterns = [
    path("", dashboard.plan_dashboard, name="list"),
    path("new/", first_page.new_plan, name="new"),
    path("import/", imports.upload_record, name="import"),
    path("measures.xlsx", exports.download_measures, name="measures_xlsx"),
    path("retrospective/", meetings.write_retrospective, name="retrospective"),
    path("meetings/<int:pk>/", exports.retrospective_page, name="meeting"),
    path("meetings/<int:pk>/f18.xlsx", exports.download_retrospective, name="f18"),
    path("of-ticket/<slug:number>/", windows.plans_of_ticket, name="of_ticket"),
    path("of-ticket/<slug:number>/propose/", proposals.propose_from_ticket, name="propose"),
    path("propose/", proposals.propose_freely, name="propose_free"),
    path("proposals/<int:pk>/", proposals.proposal_page, name="proposal"),
    path("proposals/<int:pk>/do/<slug:verb>/", proposals.answer_proposal, name="answer"),
    path("<slug:number>/", page.plan_page, name="page"),
    path("<slug:number>/edit/", first_page.edit_plan, name="edit"),
    path("<slug:number>/review/", meetings.write_review, name="review"),
    path("<slug:number>/history/", page.plan_ledger, name="history"),
    path("<slug:number>/archive/", archive.archive_step, name="archive"),
    path("<slug:number>/package.zip", archive.download_package, name="package"),
    path("<slug:number>/f2.xlsx", exports.download_form, F2, name="f2"),
    path("<slug:number>/f2.docx", exports.download_form, F2_DOCX, name="f2_docx"),
    path("<slug:number>/f10.xlsx", exports.download_form, {"code": "F10"}, name="f10"),
    path("<slug:number>/f19.xlsx", exports.download_form, {"code": "F19"}, name="f19"),
    path("<slug:number>/f24.xlsx", exports.download_form, {"code": "F24"}, name="f24"),
    path("<slug:number>/files/<uuid:file_id>/", page.download_plan_file, name="file"),
    path("<slug:number>/stages/<str:code>/", page.stage_page, name="stage"),
    path("<slug:number>/metrics/<int:pk>/chart/", dashboard.effect_chart, name="chart"),
    path("<slug:number>/do/<slug:key>/", steps.take_step, name="do"),
    path(
        "<slug:number>/<slug:part>/<str:part_key>/do/<slug:key>/",
        steps.take_part_step,
        name="do_part",
    ),
]
