"""Site map of the house."""

from django.urls import path

from archive.views import files, people, retention

app_name = "archive"
urlpatterns = [
    path("", files.archive_index, name="index"),
    path("retention/", retention.retention_page, name="retention"),
    path("customers/<slug:code>/", people.customer_data_page, name="customer"),
    path("people/<int:pk>/", people.erasure_page, name="erase"),
    path("of-ticket/<slug:number>/", files.file_of_ticket, name="of_ticket"),
    path("<slug:file_no>/file.zip", files.download_file, name="file"),
    path("<slug:file_no>/unmasked/", files.file_in_full, name="file_in_full"),
    path("<slug:file_no>/do/<slug:key>/", files.take_step, name="do"),
]
