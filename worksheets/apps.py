"""The worksheets app."""

from importlib import import_module

from django.apps import AppConfig


class WorksheetsConfig(AppConfig):
    """The work itself. Says what it does when something happens to people (rulings 30)."""

    name = "worksheets"

    def ready(self) -> None:
        import_module("worksheets.wiring")
