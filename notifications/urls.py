"""The inbox, and how one wants to be told."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.show_inbox, name="inbox"),
    path("count/", views.show_unread_count, name="count"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.edit_preferences, name="settings"),
    path("<int:pk>/", views.open_item, name="open"),
]
