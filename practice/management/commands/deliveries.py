"""`manage.py deliveries`: how letters and reminders do, and what to do about those in trouble.

Says ids and states, never who: addresses are looked up when a message goes out.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from practice import deliveries
from practice.access import Actor, system
from practice.actions import operating
from practice.models import Delivery, Freeze

State = Delivery.State
LATELY = timedelta(days=14)
TROUBLE = [State.FAILED, State.UNKNOWN, State.BOUNCED]


class Command(BaseCommand):
    """Of every practice on this machine. What it changes is on record as done by the system."""

    help = (
        "Figures of deliveries; those in trouble; try one again or leave it; stop all of them "
        "(before a backup is put back, for example) and let them go again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", title="what to do (figures, if left out)")
        figures = what.add_parser("figures", help="how deliveries do")
        figures.add_argument("--json", action="store_true", help="for a program that collects")
        listed = what.add_parser("list", help="what somebody should decide about, of 14 days")
        listed.add_argument(
            "--state", choices=State.values, action="append", help="rows in this state instead"
        )
        listed.add_argument("--limit", type=int, default=100, help="at most so many, newest first")
        for name, word in (("retry", "plan one anew"), ("drop", "leave one as it is")):
            what.add_parser(name, help=word).add_argument("id", type=UUID)
        what.add_parser("freeze", help="stop all").add_argument("why", help="owners read it")
        what.add_parser("release", help="let all go again")

    def handle(self, *, what: str | None, **options: object) -> None:
        act: Callable[..., str] = WHAT[what or "figures"]
        self.stdout.write(act(system(now=timezone.now()), options))


def figures(by: Actor, options: dict[str, object]) -> str:
    """The figures of all practices, in lines or as JSON."""
    found = deliveries.figures(None, by.now)
    why = list(Freeze.objects.filter(released_at=None).order_by("at").values_list("why", flat=True))
    if options.get("json"):
        told = {
            "lag_seconds": found.lag,
            "sent_per_minute": round(found.per_minute, 2),
            "states": dict(found.states),
            "failures": dict(found.failures),
            "frozen": bool(why),
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True)
    lines = [f"Frozen: {words}" for words in why]
    lines.append(f"The oldest due row waits {found.lag} seconds.")
    lines.append(f"{found.per_minute:.1f} sent a minute, over fifteen minutes.")
    lines += [f"{count} {state}" for state, count in sorted(found.states.items())]
    lines += [f"{count} × {reason}" for reason, count in sorted(found.failures.items())]
    return "\n".join(lines)


def listed(by: Actor, options: dict[str, object]) -> str:
    """Rows in trouble that nobody decided about, or those in the states asked for."""
    rows = Delivery.objects.order_by("-due_at", "pk")
    if states := options["state"]:
        rows = rows.filter(state__in=states)
    else:
        rows = rows.filter(
            state__in=TROUBLE, settled_at__gte=by.now - LATELY, handled_at__isnull=True
        )
    found = rows.only("purpose", "step", "due_at", "state", "reason")[: options["limit"]]
    lines = [
        f"{row.pk}  {row.due_at:%Y-%m-%d %H:%M}Z  {row.state:8}  {row.purpose} {row.step}"
        f"{f'  {row.reason}' if row.reason else ''}"
        for row in found
    ]
    return "\n".join(lines) or "None."


def retry(by: Actor, options: dict[str, object]) -> str:
    """A new row for one that did not go out."""
    new = decide(operating.try_again, by, options["id"])
    return f"Planned anew as {new.pk}, due now."


def drop(by: Actor, options: dict[str, object]) -> str:
    """One row is left as it is, or taken out of the plan."""
    return f"Left as {decide(operating.leave_it, by, options['id']).state}."


def decide(act: Callable[..., Delivery], by: Actor, pk: object) -> Delivery:
    """What the action gives back. CommandError where there is no such row, or nothing to do."""
    row = Delivery.objects.select_related("practice").filter(pk=pk).first()
    if row is None:
        raise CommandError(f"There is no delivery {pk}.")
    try:
        return act(by=by, row=row)
    except deliveries.NotInTrouble as state:
        raise CommandError(f"It is {state}: there is nothing to decide.") from None


def freeze(by: Actor, options: dict[str, object]) -> str:
    """Nothing goes out from here on."""
    why = str(options["why"]).strip()
    if not 0 < len(why) <= Freeze._meta.get_field("why").max_length:
        raise CommandError("Say why, in at most 300 letters.")
    operating.freeze(by=by, why=why)
    return "Nothing goes out until `manage.py deliveries release`."


def release(by: Actor, options: dict[str, object]) -> str:
    """Everything goes out again; what would come too late expires."""
    count = operating.release(by=by)
    return "Released: deliveries go out again." if count else "Nothing was frozen."


WHAT: dict[str, Callable[[Actor, dict[str, object]], str]] = {
    "figures": figures,
    "list": listed,
    "retry": retry,
    "drop": drop,
    "freeze": freeze,
    "release": release,
}
