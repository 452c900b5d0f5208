"""The clients app."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Who is in care with whom."""

    name = "clients"
