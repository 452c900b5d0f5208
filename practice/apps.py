"""The practice app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from practice import guards


class PracticeConfig(AppConfig):
    """Installs the triggers of `guards.GUARDS` after every migration (rulings 36)."""

    name = "practice"

    def ready(self) -> None:
        post_migrate.connect(guards.after_migrate, sender=self)
