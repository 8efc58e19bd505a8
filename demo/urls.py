"""Site map of what only a desk for trying has."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.mail_list, name="mails"),
    path("<slug:key>/", views.mail_page, name="mail"),
]
