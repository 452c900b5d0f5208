"""Loads the shipped library; safe to run as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from worksheets import library


class Command(BaseCommand):
    help = "Load the shipped themes and sheets; changed content becomes a new version."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = library.load(timezone.now())
        text = _(
            "Library: %(themes)s themes and %(worksheets)s sheets added, %(published)s versions "
            "published, %(retired)s retired, %(unchanged)s unchanged."
        )
        self.stdout.write(text % vars(loaded))
