"""Site map of customers."""

from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("", views.show_customers, name="list"),
    path("<slug:code>/", views.show_customer, name="page"),
    path("<slug:code>/edit/", views.edit_customer, name="edit"),
    path("<slug:code>/contacts/", views.add_contact, name="add_contact"),
    path("<slug:code>/assets/", views.add_asset, name="add_asset"),
    path("<slug:code>/contacts/<int:pk>/edit/", views.edit_contact, name="edit_contact"),
    path("<slug:code>/contacts/<int:pk>/consents/", views.add_consent, name="add_consent"),
    path(
        "<slug:code>/contacts/<int:pk>/consents/<int:consent_pk>/withdraw/",
        views.withdraw_consent,
        name="withdraw_consent",
    ),
    path("<slug:code>/contacts/<int:pk>/reveal/", views.reveal_contact, name="reveal"),
]
