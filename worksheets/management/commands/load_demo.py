"""`manage.py load_demo`: the made-up practice, for trying things on."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice.models import Practice
from worksheets import demo


class Command(BaseCommand):
    """Refuses where a practice is already there: demo people never mix with real ones."""

    help = "Load the demo practice and write its sign-ins to var/demo.json."

    def handle(self, **options: object) -> None:
        if Practice.objects.exists():
            raise CommandError("A practice is here already: the demo needs an empty database.")
        told = demo.load(now=timezone.now())
        path = settings.VAR / "demo.json"
        path.write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write(f"Demo practice {told['practice']}: {len(told['people'])} sign-ins.")
