"""Site map of customers."""

from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("<slug:code>/", views.page, name="page"),
    path("<slug:code>/edit/", views.edit, name="edit"),
    path("<slug:code>/contacts/", views.add_contact, name="add_contact"),
    path("<slug:code>/assets/", views.add_asset, name="add_asset"),
    path("<slug:code>/contacts/<int:pk>/reveal/", views.reveal, name="reveal"),
]
