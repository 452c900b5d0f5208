"""The clients app."""

from importlib import import_module

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Who is in care with whom. Says which letters it sends (rulings 30)."""

    name = "clients"

    def ready(self) -> None:
        import_module("clients.wiring")
