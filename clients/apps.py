"""The clients app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ClientsConfig(AppConfig):
    """Who is in care with whom. Says which letters it sends (rulings 30)."""

    name = "clients"

    def ready(self) -> None:
        # By name: models cannot be imported before every app is ready.
        import_string("clients.invitations.register")()
