"""People of the product, without what guards their log-in: the floor only asks who it is."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The tables of `accounts` alone."""

    name = "accounts"
