"""`manage.py verify_audit`: is the record whole, and does the database still guard it? (H-06)"""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from practice import audit, guards


class Command(BaseCommand):
    """Ends with 1 when a link does not fit, a trigger is gone, or the door stands open."""

    help = "Check every link of the audit chain and the triggers that protect it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--practice", type=UUID, help="only this practice's chain")

    def handle(self, *, practice: UUID | None, **options: object) -> None:
        report = audit.verify(timezone.now(), practice_id=practice)
        self.stdout.write(f"{report.checked} links fit.")
        self.stdout.write(f"{report.unsealed} wait, the oldest for {report.unsealed_age}.")
        for chain, head in report.heads.items():
            self.stdout.write(f"Head of {chain or 'events of no practice'}: {head}")
        found = [f"The trigger {name} is gone: run migrate." for name in guards.missing()]
        if guards.left_open():
            found.append("The guards' door stands open: a row is in practice_guarddoor.")
        if report.broken_at:
            chain, seq = report.broken_at
            found.append(f"Broken at link {seq} of {chain or 'events of no practice'}.")
        if found:
            raise CommandError(" ".join(found))
