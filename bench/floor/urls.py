"""Addresses of the floor."""

from django.http import HttpResponse
from django.urls import path

from bench.floor import pages, rest

urlpatterns = [
    path("hello/", lambda request: HttpResponse("hello")),
    path("list/django/", pages.list_by_django),
    path("list/joined/", pages.list_by_hand),
    path("list/jinja/", pages.list_by_jinja),
    path("tickets/<slug:number>/", pages.ticket_page),
    path("rest/me/", rest.MeView.as_view()),
    path("rest/rows/", rest.RowsView.as_view()),
    path("rest/values/", rest.ValuesView.as_view()),
    path("rest/tickets/", rest.NewTicketView.as_view()),
    path("rest/tickets/<slug:number>/messages/", rest.NewMessageView.as_view()),
]
