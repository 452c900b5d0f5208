"""The practice app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from practice import guards


class PracticeConfig(AppConfig):
    """Installs the triggers of `guards.GUARDS` after every migration (rulings 36)."""

    name = "practice"

    def ready(self) -> None:
        pre_migrate.connect(guards.before_migrate, sender=self)
        post_migrate.connect(guards.after_migrate, sender=self)
        import_module("practice.wiring")
