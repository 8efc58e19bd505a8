"""Site map of customers' pages (below `/c/`) and of what the desk does with them."""

from django.urls import path

from portal.views import campaign, case, confirmation, labels, links, requests, survey

app_name = "portal"
urlpatterns = [
    path("c/<slug:token>/", case.case_page, name="case"),
    path("c/<slug:token>/provided/<int:pk>/", case.tick_item, name="provided"),
    path("c/<slug:token>/files/<uuid:file_id>/", case.case_file, name="file"),
    path("c/<slug:token>/survey/", survey.survey_page, name="survey"),
    path("c/<slug:token>/confirm/", confirmation.confirmation_page, name="confirm"),
    path("c/<slug:token>/wechat/", case.bind_wechat, name="wechat"),
    path("s/<str:token>/", campaign.campaign_page, name="campaign"),
    path("d/<slug:code>/", requests.device_page, name="device"),
    path("request/", requests.request_page, name="request"),
    path("device-labels/", labels.label_sheet, name="labels"),
    path("customer-pages/<slug:number>/", links.links_of_ticket, name="of_ticket"),
    path("customer-pages/<slug:number>/new/", links.make_link, name="make"),
    path("customer-pages/<slug:number>/sheet/", links.customer_sheet, name="sheet"),
    path("customer-pages/<slug:number>/revoke/", links.revoke_links, name="revoke"),
]
