"""Site map of the work order."""

from django.urls import path

from tickets.views import exports, imports, intake, lists, page, verbs

app_name = "tickets"
urlpatterns = [
    path("", lists.list_page, name="list"),
    path("filters/", lists.filter_panel, name="filters"),
    path("of-customer/<slug:code>/", lists.of_customer, name="of_customer"),
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
    path("<slug:number>/", page.ticket_page, name="page"),
    path("<slug:number>/edit/", page.edit, name="edit"),
    path("<slug:number>/contact/", page.contact, name="contact"),
    path("<slug:number>/note/", page.note, name="note"),
    path("<slug:number>/side/", page.side, name="side"),
    path("<slug:number>/clocks/", page.clocks, name="clocks"),
    path("<slug:number>/reveal/", page.reveal, name="reveal"),
    path("<slug:number>/files/<uuid:file_id>/", page.download, name="file"),
    path("<slug:number>/f3.xlsx", exports.execution_form_xlsx, name="f3"),
    path("<slug:number>/f3/unmasked/", exports.unmasked, name="f3_unmasked"),
    path("<slug:number>/do/<slug:verb>/", verbs.do, name="do"),
]
