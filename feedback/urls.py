"""Site map of the house."""

from django.urls import path

from feedback.views import calls, windows

app_name = "feedback"
urlpatterns = [
    path("", calls.call_desk, name="calls"),
    path("<int:pk>/", calls.call_page, name="call"),
    path("of-ticket/<slug:number>/", windows.feedback_of_ticket, name="of_ticket"),
]
