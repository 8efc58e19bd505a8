"""Site map of the optimization plan."""

from django.urls import path

from plans.views import dashboard, exports, imports, page, steps, windows

app_name = "plans"
urlpatterns = [
    path("", dashboard.dashboard, name="list"),
    path("new/", page.new, name="new"),
    path("import/", imports.upload, name="import"),
    path("measures.xlsx", exports.measures_xlsx, name="measures_xlsx"),
    path("retrospective/", page.retrospective, name="retrospective"),
    path("meetings/<int:pk>/", exports.meeting, name="meeting"),
    path("meetings/<int:pk>/f18.xlsx", exports.f18_xlsx, name="f18"),
    path("of-ticket/<slug:number>/", windows.of_ticket, name="of_ticket"),
    path("of-ticket/<slug:number>/propose/", windows.propose, name="propose"),
    path("propose/", windows.propose_free, name="propose_free"),
    path("proposals/<int:pk>/", windows.proposal, name="proposal"),
    path("proposals/<int:pk>/do/<slug:verb>/", windows.answer, name="answer"),
    path("<slug:number>/", page.plan_page, name="page"),
    path("<slug:number>/edit/", page.edit, name="edit"),
    path("<slug:number>/review/", page.review, name="review"),
    path("<slug:number>/history/", page.history, name="history"),
    path("<slug:number>/archive/", exports.archive, name="archive"),
    path("<slug:number>/package.zip", exports.package, name="package"),
    path("<slug:number>/f2.xlsx", exports.form, {"code": "F2"}, name="f2"),
    path("<slug:number>/f2.docx", exports.form, {"code": "F2", "ending": "docx"}, name="f2_docx"),
    path("<slug:number>/f10.xlsx", exports.form, {"code": "F10"}, name="f10"),
    path("<slug:number>/f19.xlsx", exports.form, {"code": "F19"}, name="f19"),
    path("<slug:number>/f24.xlsx", exports.form, {"code": "F24"}, name="f24"),
    path("<slug:number>/files/<uuid:file_id>/", page.download, name="file"),
    path("<slug:number>/stages/<str:code>/", page.stage, name="stage"),
    path("<slug:number>/metrics/<int:pk>/chart/", dashboard.effect_chart, name="chart"),
    path("<slug:number>/do/<slug:key>/", steps.take_step, name="do"),
    path(
        "<slug:number>/<slug:part>/<str:part_key>/do/<slug:key>/",
        steps.take_part_step,
        name="do_part",
    ),
]
