"""Addresses of the floor."""

from django.http import HttpResponse
from django.urls import path

from bench.floor import pages

urlpatterns = [
    path("hello/", lambda request: HttpResponse("hello")),
    path("list/django/", pages.list_by_django),
    path("list/joined/", pages.list_by_hand),
    path("list/jinja/", pages.list_by_jinja),
    path("tickets/<slug:number>/", pages.ticket_page),
]
