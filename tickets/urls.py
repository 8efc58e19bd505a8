"""Site map of the work order."""

from django.urls import path

from tickets.views import exports, imports, intake, lists, page, verbs

app_name = "tickets"
urlpatterns = [
    path("", lists.list_page, name="list"),
    path("filters/", lists.filter_panel, name="filters"),
    path("of-customer/<str:code>/", lists.of_customer, name="of_customer"),
    path("pick/", lists.pick, name="pick"),
    path("export/", exports.register_xlsx, name="export"),
    path("export/unmasked/", exports.unmasked, name="export_unmasked"),
    path("new/", intake.register, name="new"),
    path("new/suggest/", intake.suggest, name="suggest"),
    path("new/lookup/", intake.lookup, name="lookup"),
    path("new/chosen/", intake.chosen, name="chosen"),
    path("import/", imports.upload, name="import"),
    path("import/<int:pk>/", imports.batch, name="batch"),
    path("import/<int:pk>/commit/", imports.commit, name="commit"),
    path("import/<int:pk>/errors.xlsx", imports.errors_xlsx, name="batch_errors"),
    path("<str:number>/", page.ticket_page, name="page"),
    path("<str:number>/edit/", page.edit, name="edit"),
    path("<str:number>/contact/", page.contact, name="contact"),
    path("<str:number>/note/", page.note, name="note"),
    path("<str:number>/side/", page.side, name="side"),
    path("<str:number>/clocks/", page.clocks, name="clocks"),
    path("<str:number>/reveal/", page.reveal, name="reveal"),
    path("<str:number>/files/<uuid:file_id>/", page.download, name="file"),
    path("<str:number>/f3.xlsx", exports.execution_form_xlsx, name="f3"),
    path("<str:number>/f3/unmasked/", exports.unmasked, name="f3_unmasked"),
    path("<str:number>/do/<slug:verb>/", verbs.do, name="do"),
]
