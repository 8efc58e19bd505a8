"""Site map of customers' pages (below `/c/`) and of what the desk does with them."""

from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [
    path("c/<slug:token>/", views.case_page, name="case"),
    path("c/<slug:token>/files/<uuid:file_id>/", views.case_file, name="file"),
    path("c/<slug:token>/wechat/", views.bind_wechat, name="wechat"),
    path("d/<slug:code>/", views.device_page, name="device"),
    path("device-labels/", views.label_sheet, name="labels"),
    path("customer-pages/<slug:number>/", views.links_of_ticket, name="of_ticket"),
    path("customer-pages/<slug:number>/new/", views.make_link, name="make"),
    path("customer-pages/<slug:number>/revoke/", views.revoke_links, name="revoke"),
]
