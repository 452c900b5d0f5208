"""The app of `posted`, for settings of processes beside the tests."""

from importlib import import_module

from django.apps import AppConfig


class Posted(AppConfig):
    """Registers the purpose once the models are there."""

    name = "tests.services.posted_app"

    def ready(self) -> None:
        import_module("tests.services.posted")
