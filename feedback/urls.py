"""Site map of the house."""

from django.urls import path

from feedback.views import calls, campaigns, windows

app_name = "feedback"
urlpatterns = [
    path("", calls.call_desk, name="calls"),
    path("<int:pk>/", calls.call_page, name="call"),
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="new_campaign"),
    path("campaigns/<int:pk>/", campaigns.campaign_page, name="campaign"),
    path("campaigns/<int:pk>/start/", campaigns.start_campaign, name="start_campaign"),
    path("campaigns/<int:pk>/end/", campaigns.end_campaign, name="end_campaign"),
    path("of-ticket/<slug:number>/", windows.feedback_of_ticket, name="of_ticket"),
]
