"""Site map of the work order."""

from django.urls import path

from tickets.board.views import board, reassign
from tickets.desk.views import intake, lists, page, suggestion
from tickets.desk.views import limits as drawer
from tickets.mail import views as mail
from tickets.transfer.views import exports, history, imports
from tickets.work import views as steps

app_name = "tickets"
urlpatterns = [
    path("", lists.ticket_list, name="list"),
    path("filters/", lists.filter_panel, name="filters"),
    path("of-customer/<slug:code>/", lists.tickets_of_customer, name="of_customer"),
    path("pick/", lists.pick_ticket, name="pick"),
    path("export/", exports.table_xlsx, {"code": "F1"}, name="export"),
    path("export/unmasked/", exports.unmasked_form, {"code": "F1"}, name="export_unmasked"),
    path("export/forms/", exports.offered_forms, name="export_forms"),
    path("export/<slug:code>/", exports.offered_table, name="export_form"),
    path("export/<slug:code>/unmasked/", exports.unmasked_table, name="export_form_unmasked"),
    path("new/", intake.registration_page, name="new"),
    path("new/suggest/", suggestion.suggest_tier, name="suggest"),
    path("new/lookup/", intake.customer_lookup, name="lookup"),
    path("new/chosen/", intake.chosen_customer, name="chosen"),
    path("import/", imports.upload_register, name="import"),
    path("import/<int:pk>/", imports.preview_register, name="batch"),
    path("import/<int:pk>/commit/", imports.commit_register, name="commit"),
    path("history/", history.upload_history, name="history"),
    path("history/mappings/<int:mapping_pk>/drop/", history.drop_mapping, name="mapping_drop"),
    path("history/<int:upload_pk>/", history.map_history, name="history_upload"),
    path("history/<int:upload_pk>/words/", history.redraw_words, name="history_words"),
    path("history/<int:upload_pk>/commit/", history.commit_history, name="history_commit"),
    path("history/<int:upload_pk>/give-up/", history.give_up_history, name="history_give_up"),
    path("import/<int:pk>/errors.xlsx", imports.problems_xlsx, name="batch_errors"),
    path("board/", board.board_page, name="board"),
    path("board/live/", board.live_part, name="board_live"),
    path("board/table/", board.table_part, name="board_table"),
    path("board/reassign/", reassign.reassign_dialog, name="board_reassign"),
    path("escalations/", board.escalation_log, name="escalations"),
    path("tray/", mail.mail_tray, name="mail_tray"),
    path("tray/aside/", mail.mails_aside, name="mails_aside"),
    path("tray/<int:pk>/", mail.mail_page, name="mail"),
    path("tray/<int:pk>/back/", mail.bring_back_mail, name="mail_back"),
    path("tray/<int:pk>/file/", mail.file_mail, name="mail_file"),
    path("tray/<int:pk>/discard/", mail.discard_mail, name="mail_discard"),
    # From here on a number comes first: it would take every word above for one.
    path("<slug:number>/", page.ticket_page, name="page"),
    path("<slug:number>/edit/", page.edit_page, name="edit"),
    path("<slug:number>/contact/", page.contact_composer, name="contact"),
    path("<slug:number>/message/", page.message_composer, name="message"),
    path("<slug:number>/message/<int:pk>/resend/", page.resend_message, name="resend"),
    path("<slug:number>/note/", page.note_composer, name="note"),
    path("<slug:number>/side/", page.side_panel, name="side"),
    path("<slug:number>/clocks/<int:pk>/rebuild/", drawer.rebuild_clock, name="rebuild_clock"),
    path("<slug:number>/clocks/", drawer.limits_drawer, name="clocks"),
    path("<slug:number>/article/", page.draft_article, name="article"),
    path("<slug:number>/cooperation/<int:pk>/", page.end_cooperation, name="cooperation"),
    path("<slug:number>/reveal/", page.reveal_contact, name="reveal"),
    path("<slug:number>/files/<uuid:file_id>/", page.download_file, name="file"),
    path("<slug:number>/f3.xlsx", exports.execution_form_xlsx, name="f3"),
    path("<slug:number>/f3/unmasked/", exports.unmasked_form, {"code": "F3"}, name="f3_unmasked"),
    path("<slug:number>/forms/", exports.offered_forms, name="forms"),
    path("<slug:number>/<slug:code>.xlsx", exports.offered_table, name="form"),
    path("<slug:number>/<slug:code>/unmasked/", exports.unmasked_table, name="form_unmasked"),
    path("<slug:number>/do/<slug:key>/", steps.take_step, name="do"),
]
