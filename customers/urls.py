"""Site map of customers."""

from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("<str:code>/", views.page, name="page"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/contacts/", views.add_contact, name="add_contact"),
    path("<str:code>/assets/", views.add_asset, name="add_asset"),
    path("<str:code>/contacts/<int:pk>/reveal/", views.reveal, name="reveal"),
]
